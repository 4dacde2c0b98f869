import type { RecordDocument, Serializer } from "../contracts/serializer.ts";
import { andThen } from "../platform/concurrency/awaitable.ts";
import { later, using } from "../platform/concurrency/later.ts";
import { PLAIN_BODY } from "./plain-body.ts";

type Form<V extends RecordDocument | Uint8Array> = Pick<Serializer<V>, "encode" | "decode">;

/** A serializer whose code is loaded with its first use: memory keeps entries as they are and never needs it. */
/* @__NO_SIDE_EFFECTS__ */
export function loadedForm<V extends RecordDocument | Uint8Array>(
  { id, valueKind }: Pick<Serializer<V>, "id" | "valueKind">,
  load: () => Promise<Form<V>>,
): Serializer<V> & Required<Pick<Serializer<V>, "load">> {
  const form = later(load);
  return {
    id,
    valueKind,
    load: form,
    encode: (entry, at) => andThen(form(), ({ encode }) => encode(entry, at)),
    // Where the code cannot be loaded, the record is left alone, as one of another serializer is.
    decode: (value, at) =>
      using(
        form,
        ({ decode }) => decode(value, at),
        () => ({ fault: "foreign" }),
      ),
    body: PLAIN_BODY,
  };
}
