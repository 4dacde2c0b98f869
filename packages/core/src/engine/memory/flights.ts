import type { Entry } from "../../entry/entry.ts";
import type { AbortSignalLike, Awaitable } from "../../http/messages.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import { watchedArrival } from "./watched-arrival.ts";

/** What a flight came to, for those who waited. */
export type FlightResult =
  | {
      readonly kind: "candidate";
      readonly entry: Entry;
      /** What became of its store, for those who can use it only from there; absent where it stands there already. */
      readonly written?: Awaitable<WriteResult>;
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
      const flight = newFlight(() => {
        if (key !== undefined && byKey.get(key) === flight) byKey.delete(key);
      });
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

/** The part of a flight that a caller's reading may hold up. */
function holdUp(result: Promise<FlightResult>): Pick<Flight, "hold" | "isHeld" | "land" | "wait"> {
  let isHeld = false;
  let hasLanded = false;
  let letGo: (result: FlightResult) => void = () => undefined;
  const held = new Promise<FlightResult>((resolve) => {
    letGo = resolve;
  });
  return {
    hold() {
      isHeld = true;
      letGo({ kind: "held" });
    },
    isHeld: () => isHeld && !hasLanded,
    land() {
      hasLanded = true;
    },
    wait: () => (hasLanded ? result : Promise.race([result, held])),
  };
}

function newFlight(onEnd: () => void): Flight {
  const controller = new AbortController();
  let participants = 1;
  let isLed = true;
  let settle: (result: FlightResult) => void = () => undefined;
  const result = new Promise<FlightResult>((resolve) => {
    settle = resolve;
  });
  const held = holdUp(result);
  const arrival = watchedArrival(() => {
    onEnd();
    held.hold();
  });
  const leave = (reason: unknown): void => {
    participants -= 1;
    if (participants > 0) return;
    onEnd();
    controller.abort(reason);
    settle({ kind: "failed", error: reason });
  };
  return {
    signal: controller.signal,
    participants: () => participants,
    join() {
      participants += 1;
    },
    leave,
    leaderLeaves(reason) {
      if (isLed) leave(reason);
      isLed = false;
    },
    retire: onEnd,
    ...held,
    land() {
      held.land();
      arrival.end();
    },
    answer: arrival.answer,
    isAnswered: arrival.isAnswered,
    progress: arrival.progress,
    watch: () => arrival.watch(held.wait()),
    isLed: () => isLed,
    settle(given) {
      onEnd();
      settle(given);
    },
  };
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
