import type { Lookup } from "../../entry/entry.ts";
import { type Awaitable, type Instant, NEVER_MS } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import {
  decodeGroup,
  decodeTarget,
  encodeGroup,
  encodeTarget,
  type Group,
  groupUntilMs,
  type TargetState,
} from "./key-value-blob.ts";
import { GENERATION_KEY, groupKey, targetKey } from "./key-value-keys.ts";

/** What `keyValueBackend` needs of a store. Every function may return a value or a promise. */
export interface KeyValueStore {
  /** The value under a key; undefined if there is none. */
  get(key: string): Awaitable<Uint8Array | undefined>;
  /** Stores a value. The store may drop it from `expiresAtMs` on. */
  set(key: string, value: Uint8Array, options: { expiresAtMs: Instant }): Awaitable<void>;
  /** Removes the value under a key, if there is one. */
  delete(key: string): Awaitable<void>;
  /** Every key that begins with the prefix. Without it, the backend cannot search or count. */
  list?(prefix: string): AsyncIterable<string>;
}

/** A request's group and its target, as they stand in the store. */
export interface Snapshot {
  /** Changed by `clear` where the store cannot list; undefined where it got lost, and nothing counts. */
  readonly generation: string | undefined;
  readonly state: TargetState | undefined;
  /** Only where it belongs to the target's present epoch. */
  readonly group: Group | undefined;
}

/** Groups, targets and the generation in a store, typed. */
export interface TypedStore {
  read(at: Lookup): Awaitable<Snapshot>;
  /** Whatever its epoch. */
  readGroup(at: Lookup): Awaitable<Group | undefined>;
  writeGroup(group: Group): Awaitable<void>;
  deleteGroup(at: Lookup): Awaitable<void>;
  writeTarget(target: string, state: TargetState): Awaitable<void>;
  writeGeneration(generation: string): Awaitable<void>;
  readGeneration(): Awaitable<string | undefined>;
  readTarget(
    target: string,
  ): Awaitable<{ readonly generation: string | undefined; readonly state: TargetState | undefined }>;
}

/** The generation of a store that can list, and therefore needs none. */
const ONLY_GENERATION = "0";
const NOT_YET = "-";

/** The epoch as a writer sees it. */
export function epochOf(generation: string | undefined, state: TargetState | undefined): string {
  return `${generation ?? NOT_YET}.${state?.epoch ?? NOT_YET}`;
}

/** Whether a target has not been invalidated since somebody saw `epoch`: it is still that one, or there was none and a first store made it. */
export function isStillEpoch(
  epoch: string,
  { generation, state }: Pick<Snapshot, "generation" | "state">,
): boolean {
  if (epoch === epochOf(generation, state)) return true;
  return (
    state?.initial === true &&
    (epoch === epochOf(generation, undefined) || epoch === epochOf(undefined, undefined))
  );
}

export function typedStore(store: KeyValueStore): TypedStore {
  const text = (bytes: Uint8Array | undefined): string | undefined =>
    bytes && new TextDecoder().decode(bytes);
  const readGeneration = (): Awaitable<string | undefined> =>
    store.list ? ONLY_GENERATION : andThen(store.get(GENERATION_KEY), text);
  const readTarget: TypedStore["readTarget"] = (target) =>
    andThen(both(readGeneration(), store.get(targetKey(target))), ([generation, bytes]) => ({
      generation,
      state: generation === undefined ? undefined : decodeTarget(bytes),
    }));
  return {
    readGeneration,
    readTarget,
    read: (at) =>
      andThen(both(readTarget(at.target), store.get(groupKey(at))), ([{ generation, state }, bytes]) => {
        const group = state && decodeGroup(bytes, at);
        return { generation, state, group: group?.epoch === epochOf(generation, state) ? group : undefined };
      }),
    readGroup: (at) => andThen(store.get(groupKey(at)), (bytes) => decodeGroup(bytes, at)),
    writeGroup: (group) =>
      store.set(groupKey(group), encodeGroup(group), { expiresAtMs: groupUntilMs(group) }),
    deleteGroup: (at) => store.delete(groupKey(at)),
    writeTarget: (target, state) =>
      store.set(targetKey(target), encodeTarget(state), { expiresAtMs: state.untilMs }),
    writeGeneration: (generation) =>
      store.set(GENERATION_KEY, new TextEncoder().encode(generation), { expiresAtMs: NEVER_MS }),
  };
}

/** Two answers, asked for side by side. */
function both<A, B>(a: Awaitable<A>, b: Awaitable<B>): Awaitable<readonly [A, B]> {
  return isPromise(a) || isPromise(b) ? Promise.all([a, b]) : [a, b];
}
