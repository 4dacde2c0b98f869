import type { Serializer } from "../contracts/serializer.ts";
import { decodeFrame, encodeFrame } from "../entry/formats/frame.ts";
import { crc32 } from "../platform/bytes/checksum.ts";

type Form = Pick<Serializer<Uint8Array>, "encode" | "decode">;

export const encode: Form["encode"] = (entry, at) => encodeFrame(entry, at, crc32);
export const decode: Form["decode"] = (value, at) => decodeFrame(value, at, crc32);
