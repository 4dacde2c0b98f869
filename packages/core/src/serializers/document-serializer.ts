import type { RecordDocument, Serializer } from "../contracts/serializer.ts";
import { DOCUMENT_ID, fromDocument, toDocument } from "../entry/document.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/** Entries as flat documents: the default of backends that keep documents. */
export const documentSerializer: Serializer<RecordDocument> = {
  id: DOCUMENT_ID,
  valueKind: "document",
  encode: toDocument,
  decode: fromDocument,
  body: PLAIN_BODY,
};
