import http from "node:http";
import { installCache, isInstalled, uninstallCache } from "@rcache/patch";
import { HttpResponse, http as mocked, passthrough } from "msw";
import { setupServer } from "msw/node";
import nock from "nock";
import * as undici8 from "undici-8";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

const MOCKED = "http://mocked.example/answer";
const MEMORY = { backend: "memory", hosts: { except: ["mocked.example"] } } as const;
let count = 0;
let url = "";
const server = http.createServer((request, response) => {
  count += 1;
  if (request.url === "/large") response.end(Buffer.alloc(20 << 20, String(count)));
  else response.end(String(count));
});

beforeAll(async () => {
  url = `http://127.0.0.1:${await listening(server)}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Another library that stands where the cache does. */
interface Stranger {
  readonly name: string;
  readonly answers: readonly ((asked: string) => Promise<string>)[];
  come(): void;
  leave(): void;
}

function byNode(asked: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(asked, (response) => {
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve(String(Buffer.concat(chunks))));
    });
    request.on("error", reject);
  });
}

async function byFetch(asked: string): Promise<string> {
  return (await fetch(asked)).text();
}

const msw = setupServer(
  mocked.get(MOCKED, () => HttpResponse.text("mocked")),
  mocked.all("*", () => passthrough()),
);
let mockAgent: undici8.MockAgent | undefined;
let dispatcherBefore: undici8.Dispatcher | undefined;

const strangers: readonly Stranger[] = [
  {
    name: "nock",
    answers: [byNode, byFetch],
    come() {
      nock.activate();
      nock("http://mocked.example").persist().get("/answer").reply(200, "mocked");
    },
    leave() {
      nock.cleanAll();
      nock.restore();
    },
  },
  {
    name: "MSW",
    answers: [byNode, byFetch],
    come: () => msw.listen(),
    leave: () => msw.close(),
  },
  {
    name: "undici's MockAgent",
    answers: [byFetch],
    come() {
      dispatcherBefore = undici8.getGlobalDispatcher();
      mockAgent = new undici8.MockAgent();
      mockAgent.enableNetConnect();
      mockAgent.get("http://mocked.example").intercept({ path: "/answer" }).reply(200, "mocked").persist();
      undici8.setGlobalDispatcher(mockAgent);
    },
    leave() {
      if (dispatcherBefore !== undefined) undici8.setGlobalDispatcher(dispatcherBefore);
    },
  },
];

describe.each(strangers.map((stranger) => [stranger.name, stranger] as const))(
  "beside %s",
  (_name, stranger) => {
    const orders = [true, false].flatMap((first) =>
      [true, false].map((leavesFirst) => [first, leavesFirst] as const),
    );

    it.each(orders)("it comes first: %s, it leaves first: %s", async (comesFirst, leavesFirst) => {
      nock.restore();
      const unhandled: unknown[] = [];
      const note = (error: unknown): void => void unhandled.push(error);
      process.on("unhandledRejection", note);
      if (comesFirst) stranger.come();
      installCache(MEMORY);
      if (!comesFirst) stranger.come();
      for (const answer of stranger.answers) expect(await answer(MOCKED)).toBe("mocked");
      const path = `/${comesFirst}-${leavesFirst}-${stranger.name.length}`;
      const first = await byNode(url + path);
      expect([await byNode(url + path), await byFetch(url + path)]).toEqual([first, first]);
      expect(await byNode(`${url}/large`)).toHaveLength(20 << 20);
      if (leavesFirst) {
        stranger.leave();
        expect(await byNode(url + path)).toBe(first);
        uninstallCache();
      } else {
        uninstallCache();
        for (const answer of stranger.answers) expect(await answer(MOCKED)).toBe("mocked");
        stranger.leave();
      }
      expect([isInstalled(), await byNode(url + path)]).toEqual([false, String(count)]);
      expect(await byFetch(url + path)).toBe(String(count));
      process.off("unhandledRejection", note);
      expect(unhandled).toEqual([]);
    });
  },
);
