import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Agent, type ClientRequest, request as httpRequest } from "node:http";
import { manualClock } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { getCache, installCache, uninstallCache } from "../src/index.ts";
import { begin, exchange, responseBy, responseTo } from "./http-client.ts";
import { counting, origin } from "./patched-process.ts";

const MEMORY = { backend: "memory" } as const;

afterEach(() => {
  uninstallCache();
});

describe("requests of node:http that meet on their way, or after one another", () => {
  it("keeps nothing of an answer whose reader leaves, or that nobody listens to", async () => {
    let end = (): void => undefined;
    await using own = await origin((_request, response) => {
      response.write("first");
      end = () => response.end("last");
    });
    using _installed = installCache(MEMORY);
    const left = await responseTo(own.url);
    left.destroy();
    await new Promise((resolve) => left.once("close", resolve));
    const ignored = begin(`${own.url}/ignored`);
    await answered(ignored);
    end();
    await new Promise((resolve) => ignored.once("close", resolve));
    await getCache()?.flush();
    expect(await getCache()?.count()).toBe(0);
    const whole = exchange(own.url);
    await own.asked(3);
    end();
    expect((await whole).body).toBe("firstlast");
  });

  it("is answered once for ten at a time, and each has its own body", async () => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    const bodies = await Promise.all(Array.from({ length: 10 }, async () => (await exchange(own.url)).body));
    expect([new Set(bodies), own.count()]).toEqual([new Set(["1"]), 1]);
  });

  it("is unharmed by a leader that leaves while others wait", async () => {
    let answer = (): void => undefined;
    await using own = await origin((_request, response) => {
      answer = () => response.end("whole");
    });
    using _installed = installCache(MEMORY);
    const leader = begin(own.url);
    const told = failure(leader);
    await own.asked(1);
    const followers = [exchange(own.url), exchange(own.url)];
    leader.destroy();
    expect(await told).toMatchObject({ code: "ECONNRESET" });
    await own.asked(2);
    answer();
    expect((await Promise.all(followers)).map(({ body }) => body)).toEqual(["whole", "whole"]);
  });

  it("leaves at once when it is destroyed while it waits for another's answer", async () => {
    await using own = await origin(() => undefined);
    using _installed = installCache(MEMORY);
    const leader = begin(own.url);
    const ended = failure(leader);
    await own.asked(1);
    const controller = new AbortController();
    const [aborted, late] = [begin(own.url, { signal: controller.signal }), begin(own.url, { timeout: 20 })];
    const outcomes = [failure(aborted), failure(late)];
    late.on("timeout", () => late.destroy(new Error("too late")));
    setImmediate(() => controller.abort());
    const [first, second] = await Promise.all(outcomes);
    expect([first?.name, second?.message, own.count()]).toEqual(["AbortError", "too late", 1]);
    leader.destroy();
    await ended;
  });

  it("fails as without a cache where the origin does, its followers too", async () => {
    await using own = await origin((request, response) => {
      const cut = (): void => void request.socket.destroy();
      if (request.url === "/cut") response.writeHead(200, { "Content-Length": "10" }).write("half", cut);
      else cut();
    });
    const plain = [await exchange(own.url).catch(codeOf), await exchange(`${own.url}/cut`).catch(codeOf)];
    using _installed = installCache(MEMORY);
    for (const path of ["", "/cut"]) {
      const codes = await Promise.all([1, 2, 3].map(() => exchange(own.url + path).catch(codeOf)));
      expect(codes).toEqual(Array(3).fill(plain[path === "" ? 0 : 1]));
    }
    expect(await exchange("http://127.0.0.1:1/").catch(codeOf)).toBe("ECONNREFUSED");
    expect(await getCache()?.count()).toBe(0);
  });

  it("a stale answer stands in for a failure and for an error status, as settings allow", async () => {
    let behaviour: "answer" | "fail" | "reset" = "answer";
    await using own = await origin((request, response) => {
      if (behaviour === "reset") request.socket.destroy();
      else response.writeHead(behaviour === "fail" ? 503 : 200).end(behaviour);
    });
    const clock = manualClock();
    const agent = new Agent({ keepAlive: true });
    using _installed = installCache({ ...MEMORY, clock, expireAfter: 1, staleIfError: true });
    const plain = await exchange(own.url, { agent });
    for (const next of ["fail", "reset"] as const) {
      behaviour = next;
      clock.advance(5_000);
      const answer = await exchange(own.url, { agent });
      expect([answer.status, answer.body, answer.fromCache]).toEqual([200, "answer", true]);
      // Deno itself asks once more where a kept connection was reset, and tells of both.
      const before = next === "reset" && "Deno" in globalThis ? ["socket", "finish"] : [];
      expect(answer.events).toEqual([...before, ...plain.events]);
    }
    agent.destroy();
  });

  it("keeps answers apart by Host, by certificate and by whether the peer is checked", async () => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    const asks = [{}, { headers: { Host: "b.example" } }, { headers: { Host: "c.example" } }];
    const bodies: string[] = [];
    for (const options of [...asks, ...asks]) bodies.push((await exchange(own.url, options)).body);
    expect(bodies).toEqual(["1", "2", "3", "1", "2", "3"]);
  });

  it("changes what is stored by a success of an unsafe method, before its caller knows", async () => {
    await using own = await origin((request, response) => {
      response.writeHead(request.method === "PUT" ? 409 : 200).end(String(own.count()));
    });
    using _installed = installCache(MEMORY);
    await exchange(own.url);
    await exchange(own.url, { method: "PUT" }, "refused");
    expect((await exchange(own.url)).body).toBe("1");
    const streamed = httpRequest(own.url, { method: "POST" });
    const answered = responseBy((done) => streamed.on("response", done));
    streamed.write("in ");
    setImmediate(() => streamed.end("pieces"));
    const response = await answered;
    expect((await exchange(own.url)).body).toBe("4");
    response.resume();
  });
});

function failure(request: ClientRequest): Promise<Error> {
  return new Promise((resolve) => request.once("error", resolve));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}

/** Its head has come, whether anybody listens or not. */
function answered(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const onAnswer = (message: unknown): void => {
      if (Reflect.get(Object(message), "request") !== request) return;
      unsubscribe("http.client.response.finish", onAnswer);
      resolve();
    };
    subscribe("http.client.response.finish", onAnswer);
  });
}
