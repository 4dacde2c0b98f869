import type { Serializer } from "../contracts/serializer.ts";
import { decodeFrame, encodeFrame, FRAME_ID } from "../entry/frame.ts";
import { crc32 } from "../platform/checksum.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/** Writes entries as compact binary frames with a checksum. It is the fastest serializer, and the default of backends that store bytes. */
export const frameSerializer: Serializer<Uint8Array> = {
  id: FRAME_ID,
  valueKind: "bytes",
  encode: (entry, at) => encodeFrame(entry, at, crc32),
  decode: (value, at) => decodeFrame(value, at, crc32),
  body: PLAIN_BODY,
};
