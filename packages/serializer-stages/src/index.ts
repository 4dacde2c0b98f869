export type { Serializer, Stage } from "@rcache/core/backend";
export type { CompressionFormat } from "./codec.ts";
export { type CompressedOptions, compressed } from "./compressed.ts";
export { type EncryptedOptions, encrypted } from "./encrypted.ts";
export { type SignedOptions, signed } from "./signed.ts";
