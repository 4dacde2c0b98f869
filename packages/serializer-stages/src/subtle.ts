import { RcacheError } from "@rcache/core/backend";

/** Of whatever runtime compiles this: Node's types and the browser's have no name in common. */
export type Subtle = typeof globalThis.crypto.subtle;

/** A key that the platform holds. */
export type Key = Awaited<ReturnType<Subtle["deriveKey"]>>;

/** WebCrypto. Pages that are not on https lack it. */
export function subtleCrypto(stage: string): Subtle {
  // The cast: the types promise what an insecure page does not have.
  const platform = globalThis as { readonly crypto?: { readonly subtle?: Subtle } };
  const subtle = platform.crypto?.subtle;
  if (subtle !== undefined) return subtle;
  throw new RcacheError("RCACHE_UNSUPPORTED", `${stage}: this runtime has no crypto.subtle`, {
    remedy: "Serve the page by https, or from localhost.",
  });
}
