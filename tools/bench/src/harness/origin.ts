import { fork } from "node:child_process";
import { once } from "node:events";

/** The HTTP server that all contenders ask. */
export interface Origin extends AsyncDisposable {
  /** A body of so many bytes; each index is a URL of its own. `slow`: after 100 ms. `paced`: 100 MB a second. `unstored`: no-store. */
  urlOf(kind: "plain" | "slow" | "paced" | "unstored", bytes: number, index: number | string): string;
  /** Requests so far: all, and those for one URL that is not plain. */
  hits(url?: string): Promise<number>;
}

/** Starts the origin in a process of its own. */
export async function startOrigin(): Promise<Origin> {
  const child = fork(new URL("origin-process.ts", import.meta.url));
  // The cast: the first thing that our own program sends.
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const base = `http://127.0.0.1:${port}`;
  return {
    urlOf: (kind, bytes, index) => `${base}/${kind}/${bytes}/${index}`,
    async hits(url) {
      const answer = await fetch(`${base}/hits`);
      // The cast: our own program's answer.
      const { total, paths } = (await answer.json()) as { total: number; paths: Record<string, number> };
      return url === undefined ? total : (paths[new URL(url).pathname] ?? 0);
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
