import type { RecordDocument, Serializer } from "../contracts/serializer.ts";
import { loadedForm } from "./loaded-form.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/**
 * Entries as flat documents: the default of backends that keep documents.
 *
 * Its code is loaded with its first use; from then on it answers at once.
 */
export const documentSerializer: Serializer<RecordDocument> = {
  id: "document1",
  valueKind: "document",
  ...loadedForm(async () => {
    const { toDocument, fromDocument } = await import("../entry/document.ts");
    return { encode: toDocument, decode: fromDocument };
  }),
  body: PLAIN_BODY,
};
