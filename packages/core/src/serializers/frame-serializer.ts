import type { Serializer } from "../contracts/serializer.ts";
import { loadedForm } from "./loaded-form.ts";

/**
 * Writes entries as compact binary frames with a checksum. It is the fastest serializer, and the default of backends that store bytes.
 *
 * Its code is loaded with its first use; from then on it answers at once.
 */
export const frameSerializer: Serializer<Uint8Array> = loadedForm(
  { id: "frame1", valueKind: "bytes" },
  () => import("./frame-form.ts"),
);
