import type { RecordDocument, Serializer } from "../contracts/serializer.ts";
import { loadedForm } from "./loaded-form.ts";

/**
 * Writes entries as flat documents. It is the default of backends that store documents.
 *
 * Its code is loaded on first use; after that, it answers without a promise.
 */
export const documentSerializer: Serializer<RecordDocument> = loadedForm(
  { id: "document1", valueKind: "document" },
  async () => {
    const { toDocument, fromDocument } = await import("../entry/formats/document.ts");
    return { encode: toDocument, decode: fromDocument };
  },
);
