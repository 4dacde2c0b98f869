import type { RecordDocument, Serializer } from "../contracts/serializer.ts";
import { andThen } from "../platform/concurrency/awaitable.ts";
import { later, using } from "../platform/concurrency/later.ts";

type Form<V extends RecordDocument | Uint8Array> = Pick<Serializer<V>, "encode" | "decode">;
type LoadedForm<V extends RecordDocument | Uint8Array> = Form<V> & Required<Pick<Serializer<V>, "load">>;

/** A form of records whose code is loaded with its first use: memory keeps entries as they are and never needs it. */
export function loadedForm<V extends RecordDocument | Uint8Array>(
  load: () => Promise<Form<V>>,
): LoadedForm<V> {
  const form = later(load);
  return {
    load: form,
    encode: (entry, at) => andThen(form(), ({ encode }) => encode(entry, at)),
    // Where the code cannot be loaded, the record is left alone, as one of another serializer is.
    decode: (value, at) =>
      using(
        form,
        ({ decode }) => decode(value, at),
        () => ({ fault: "foreign" }),
      ),
  };
}
