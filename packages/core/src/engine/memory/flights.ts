import type { Entry } from "../../entry/entry.ts";
import type { AbortSignalLike, Awaitable } from "../../http/messages.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import { WatchedArrival } from "./watched-arrival.ts";

/** The storing of an answer. */
export interface Storing {
  /** What becomes of it, or has become. */
  readonly written: Awaitable<WriteResult>;
}

/** What a flight came to, for those who waited. */
export type FlightResult =
  | {
      readonly kind: "candidate";
      readonly entry: Entry;
      /** For those who can use it only from the store; absent where it stands there already. */
      readonly storing?: Storing;
    }
  | { readonly kind: "not-storable" }
  /** Its caller's reading holds it up: nobody is to wait for that. */
  | { readonly kind: "held" }
  /** An error status came, and something stored stood in for it. */
  | { readonly kind: "error-status" }
  | { readonly kind: "failed"; readonly error: unknown };

/** One question to the origin that several requests wait for. */
export interface Flight {
  /** Fires when the last one has left. */
  readonly signal: AbortSignalLike;
  /** How many have joined and not left, the leader included. */
  participants(): number;
  join(): void;
  leave(reason: unknown): void;
  /** The leader may leave while it waits and again while it reads: only the first time counts. */
  leaderLeaves(reason: unknown): void;
  /** Nobody new finds it: it takes too long. */
  retire(): void;
  /** Its answer waits for its caller to read: whoever waits for it goes on, nobody joins it, and it is still the one that is kept. */
  hold(): void;
  isHeld(): boolean;
  /** Its caller has left, and the rest is coming: it can be waited for again. */
  release(): void;
  /** The origin has said all: nobody's reading can hold it up any more. */
  land(): void;
  /** Its leader has an answer, of which the body is still arriving: who comes from now on is answered after it, not with it. */
  answer(isLengthKnown: boolean): void;
  isAnswered(): boolean;
  /** A piece of the body has come. */
  progress(): void;
  /** Has whoever waits go on, and others begin anew, once the body turns out not to come; begun by the first who waits. */
  watch(): void;
  /** The leader has not left. */
  isLed(): boolean;
  /** Tells everybody; later calls have no effect. */
  settle(result: FlightResult): void;
  /** What it comes to for who begins to wait now. */
  wait(): Promise<FlightResult>;
}

/** The flights that are under way in this process. */
export interface Flights {
  get(key: string): Flight | undefined;
  /** Opens one that others can find under the key until it is settled; without a key, nobody can. */
  open(key?: string): Flight;
  /** New requests for the target do not join what is under way. */
  detach(target: string): void;
  detachAll(): void;
}

/** A key's parts: what `detach` needs to find flights by is kept apart from the rest. */
export function flightKey(target: string, rest: string): string {
  return `${target}\n${rest}`;
}

export function openFlights(): Flights {
  const byKey = new Map<string, Flight>();
  return {
    get: (key) => byKey.get(key),
    open(key) {
      const flight = new FlightUnderWay(byKey, key);
      if (key !== undefined) byKey.set(key, flight);
      return flight;
    },
    detach(target) {
      if (byKey.size === 0) return;
      const prefix = flightKey(target, "");
      for (const key of byKey.keys()) if (key.startsWith(prefix)) byKey.delete(key);
    },
    detachAll: () => byKey.clear(),
  };
}

/** Somebody who waits for a flight. */
interface Waiting {
  readonly resolve: (result: FlightResult) => void;
  /** It began while a caller's reading could still hold the flight up. */
  readonly mayBeHeld: boolean;
}

const HELD: FlightResult = { kind: "held" };

// Most flights are nobody's but their leader's: there is nothing to wait for before somebody waits.
class FlightUnderWay implements Flight {
  readonly #byKey: Map<string, Flight>;
  readonly #key: string | undefined;
  readonly #arrival = new WatchedArrival();
  #controller: AbortController | undefined;
  #participants = 1;
  #isLed = true;
  #isHeld = false;
  #hasLanded = false;
  #result: FlightResult | undefined;
  #waiting: Waiting[] | undefined;

  constructor(byKey: Map<string, Flight>, key: string | undefined) {
    this.#byKey = byKey;
    this.#key = key;
  }

  get signal(): AbortSignalLike {
    return this.#abort().signal;
  }
  participants(): number {
    return this.#participants;
  }
  join(): void {
    this.#participants += 1;
  }
  leave(reason: unknown): void {
    this.#participants -= 1;
    if (this.#participants > 0) return;
    this.retire();
    this.#abort().abort(reason);
    this.settle({ kind: "failed", error: reason });
  }
  leaderLeaves(reason: unknown): void {
    if (this.#isLed) this.leave(reason);
    this.#isLed = false;
  }
  retire(): void {
    if (this.#key !== undefined && this.#byKey.get(this.#key) === this) this.#byKey.delete(this.#key);
  }
  hold(): void {
    this.#isHeld = true;
    this.#tell(HELD, ({ mayBeHeld }) => mayBeHeld);
  }
  isHeld(): boolean {
    return this.#isHeld && !this.#hasLanded;
  }
  release(): void {
    this.#isHeld = false;
  }
  land(): void {
    this.#hasLanded = true;
    this.#arrival.end();
  }
  answer(isLengthKnown: boolean): void {
    this.#arrival.answer(isLengthKnown);
  }
  isAnswered(): boolean {
    return this.#arrival.isAnswered();
  }
  progress(): void {
    this.#arrival.progress();
  }
  watch(): void {
    const onStop = (): void => {
      this.retire();
      this.hold();
    };
    this.#arrival.watch(() => this.wait(), onStop);
  }
  isLed(): boolean {
    return this.#isLed;
  }
  settle(result: FlightResult): void {
    this.retire();
    this.#result ??= result;
    this.#tell(this.#result, () => true);
  }
  wait(): Promise<FlightResult> {
    if (this.#result !== undefined) return Promise.resolve(this.#result);
    if (this.isHeld()) return Promise.resolve(HELD);
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push({ resolve, mayBeHeld: !this.#hasLanded });
    });
  }

  #abort(): AbortController {
    this.#controller ??= new AbortController();
    return this.#controller;
  }

  #tell(result: FlightResult, isMeant: (waiting: Waiting) => boolean): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const told = waiting.filter(isMeant);
    this.#waiting = waiting.filter((each) => !isMeant(each));
    for (const { resolve } of told) resolve(result);
  }
}

/** The promise, unless the signal fires first: then `onLeave`, and a rejection with the signal's reason. */
export function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignalLike | undefined,
  onLeave: (reason: unknown) => void,
): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      // Of two signals joined to one, both may fire; one leaves once.
      signal.removeEventListener("abort", leave);
      onLeave(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) {
      work.catch(() => undefined);
      leave();
      return;
    }
    signal.addEventListener("abort", leave);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
