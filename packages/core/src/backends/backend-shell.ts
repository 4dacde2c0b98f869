import type { Backend, BackendHost } from "../contracts/backend.ts";
import type { BodyStore } from "../contracts/body-store.ts";
import type { Serializer } from "../contracts/serializer.ts";
import type { Awaitable } from "../http/messages.ts";
import { backendLife, type Closable } from "./backend-life.ts";

/** An optional member of the contract. */
export type BackendAbility = "scan" | "removeWhere" | "stats" | "lease" | "bodies";

/** The parts of an open backend, by what each one does. The parts of its abilities are required; others may be left out. */
export type BackendParts<A extends BackendAbility = BackendAbility> = Closable & {
  readonly store: Pick<Backend, "find" | "put" | "remove" | "invalidate">;
  readonly maintenance: Pick<Backend, "sweep" | "clear"> &
    Required<Pick<Backend, Extract<A, "scan" | "removeWhere" | "stats">>>;
} & ("lease" extends A ? { readonly leases: Required<Pick<Backend, "lease">> } : unknown) &
  ("bodies" extends A ? { readonly bodies: BodyStore } : unknown);

/** What {@link backendShell} makes a backend of. */
export interface BackendPlan<P, A extends BackendAbility>
  extends Pick<Backend, "name" | "valueKind" | "maxValueBytes"> {
  readonly serializer?: Serializer | undefined;
  /** The optional members that the backend has. @default all of them */
  readonly abilities?: readonly A[];
  /** Connects, creates what is missing, and returns the parts. If it throws or rejects, the backend stays closed and may be opened again. */
  open(host: BackendHost): Awaitable<P>;
}

/** A backend, and its current parts. */
export interface BackendShell<P> {
  readonly backend: Backend;
  /**
   * The parts, for members beyond the contract.
   *
   * @throws RcacheError `RCACHE_CLOSED` before `open` and after `close`
   */
  parts(): P;
}

const EVERY_ABILITY: readonly BackendAbility[] = ["scan", "removeWhere", "stats", "lease", "bodies"];

/**
 * Does what every backend does around its store, so that you write only what the store does. It opens the store once, however often `open`
 * is called (contract B21), refuses calls before `open` and after `close` (B20), and waits in `flush` and `close` for changes in progress
 * (B16). It adds one check to each call and no promise: a synchronous store makes a synchronous backend.
 */
export function backendShell<P extends BackendParts<A>, const A extends BackendAbility = BackendAbility>(
  plan: BackendPlan<P, A>,
): BackendShell<P> {
  const { name, valueKind, maxValueBytes, serializer, abilities = EVERY_ABILITY } = plan;
  const life = backendLife<P>(name, (host) => plan.open(host));
  const { parts, begun } = life;
  const optional = optionalMembers(
    // The cast: a member is given away below only where `abilities` names it, and then the compiler has seen its part in P.
    () => parts() as unknown as BackendParts,
    begun,
  );
  const backend: Backend = {
    name,
    valueKind,
    maxValueBytes,
    ...(serializer && { serializer }),
    open: life.open,
    find: (at, prefer) => parts().store.find(at, prefer),
    put: (record, seen) => begun(parts().store.put(record, seen)),
    remove: (which) => begun(parts().store.remove(which)),
    invalidate: (target) => begun(parts().store.invalidate(target)),
    sweep: (limit) => begun(parts().maintenance.sweep(limit)),
    clear: () => begun(parts().maintenance.clear()),
    flush: life.flush,
    close: life.close,
    ...Object.fromEntries(abilities.map((ability) => [ability, optional[ability]])),
  };
  return { backend, parts };
}

function optionalMembers(
  parts: () => BackendParts,
  begun: <T>(work: Awaitable<T>) => Awaitable<T>,
): Required<Pick<Backend, BackendAbility>> {
  return {
    scan: (filter) => parts().maintenance.scan(filter),
    removeWhere: (filter, limit) => begun(parts().maintenance.removeWhere(filter, limit)),
    stats: () => parts().maintenance.stats(),
    lease: (name, forMs) => parts().leases.lease(name, forMs),
    bodies: {
      create: (at, id, keepUntilMs) => parts().bodies.create(at, id, keepUntilMs),
      open: (ref, fromByte) => parts().bodies.open(ref, fromByte),
      keep: (ref, untilMs) => parts().bodies.keep(ref, untilMs),
    },
  };
}
