import http from "node:http";
import { listening } from "./listening.ts";

/** A service on loopback that answers each SDK with what it expects to find, and differently each time. */
export interface SdkService extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly base: string;
  /** How often it was asked. */
  readonly asked: number;
}

export async function openSdkService(): Promise<SdkService> {
  let asked = 0;
  const server = http.createServer((request, response) => {
    asked += 1;
    request.resume().on("end", () => {
      response.setHeader("Content-Type", "application/json");
      // Without it, Elasticsearch's client takes the service for another.
      response.setHeader("X-Elastic-Product", "Elasticsearch");
      response.end(JSON.stringify(answer(request.url, String(asked))));
    });
  });
  const base = `http://127.0.0.1:${await listening(server)}`;
  return {
    base,
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(url: string | undefined, id: string): object {
  return {
    id,
    ok: true,
    name: id,
    object: "list",
    data: url === "/graphql" ? { hero: id } : [{ id }],
    login: url,
    models: [{ name: id, model: id }],
    Table: { TableName: "t" },
  };
}
