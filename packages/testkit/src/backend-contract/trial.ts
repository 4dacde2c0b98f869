import type { Clock } from "@rcache/core";
import type {
  Backend,
  BackendHost,
  BodyRef,
  Entry,
  Found,
  FoundRecord,
  Lookup,
  Precondition,
  StoredRecord,
} from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { type EntryOverrides, entryOf } from "../builders/entry-of.ts";
import { recordOf } from "../builders/record-of.ts";
import { check, checkEqual, checkSameTexts } from "../check.ts";
import { type ManualClock, manualClock } from "../clock/manual-clock.ts";

/** What you pass to {@link backendContract}. */
export interface BackendSubject {
  /**
   * Makes a backend that stores its records under this name; the contract opens it. Two names share nothing. The same name twice shares
   * what is persistent.
   */
  open(options: { cacheName: string; clock: Clock }): Backend | Promise<Backend>;
  /** Removes what is left under a name, after its backends were closed. */
  destroy?(cacheName: string): unknown;
  /**
   * Removes the piece of a committed body that holds this byte, and not through the backend: a row, a key, an item, or the rest of a file.
   * Without it, D8 has nothing to prove.
   */
  loseBytes?(cacheName: string, ref: BodyRef, byte: number): unknown;
}

/** An optional part of the contract: a member, what `find` gives, or what the subject can do to a store. */
export type Ability = "scan" | "removeWhere" | "stats" | "lease" | "bodies" | "epoch" | "loseBytes";

/** The proof of one promise: the id comes first in the name. */
export interface Proof {
  readonly name: string;
  /** Without it there is nothing to prove. */
  readonly needs?: Ability;
  prove(trial: Trial): Promise<void>;
}

/** A record that was put, and the entry it was made from. */
export interface Put {
  readonly entry: Entry;
  readonly record: StoredRecord;
}

/** One opened backend of a fresh name, and what every proof does with it. */
export interface Trial {
  readonly backend: Backend;
  readonly clock: ManualClock;
  readonly cacheName: string;
  /** An entry received now, with a revision of its own. */
  entry(overrides?: EntryOverrides): Entry;
  record(overrides?: EntryOverrides): Promise<StoredRecord>;
  /** Puts a record and fails the test where it was not stored. */
  store(overrides?: EntryOverrides, seen?: Precondition): Promise<Put>;
  find(at: Lookup, prefer?: string): Promise<Found>;
  /** Opens one more backend, of the same name if none is given. It is closed with the others. */
  open(cacheName?: string): Promise<Backend>;
  /** One more backend of the same name that is not open yet. It is closed with the others. */
  unopened(): Promise<Backend>;
  /** What a backend is opened with. */
  readonly host: BackendHost;
  /** The subject's, of this name. */
  readonly loseBytes: ((ref: BodyRef, byte: number) => Promise<unknown>) | undefined;
}

/** Opens a backend of a fresh name, runs, closes what was opened and destroys what is left. */
export async function onTrial(
  subject: BackendSubject,
  label: string,
  run: (trial: Trial) => Promise<void>,
): Promise<void> {
  // Real time to begin with: a server that also expires records by its own clock must not find them long past.
  const clock = manualClock(Date.now());
  // Unique: what an earlier run that was killed has left on a server is not found.
  const cacheName = `contract_${label.toLowerCase()}_${crypto.randomUUID().slice(0, 8)}`;
  const host: BackendHost = { nowMs: () => clock.nowMs(), report: () => undefined };
  const made: { name: string; backend: Backend }[] = [];
  const make = async (name: string): Promise<Backend> => {
    const backend = await subject.open({ cacheName: name, clock });
    made.push({ name, backend });
    return backend;
  };
  const open = async (name = cacheName): Promise<Backend> => {
    const backend = await make(name);
    await backend.open(host);
    return backend;
  };
  try {
    const backend = await open();
    const loseBytes =
      subject.loseBytes && (async (ref: BodyRef, byte: number) => subject.loseBytes?.(cacheName, ref, byte));
    await run(trialOf(backend, clock, cacheName, { open, unopened: () => make(cacheName), host, loseBytes }));
  } finally {
    // Whether closing works is what B16 proves; here it must not hide what the test found.
    for (const { backend } of made) await Promise.resolve(backend.close()).catch(() => undefined);
    for (const name of new Set(made.map((one) => one.name))) await subject.destroy?.(name);
  }
}

function trialOf(
  backend: Backend,
  clock: ManualClock,
  cacheName: string,
  more: Pick<Trial, "open" | "unopened" | "host" | "loseBytes">,
): Trial {
  let revisions = 0;
  const entry = (overrides?: EntryOverrides): Entry => {
    revisions += 1;
    return entryOf({ receivedAtMs: clock.nowMs(), revision: `rev${revisions}`, ...overrides });
  };
  return {
    backend,
    clock,
    cacheName,
    ...more,
    entry,
    record: (overrides) => recordOf(entry(overrides), backend),
    async store(overrides, seen) {
      const made = entry(overrides);
      const record = await recordOf(made, backend);
      checkEqual(await backend.put(record, seen), "stored", `put of ${addressText(made.address)}`);
      return { entry: made, record };
    },
    find: async (at, prefer) => backend.find(at, prefer),
  };
}

/** Fails the test where what was found is not what was put. */
export function checkFound(backend: Backend, found: FoundRecord | undefined, put: StoredRecord): void {
  const { head } = put;
  const where = addressText(head);
  check(found !== undefined, `${where}: expected revision ${head.revision}, found nothing`);
  checkEqual(addressText(found), where, "address of the found record");
  checkEqual(found.revision, head.revision, `revision of ${where}`);
  check(
    found.removeAtMs > 0 && found.removeAtMs <= head.removeAtMs,
    `removeAtMs of ${where}: expected at most ${head.removeAtMs}, got ${found.removeAtMs}`,
  );
  checkEqual(found.body, head.body, `body reference of ${where}`);
  checkEqual(plainValue(backend, found.value), plainValue(backend, put.value), `value of ${where}`);
}

/** Fails the test where other revisions than these were found, in whatever order. */
export function checkRevisions(found: Found, expected: readonly string[], what: string): void {
  checkSameTexts(
    found.records.map((record) => record.revision),
    expected,
    what,
  );
}

/** A value in a form in which two can be compared. */
export function plainValue(backend: Backend, value: StoredRecord["value"]): unknown {
  // The cast: only the backend's form tells an entry from a document, and this one says entry.
  return backend.valueKind === "entry" ? entryFields(value as Entry) : value;
}

function addressText(at: { target: string; selector: string; variant: string }): string {
  return JSON.stringify([at.selector, at.target, at.variant]);
}

/** Whether the backend has an ability, or its subject. */
export async function hasAbility(
  { backend, loseBytes }: Pick<Trial, "backend"> & Partial<Trial>,
  ability: Ability,
): Promise<boolean> {
  if (ability === "loseBytes") return backend.bodies !== undefined && loseBytes !== undefined;
  if (ability !== "epoch") return backend[ability] !== undefined;
  const found = await backend.find({ target: "https://example.com/never-stored", selector: "GET" });
  return found.epoch !== undefined;
}
