import type { Serializer } from "../contracts/serializer.ts";
import { loadedForm } from "./loaded-form.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/**
 * Writes entries as compact binary frames with a checksum. It is the fastest serializer, and the default of backends that store bytes.
 *
 * Its code is loaded with its first use; from then on it answers at once.
 */
export const frameSerializer: Serializer<Uint8Array> = {
  id: "frame1",
  valueKind: "bytes",
  ...loadedForm(() => import("./frame-form.ts")),
  body: PLAIN_BODY,
};
