import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";
import { SENT, SENT_HEADERS } from "./sent.ts";

/** No cache at all: what a miss costs at least. */
export const plainFetch: Contender = {
  role: "limit",
  open: async () =>
    fetchClient((url, method) =>
      method === undefined ? fetch(url) : fetch(url, { method, headers: SENT_HEADERS, body: SENT }),
    ),
};
