import { type Digest, sha256 } from "../../key/sha256.ts";
import { builtin } from "../process/builtin.ts";

let fastestDigest: Digest | undefined;

/** SHA-256. The runtime's own where it has a synchronous one, looked up on first use. */
export const digest: Digest = (bytes) => {
  fastestDigest ??= nativeDigest() ?? sha256;
  return fastestDigest(bytes);
};

function nativeDigest(): Digest | undefined {
  const hash = builtin("node:crypto", "hash");
  if (typeof hash !== "function") return undefined;
  // The cast: node:crypto documents this signature; the third argument asks for a Buffer.
  const hashOf = hash as (algorithm: string, data: Uint8Array, encoding: "buffer") => Uint8Array;
  return (bytes) => hashOf("sha256", bytes, "buffer");
}
