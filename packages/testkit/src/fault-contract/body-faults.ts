import type { Backend, BodyRef, BodyStore, Found } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { check, checkEqual, checkRejects } from "../check.ts";
import { type FaultyCache, onFaultyCache } from "./faulty-cache.ts";
import { checkAnswers, type FaultProof } from "./record-faults.ts";

const BODY_BYTES = 300_000;
const WEEK_MS = 7 * 86_400_000;

/** Faults of bodies that are kept outside their records. */
export const bodyFaults: readonly FaultProof[] = [
  {
    name: "F5 a large body that is cut off never ends well, and its record goes",
    prove: (subject) => provesDamaged(subject, "truncate"),
  },
  {
    name: "F6 a large body with a bit changed never ends well, and its record goes",
    prove: (subject) => provesDamaged(subject, "flip"),
  },
  {
    name: "F8 a large body that is gone is fetched anew within the same request, and kept",
    prove: provesGone,
  },
  {
    name: "F8 a record that has lost where its body stands is never an answer without bytes",
    prove: (subject) =>
      onLarge(
        subject,
        [],
        async (on) => {
          if (on.backend.bodies === undefined) return;
          // The body is where its entry says.
          await checkAnswers(on, ["miss 1", "hit 1", "hit 1"]);
          checkEqual(on.events.filter(({ kind }) => kind === "backend-failed").length, 0, "failures told");
        },
        (backend) => ({
          ...backend,
          find: async (at, prefer) => withoutBodies(await backend.find(at, prefer)),
        }),
      ),
  },
  {
    name: "F14 a large body that cannot be stored reaches its reader whole, with one event",
    prove: (subject) =>
      onLarge(subject, [{ operation: "bodies", nth: 1, fault: "throw" }], async (on) => {
        await checkAnswers(on, ["miss 1", "miss 2", "hit 2"]);
        checkEqual(on.eventsOf("backend-failed").length, 1, "failures told");
      }),
  },
  {
    name: "F22 a large body whose record could not be stored is seen by nobody, and swept",
    prove: provesOrphan,
  },
];

type Faults = Parameters<typeof onFaultyCache>[1]["faults"];

function onLarge(
  subject: BackendSubject,
  faults: Faults,
  run: (on: FaultyCache) => Promise<void>,
  around?: (backend: Backend) => Backend,
): Promise<void> {
  return onFaultyCache(subject, { faults, bodyBytes: BODY_BYTES, ...(around && { around }) }, run);
}

function provesDamaged(subject: BackendSubject, fault: "truncate" | "flip"): Promise<void> {
  // The first call makes the body, the second reads it.
  return onLarge(subject, [{ operation: "bodies", nth: 2, fault }], async (on) => {
    await checkAnswers(on, ["miss 1"]);
    const error = await checkRejects(() => on.ask(), "reading a damaged body");
    checkEqual(Reflect.get(Object(error), "code"), "RCACHE_BODY_CORRUPT", "how reading ended");
    const faults = on.eventsOf("record-unreadable").map((event) => event.fault);
    checkEqual(faults, ["corrupt"], "unreadable records told");
    await checkAnswers(on, ["miss 2", "hit 2"]);
  });
}

function provesGone(subject: BackendSubject): Promise<void> {
  return onLarge(subject, [{ operation: "bodies", nth: 2, fault: "forget" }], async (on) => {
    await checkAnswers(on, ["miss 1", "miss 2", "hit 2"]);
    const faults = on.eventsOf("record-unreadable").map((event) => event.fault);
    checkEqual(faults, ["corrupt"], "unreadable records told");
    checkEqual(on.asked(), 2, "requests to the origin");
  });
}

function provesOrphan(subject: BackendSubject): Promise<void> {
  const made: BodyRef[] = [];
  const around = (backend: Backend): Backend => {
    const { bodies } = backend;
    return bodies === undefined ? backend : { ...backend, bodies: noting(bodies, made) };
  };
  const faults: Faults = [{ operation: "put", nth: 1, fault: "throw" }];
  return onLarge(
    subject,
    faults,
    async (on) => {
      if (on.backend.bodies === undefined) return;
      await checkAnswers(on, ["miss 1"]);
      checkEqual(on.eventsOf("backend-failed").length, 1, "failures told");
      checkEqual(await on.cache.count(), 0, "entries");
      await checkAnswers(on, ["miss 2", "hit 2"]);
      on.clock.advance(WEEK_MS);
      while ((await on.backend.sweep(100)).more);
      const [orphan] = made;
      check(orphan !== undefined, "a body was made");
      const found = await on.backend.bodies?.open(orphan);
      check(found === undefined, "what is left of a body without a record after it was swept");
    },
    around,
  );
}

function withoutBodies(found: Found): Found {
  return { ...found, records: found.records.map(({ body: _, ...record }) => record) };
}

/** Notes what is made; the checksum of what was never named does not matter. */
function noting(bodies: BodyStore, made: BodyRef[]): BodyStore {
  return {
    create(at, id, keepUntilMs) {
      made.push({ id, target: at.target, bytes: BODY_BYTES, checksum: "crc32:00000000" });
      return bodies.create(at, id, keepUntilMs);
    },
    open: (ref, fromByte) => bodies.open(ref, fromByte),
    keep: (ref, untilMs) => bodies.keep(ref, untilMs),
  };
}
