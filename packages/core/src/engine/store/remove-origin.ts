import type { Backend, RecordHead } from "../../contracts/backend.ts";
import { keptPromise } from "./kept-promises.ts";

const SLICE = 500;

/** Removes every record of a URL's origin, in slices; where the backend cannot look for them, all there are. Says how many, as far as it is known. */
export async function removeOrigin(backend: Backend, url: string): Promise<number> {
  const { origin, host } = new URL(url);
  if (backend.scan === undefined) {
    await backend.clear();
    return 0;
  }
  let removed = 0;
  let slice: RecordHead[] = [];
  const removeSlice = async (): Promise<void> => {
    const which = slice.map(({ target, selector, variant, revision }) => ({
      target,
      selector,
      variant,
      revision,
    }));
    slice = [];
    removed += keptPromise.count(await backend.remove(which), "remove", backend);
  };
  for await (const head of backend.scan({ host })) {
    if (new URL(head.url).origin === origin) slice.push(head);
    if (slice.length >= SLICE) await removeSlice();
  }
  await removeSlice();
  return removed;
}
