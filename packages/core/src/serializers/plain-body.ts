import type { Serializer } from "../contracts/serializer.ts";
import type { Chunks } from "../http/messages.ts";

/** Bodies outside the record as they are: nothing is sealed, so that a part can be read by itself. */
export const PLAIN_BODY: NonNullable<Serializer["body"]> = {
  seekable: true,
  seal: asTheyAre,
  open: asTheyAre,
};

function asTheyAre(chunks: Chunks): Chunks {
  return chunks;
}
