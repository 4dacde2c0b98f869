import { describe, expect, it, vi } from "vitest";
import { mapBackend } from "../../test/map-backend.ts";
import type { CacheEvent } from "../contracts/events.ts";
import type { Send } from "../contracts/send.ts";
import type { HttpRequest } from "../http/messages.ts";
import { drained } from "../platform/bytes/drained.ts";
import type { CacheOptions } from "../settings/settings.ts";
import { createHttpCache } from "./create/create-http-cache.ts";

/** A page that has gone offline, or whose files were replaced by a new version. */
function unloadable(): never {
  throw new Error("Failed to fetch dynamically imported module");
}

vi.mock("../engine/origin/renewal.ts", unloadable);
vi.mock("../engine/origin/keep-given.ts", unloadable);
vi.mock("../engine/session/consult-user.ts", unloadable);
vi.mock("../engine/request/lease-flight.ts", unloadable);
vi.mock("../engine/request/refresh-later.ts", unloadable);
vi.mock("../engine/answer/cache-status-field.ts", unloadable);
vi.mock("../entry/formats/document.ts", unloadable);
vi.mock("../policy/structured/structured-rules.ts", unloadable);

const FRESH = ["cache-control", "max-age=60"] as const;
const STALE = ["cache-control", "max-age=0"] as const;

/** Asks a cache whose clock stands still, of an origin that answers by `send`. */
function asking(options: Partial<CacheOptions>, send: Send) {
  const events: CacheEvent[] = [];
  const backend = mapBackend("map", "entry", () => 0);
  const onEvent = (event: CacheEvent): void => void events.push(event);
  const clock = { nowMs: () => 0 };
  const cache = createHttpCache({ backend, cacheControl: true, clock, onEvent, ...options });
  const ask = async (request: Partial<HttpRequest> = {}) => {
    const answer = await cache.handle(
      { method: "GET", url: "http://a.test/", headers: [], ...request },
      send,
    );
    await drained(answer.body);
    return answer;
  };
  return { ask, cache, events, backend };
}

function originOf(...headers: (readonly [string, string])[]): { send: Send; asked: string[] } {
  const asked: string[] = [];
  const send: Send = async ({ method, url, headers: fields }) => {
    const isConditional = fields.some(([name]) => name.toLowerCase() === "if-none-match");
    asked.push(isConditional ? `${method} if changed` : method);
    const body = isConditional ? null : Uint8Array.of(1);
    return { status: isConditional ? 304 : 200, url, headers, body, coding: "decoded" };
  };
  return { send, asked };
}

describe("a part of the cache that cannot be loaded", () => {
  it("costs a confirmation one more request, and no answer", async () => {
    const { send, asked } = originOf(STALE, ["etag", '"1"']);
    const { ask } = asking({}, send);
    await ask();
    expect(await ask()).toMatchObject({ status: 200, cache: { kind: "miss" } });
    expect(asked).toEqual(["GET", "GET if changed", "GET"]);
  });

  it("leaves a HEAD's answer as it is", async () => {
    const { send } = originOf(FRESH);
    expect((await asking({}, send).ask({ method: "HEAD" })).status).toBe(200);
  });

  it.each<[string, Partial<CacheOptions>]>([
    ["leases", { singleFlight: "across-processes" }],
    ["the Cache-Status field", { cacheStatus: true }],
  ])("hinders no hit where it is the one for %s", async (_part, options) => {
    const { send, asked } = originOf(FRESH);
    const { ask } = asking(options, send);
    await ask();
    expect((await ask()).cache.kind).toBe("hit");
    expect(asked).toEqual(["GET"]);
  });

  it("keeps nothing where it asks the user's functions, and answers every request", async () => {
    const { send, asked } = originOf(FRESH);
    const { ask } = asking({ filterFn: () => true }, send);
    await ask();
    expect((await ask()).status).toBe(200);
    expect(asked).toEqual(["GET", "GET"]);
  });

  it("takes structured fields for absent", async () => {
    const { send, asked } = originOf(FRESH, ["cache-groups", '"a"'], ["no-vary-search", "params"]);
    const { ask } = asking({ noVarySearch: true }, send);
    await ask({ url: "http://a.test/?1" });
    expect((await ask({ url: "http://a.test/?1" })).cache.kind).toBe("hit");
    expect((await ask({ url: "http://a.test/?2" })).cache.kind).toBe("miss");
    expect(asked).toEqual(["GET", "GET"]);
  });

  it("stores nothing that has a field meant for this cache, which may forbid it", async () => {
    const { send, asked } = originOf(FRESH, ["cdn-cache-control", "private"]);
    const { ask } = asking({ shared: true, targetedFields: ["CDN-Cache-Control"] }, send);
    await ask();
    expect((await ask()).cache.kind).toBe("miss");
    expect(asked).toEqual(["GET", "GET"]);
  });

  it("leaves a stale answer as it is where it refreshes one", async () => {
    const { send, asked } = originOf(["cache-control", "max-age=0, stale-while-revalidate=60"]);
    const { ask, cache } = asking({}, send);
    await ask();
    expect((await ask()).cache.kind).toBe("stale");
    await cache.flush();
    expect(asked).toEqual(["GET"]);
  });

  it("keeps a POST's answer for its caller only", async () => {
    const { send, asked } = originOf(FRESH, ["content-location", "http://a.test/"]);
    const { ask } = asking({}, send);
    expect((await ask({ method: "POST" })).status).toBe(200);
    await ask();
    expect(asked).toEqual(["POST", "GET"]);
  });

  it("stores nothing, removes nothing and tells where it is the form of records", async () => {
    const { send, asked } = originOf(FRESH);
    const backend = mapBackend("documents", "document", () => 0);
    const { ask, cache, events } = asking({ backend }, send);
    await ask();
    await cache.flush();
    await ask();
    expect(asked).toEqual(["GET", "GET"]);
    expect(events.some(({ kind }) => kind === "backend-failed")).toBe(true);
  });
});
