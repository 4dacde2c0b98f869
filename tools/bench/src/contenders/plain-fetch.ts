import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

/** No cache at all: what a miss costs at least. */
export const plainFetch: Contender = {
  role: "limit",
  open: async () => fetchClient((url) => fetch(url)),
};
