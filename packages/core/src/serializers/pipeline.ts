import type { Serializer, Stage } from "../contracts/serializer.ts";
import { RcacheError } from "../errors/rcache-error.ts";

/**
 * Wraps a serializer in stages, applied from left to right: `pipeline(jsonSerializer, compressed(), encrypted({ keys }))` writes JSON, then compresses
 * it, then encrypts it. Reading reverses the order.
 *
 * @throws RcacheError `RCACHE_SERIALIZER_MISMATCH` if the serializer makes documents, `RCACHE_INVALID_OPTION` if a stage is not one
 */
export function pipeline(serializer: Serializer<Uint8Array>, ...stages: Stage[]): Serializer<Uint8Array> {
  if (typeof serializer !== "object" || serializer === null) {
    throw new RcacheError(
      "RCACHE_SERIALIZER_MISMATCH",
      `pipeline: ${typeof serializer} is not a serializer`,
      {
        remedy: "Begin with a serializer of bytes, such as frameSerializer or jsonSerializer.",
      },
    );
  }
  if (serializer.valueKind !== "bytes") {
    throw new RcacheError(
      "RCACHE_SERIALIZER_MISMATCH",
      `${serializer.id} makes a ${serializer.valueKind}, stages take bytes`,
      {
        remedy: "Begin with a serializer of bytes, such as frameSerializer or jsonSerializer.",
      },
    );
  }
  return stages.reduce((inner, stage, i) => {
    if (typeof stage === "function") return stage(inner);
    throw new RcacheError("RCACHE_INVALID_OPTION", `stages[${i}]: ${typeof stage} is not a stage`, {
      remedy: "Pass what a stage factory returns: compressed(), not compressed.",
    });
  }, serializer);
}
