import type { Backend } from "../../contracts/backend.ts";
import { keptPromise } from "./kept-promises.ts";

const SLICE = 500;

/** Removes every record with the tag, in slices, and says how many. */
export async function removeTagged(backend: Backend, tag: string): Promise<number> {
  let removed = 0;
  if (backend.removeWhere !== undefined) {
    for (let count = SLICE; count === SLICE; removed += count)
      count = keptPromise.count(await backend.removeWhere({ tag }, SLICE), "removeWhere", backend);
    return removed;
  }
  if (backend.scan === undefined) return 0;
  for await (const { target, selector, variant, revision } of backend.scan({ tag })) {
    removed += await backend.remove([{ target, selector, variant, revision }]);
  }
  return removed;
}
