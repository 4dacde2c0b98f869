import type { Backend, RecordHead, RecordValue, ScanFilter } from "../../contracts/backend.ts";
import { removeWhereInTiers } from "./tier-writes.ts";
import type { Tiers } from "./tiers.ts";

/** The optional members: those that the far tier has. */
export function tierAbilities(
  tiers: Tiers,
): Pick<Backend, "scan" | "removeWhere" | "stats" | "lease" | "bodies"> {
  const { far, forms } = tiers;
  const { scan, removeWhere, stats, lease, bodies } = far;
  return {
    ...(scan && { scan: (filter) => scanFar(tiers, scan.bind(far), filter) }),
    ...(removeWhere && {
      removeWhere: (filter, limit) => removeWhereInTiers(tiers, removeWhere.bind(far), filter, limit),
    }),
    ...(stats && { stats: () => stats.call(far) }),
    ...(lease && { lease: (name, forMs) => lease.call(far, name, forMs) }),
    ...(bodies && forms.sharesBodies && { bodies }),
  };
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
