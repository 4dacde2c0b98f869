import type { Entry } from "../../entry/entry.ts";
import { type Instant, NEVER_MS, type RedirectHop } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { INSPECT } from "../../platform/process/inspect.ts";
import type { CacheInfo, CacheOutcome } from "../../policy/outcome.ts";
import { sectionOf } from "../../policy/sections.ts";
import type { Reason, StoreVerdict, WriteResult } from "../../policy/verdict.ts";
import { type Duration, instantBefore } from "../../settings/duration.ts";
import { exchangeName } from "../session/exchange.ts";

/** No redirect was followed. */
export const NO_HISTORY: readonly RedirectHop[] = /* @__PURE__ */ Object.freeze([]);

/** What is said of one stored answer at a moment. */
export function cacheInfo(entry: Entry, nowMs: Instant): CacheInfo {
  const { lifetimes, createdAtMs } = entry;
  return {
    key: keyText(entry.address),
    createdAt: new Date(createdAtMs),
    expires: lifetimes.freshUntilMs >= NEVER_MS ? null : new Date(lifetimes.freshUntilMs),
    isExpired: nowMs >= lifetimes.freshUntilMs,
    isOlderThan: (x) => createdAtMs < instantBefore(x, nowMs),
  };
}

/** When an answer was given, and in which exchange. */
export interface ServedAt {
  readonly nowMs: Instant;
  readonly exchange: number;
}

/** The outcome of an answer from the store. A class, so that a hit pays only for the members that somebody reads. */
export class StoredOutcome implements CacheInfo {
  readonly fromCache = true;
  readonly kind: "hit" | "stale" | "revalidated" | "joined";
  readonly reason: Reason;
  readonly revalidated: boolean;
  readonly history: readonly RedirectHop[];
  readonly #entry: Entry;
  readonly #moment: ServedAt;
  readonly write?: WriteResult;

  constructor(
    kind: StoredOutcome["kind"],
    reason: Reason,
    entry: Entry,
    moment: ServedAt,
    more?: { readonly write?: WriteResult | undefined; readonly history?: readonly RedirectHop[] },
  ) {
    this.kind = kind;
    this.reason = reason;
    this.history = more?.history ?? NO_HISTORY;
    this.revalidated = kind === "revalidated";
    this.#entry = entry;
    this.#moment = moment;
    if (more?.write !== undefined) this.write = more.write;
  }

  get key(): string {
    return keyText(this.#entry.address);
  }
  get createdAt(): Date {
    return new Date(this.#entry.createdAtMs);
  }
  get expires(): Date | null {
    const { freshUntilMs } = this.#entry.lifetimes;
    return freshUntilMs >= NEVER_MS ? null : new Date(freshUntilMs);
  }
  get isExpired(): boolean {
    return this.#moment.nowMs >= this.#entry.lifetimes.freshUntilMs;
  }
  get section(): string {
    return sectionOf(this.reason) ?? "4";
  }
  get exchange(): string {
    return exchangeName(this.#moment.exchange);
  }
  isOlderThan(x: Duration | Date): boolean {
    return this.#entry.createdAtMs < instantBefore(x, this.#moment.nowMs);
  }
  /** The same outcome at the end of a redirect chain. */
  withHistory(history: readonly RedirectHop[]): StoredOutcome {
    const { kind, reason, write } = this;
    return storedOutcome(kind, reason, this.#entry, this.#moment, { write, history });
  }
  /** What `JSON.stringify` and a log see. */
  toJSON(): object {
    const { kind, reason, fromCache, key, createdAt, expires, isExpired, revalidated, exchange } = this;
    return { kind, reason, fromCache, key, createdAt, expires, isExpired, revalidated, exchange };
  }
}

/** Has `console.log` in Node show the members, which are getters. Not beside the class: bundlers keep what runs when a module is loaded. */
export function showOutcomes(): void {
  Object.defineProperty(StoredOutcome.prototype, INSPECT, { value: inspected });
}

function inspected(
  this: StoredOutcome,
  _depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
): string {
  return `StoredOutcome ${inspect(this.toJSON(), options)}`;
}

/** Outside the class: one that names itself in its body is renamed by the bundler, and `console.log` of a hit would show that name. */
function storedOutcome(...given: ConstructorParameters<typeof StoredOutcome>): StoredOutcome {
  return new StoredOutcome(...given);
}

/** The outcome of an answer from the origin that was looked up before. */
export function missOutcome(
  reason: Reason,
  exchange: number,
  store: StoreVerdict["reason"],
  stored: {
    readonly write?: WriteResult | undefined;
    readonly entry?: Entry | undefined;
    readonly nowMs: Instant;
  },
): CacheOutcome {
  const { entry, write, nowMs } = stored;
  const kept = entry !== undefined && (write === "stored" || write === "pending");
  return {
    kind: "miss",
    fromCache: false,
    store,
    ...common(reason, exchange),
    isExpired: false,
    ...(kept ? cacheInfo(entry, nowMs) : {}),
    ...(write === undefined ? {} : { write }),
  };
}

/** The outcome of a request that the cache refused, passed, or failed with. */
export function plainOutcome(
  kind: "refused" | "bypass" | "failed",
  reason: Reason,
  exchange: number,
): CacheOutcome {
  return { kind, fromCache: false, ...common(reason, exchange) };
}

/** The outcome at the end of a redirect chain: from the cache only if every hop was (requests-cache V17). */
export function outcomeAfter(
  history: readonly RedirectHop[],
  hops: readonly CacheOutcome[],
  last: CacheOutcome,
): CacheOutcome {
  const fetched = hops.find(({ fromCache }) => !fromCache);
  if (last.fromCache && fetched !== undefined) return { ...fetched, history };
  return last instanceof StoredOutcome ? last.withHistory(history) : { ...last, history };
}

function common(reason: Reason, exchange: number) {
  const section = sectionOf(reason);
  return {
    reason,
    revalidated: false,
    history: NO_HISTORY,
    exchange: exchangeName(exchange),
    ...(section === undefined ? {} : { section }),
  };
}
