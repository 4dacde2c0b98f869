import { createServer } from "node:http";
import { installCache } from "@rcache/patch";
import { CASES, type Case, outcome } from "./cases.ts";
import type { Client } from "./client.ts";
import { listening } from "./listening.ts";

/** What became of a client in a case: whether the second of two equal requests was answered by the cache, or in which answers they differ. */
export type Cell = "cached" | "passes" | { readonly differs: readonly string[] };

/** The origin of all cases. */
export interface CaseOrigin extends Disposable {
  readonly url: string;
  /** How many requests have reached it. */
  count(): number;
}

export async function caseOrigin(): Promise<CaseOrigin> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const path = request.url ?? "/";
    response.sendDate = false;
    CASES.find((each) => path.startsWith(each.path))?.answer(request, response);
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Asks three times: without a cache, with an empty one, and once more. */
export async function cellOf(origin: CaseOrigin, client: Client, { path, asked }: Case): Promise<Cell> {
  const ask = (): Promise<string> => outcome(client, origin.url + path, asked);
  const plain = await ask();
  const installation = installCache({ backend: "memory", allowableCodes: [200, 204, 302] });
  try {
    const first = await ask();
    await installation.cache.flush();
    const count = origin.count();
    const second = await ask();
    if (first !== plain || second !== plain) return { differs: [plain, first, second] };
    return origin.count() > count ? "passes" : "cached";
  } finally {
    installation.uninstall();
  }
}
