import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { Readable } from "node:stream";
import { scriptedOrigin } from "@rcache/testkit";
import axios, { type AxiosProgressEvent } from "axios";
import { describe, expect, it } from "vitest";
import { withCache } from "../src/index.ts";
import { COPIES, copies } from "./node/copies.ts";
import { until } from "./node/turns.ts";

const ADAPTERS = ["http", "fetch"] as const;
const MEGABYTES = 20;

describe.each(ADAPTERS)("over the adapter %s", (adapter) => {
  it("20 MB come through as a stream, from the origin and from the cache, and nothing stays open", async () => {
    const megabyte = Buffer.alloc(1_000_000, "0123456789");
    await using origin = await listening(
      createServer((_, response) => {
        Readable.from(new Array(MEGABYTES).fill(megabyte)).pipe(response);
      }),
    );
    const api = withCache(axios.create({ adapter }), {
      backend: "memory",
      backendOptions: { maxBytes: 100e6 },
    });
    const expected = createHash("sha256");
    for (let i = 0; i < MEGABYTES; i += 1) expected.update(megabyte);
    const hash = expected.digest("hex");
    for (const fromCache of [false, true]) {
      const response = await api.get(origin.url, { responseType: "stream" });
      expect([response.fromCache, await hashOf(response.data)]).toEqual([fromCache, hash]);
      await api.cache.flush();
    }
    const { connections } = origin;
    await until(() => connections().every((socket) => socket === "idle"), "no connection is busy");
  });

  it("a stream that is left early lets go of its connection, and nothing of it is kept", async () => {
    let closed = 0;
    await using origin = await listening(
      createServer((_, response) => {
        response.on("close", () => {
          closed += 1;
        });
        response.write("the first piece");
      }),
    );
    const api = withCache(axios.create({ adapter }), { backend: "memory" });
    const { data } = await api.get(origin.url, { responseType: "stream" });
    for await (const _ of data) break;
    await until(() => closed === 1, "the connection is closed");
    const leaving = new AbortController();
    const second = await api.get(origin.url, { responseType: "stream", signal: leaving.signal });
    const reading = hashOf(second.data);
    leaving.abort();
    await expect(reading).rejects.toThrow();
    await until(() => closed === 2, "the second connection is closed");
    expect(await api.cache.count()).toBe(0);
  });
});

describe.each(COPIES)("axios, the %s supported", (copy) => {
  it.each(ADAPTERS)(
    "over its adapter %s tells a listener of the whole answer, fetched or stored",
    async (adapter) => {
      await using origin = await scriptedOrigin();
      origin.answer("/a", { body: "0123456789" });
      const api = withCache(copies[copy].create({ adapter, baseURL: origin.url }), { backend: "memory" });
      for (const from of ["origin", "cache"]) {
        const events: AxiosProgressEvent[] = [];
        const { fromCache } = await api.get("/a", { onDownloadProgress: (event) => events.push(event) });
        expect(fromCache).toBe(from === "cache");
        expect(events.at(-1)).toMatchObject({
          loaded: 10,
          total: 10,
          progress: 1,
          download: true,
          lengthComputable: true,
        });
      }
    },
  );

  it.each(ADAPTERS)(
    "over its adapter %s an upload by a stream goes through, with its progress",
    async (adapter) => {
      await using origin = await listening(
        createServer((request, response) => {
          let length = 0;
          request.on("data", (chunk: Buffer) => {
            length += chunk.length;
          });
          request.on("end", () => response.end(`${length} bytes`));
        }),
      );
      const api = withCache(copies[copy].create({ adapter }), { backend: "memory" });
      const bytes = Buffer.alloc(2_500_000, "x");
      const data = adapter === "http" ? Readable.from([bytes]) : new Blob([bytes]).stream();
      const events: AxiosProgressEvent[] = [];
      const response = await api.post(origin.url, data, { onUploadProgress: (event) => events.push(event) });
      expect(response).toMatchObject({ data: "2500000 bytes", cache: { kind: "bypass" } });
      expect(events.at(-1)).toMatchObject({ loaded: 2_500_000, upload: true });
    },
  );
});

async function hashOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of data) hash.update(chunk);
  return hash.digest("hex");
}

interface Listening extends AsyncDisposable {
  readonly url: string;
  connections(): readonly string[];
}

async function listening(server: Server): Promise<Listening> {
  const busy = new Map<object, number>();
  server.on("request", (request, response) => {
    busy.set(request.socket, (busy.get(request.socket) ?? 0) + 1);
    response.on("close", () => busy.set(request.socket, (busy.get(request.socket) ?? 1) - 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : address}/`,
    connections: () => [...busy.values()].map((count) => (count === 0 ? "idle" : "busy")),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
