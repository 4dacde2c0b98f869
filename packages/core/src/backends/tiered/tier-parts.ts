import type { Backend, RecordHead, RecordValue, ScanFilter } from "../../contracts/backend.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import type { BackendAbility, BackendParts } from "../backend-shell.ts";
import { findInTiers } from "./tier-find.ts";
import type { TierForms } from "./tier-forms.ts";
import {
  clearTiers,
  invalidateTiers,
  putInTiers,
  removeFromTiers,
  removeWhereInTiers,
} from "./tier-writes.ts";
import type { Tiers } from "./tiers.ts";

const FAR_ABILITIES: readonly BackendAbility[] = ["scan", "removeWhere", "stats", "lease"];

/** The optional members: those that the far tier has. */
export function tierAbilities(far: Backend, forms: TierForms): readonly BackendAbility[] {
  const abilities = FAR_ABILITIES.filter((ability) => far[ability] !== undefined);
  return far.bodies !== undefined && forms.sharesBodies ? [...abilities, "bodies"] : abilities;
}

/** What the two tiers are together, while they are open. */
export function tierParts(tiers: Tiers): BackendParts {
  const { near, far } = tiers;
  const { scan, removeWhere, stats, lease, bodies } = far;
  const parts = {
    store: {
      find: (at, prefer) => findInTiers(tiers, at, prefer),
      put: (record, seen) => putInTiers(tiers, record, seen),
      remove: (which) => removeFromTiers(tiers, which),
      invalidate: (target) => invalidateTiers(tiers, target),
    } satisfies BackendParts["store"],
    maintenance: {
      sweep: (limit) => sweepTiers(tiers, limit),
      clear: () => clearTiers(tiers),
      ...(scan && { scan: (filter) => scanFar(tiers, scan.bind(far), filter) }),
      ...(removeWhere && {
        removeWhere: (filter, limit) => removeWhereInTiers(tiers, removeWhere.bind(far), filter, limit),
      }),
      ...(stats && { stats: () => stats.call(far) }),
    } satisfies Partial<BackendParts["maintenance"]>,
    ...(lease && { leases: { lease: lease.bind(far) } }),
    ...(bodies && { bodies }),
    flush: () =>
      andThen(tiers.settled(), () =>
        andThen(
          tiers.tryNear("near.flush", () => near.flush(), undefined),
          () => far.flush(),
        ),
      ),
    close: () =>
      andThen(
        tiers.tryNear("near.close", () => near.close(), undefined),
        () => far.close(),
      ),
  };
  // The cast: what the far tier lacks is no ability, so that nobody asks for it.
  return parts as BackendParts;
}

function sweepTiers({ near, far }: Tiers, limit: number): ReturnType<Backend["sweep"]> {
  return andThen(near.sweep(limit), (here) =>
    andThen(far.sweep(limit), (there) => ({
      removed: there.removed,
      more: here.more || there.more,
    })),
  );
}
/** Values in the near tier's form; what cannot be read has none. */
async function* scanFar(
  { forms }: Tiers,
  scan: NonNullable<Backend["scan"]>,
  filter: ScanFilter,
): AsyncIterable<RecordHead & { readonly value?: RecordValue }> {
  for await (const { value, ...head } of scan(filter)) {
    if (value === undefined) {
      yield head;
      continue;
    }
    const near = await forms.toNear({ ...head, value });
    if ("fault" in near) yield head;
    else yield { ...head, serializerId: near.found.serializerId, value: near.found.value };
  }
}
