import { Agent, type IncomingMessage, request } from "node:http";
import type { Contender } from "../harness/client.ts";
import { SENT, SENT_HEADERS } from "./sent.ts";

/** `node:http` as a program uses it, on connections that are kept. */
export const plainHttp: Contender = {
  role: "limit",
  async open() {
    const agent = new Agent({ keepAlive: true });
    const read = (url: string, method?: "POST"): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = method === undefined ? { agent } : { agent, method, headers: SENT_HEADERS };
        const asked = request(url, options, (response) => tellLength(response, resolve));
        asked.on("error", reject);
        asked.end(method && SENT);
      });
    return { read, stream: (url) => read(url), close: async () => agent.destroy() };
  },
};

function tellLength(response: IncomingMessage, tell: (bytes: number) => void): void {
  let bytes = 0;
  response.on("data", (piece: Uint8Array) => {
    bytes += piece.length;
  });
  response.on("end", () => tell(bytes));
}
