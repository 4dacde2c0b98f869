import type { Send } from "@rcache/core";
import { httpSend, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate } from "./gate.ts";
import { openStage } from "./stage.ts";

const to = (location: string, status = 302) => ({ status, headers: { Location: location } });

describe("redirects", () => {
  it("G-191, G-192, RDR-04 a chain is followed, and the second time from the cache, with the same history", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2", 301));
    stage.origin.answer("/2", to(`${stage.origin.url}/3`));
    stage.origin.answer("/3", { body: "end" });
    const first = await stage.ask("/1");
    const second = await stage.ask("/1");
    const hops = ["/1", "/2"].map((path) => stage.origin.url + path);
    expect(first.cache).toMatchObject({ kind: "miss", fromCache: false });
    expect(second.cache).toMatchObject({ kind: "hit", fromCache: true });
    for (const { response, text, cache } of [first, second]) {
      expect([text, response.url]).toEqual(["end", `${stage.origin.url}/3`]);
      expect(response.history?.map(({ url, status }) => [url, status])).toEqual([
        [hops[0], 301],
        [hops[1], 302],
      ]);
      expect(cache.history).toEqual(response.history);
    }
    expect(stage.origin.requests).toHaveLength(3);
    expect(await stage.cache.count()).toBe(3);
  });

  it("G-193, RDR-05 a hop asked for directly comes from the cache, with the history from there", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", to("/3"));
    stage.origin.answer("/3", { body: "end" });
    await stage.ask("/1");
    const { cache, response } = await stage.ask("/2");
    expect([cache.kind, response.history?.length]).toEqual(["hit", 1]);
    expect((await stage.ask("/3")).response.history).toEqual([]);
  });

  it("V17 it is from the cache only where every hop was", async () => {
    await using stage = await openStage();
    stage.origin.answer("/uncached", { ...to("/end") });
    stage.origin.answer("/form", { status: 303, headers: { Location: "/end" } });
    stage.origin.answer("/end", { body: "end" });
    await stage.ask("/end");
    const fetched = await stage.ask("/uncached", { expireAfter: "do-not-cache" });
    expect([fetched.text, fetched.cache.fromCache]).toEqual(["end", false]);
    const posted = await stage.ask(stage.request("/form", { method: "POST", body: new Uint8Array(1) }));
    expect([posted.text, posted.cache.fromCache, stage.asked("/end")]).toEqual(["end", false, 3]);
  });

  it("G-196, RDR-06 'manual' gives the 3xx, from the cache too, and 'error' rejects", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", { body: "end" });
    for (const kind of ["miss", "hit"]) {
      const { status, cache, field } = await stage.ask(stage.request("/1", { redirect: "manual" }));
      expect([status, cache.kind, field("location")]).toEqual([302, kind, "/2"]);
    }
    await expect(stage.ask(stage.request("/1", { redirect: "error" }))).rejects.toThrow(TypeError);
    expect((await stage.ask("/1")).text).toBe("end");
    expect(stage.asked("/1")).toBe(1);
  });

  it("RDR-08 a loop ends with RCACHE_TOO_MANY_REDIRECTS after as many requests as without a cache, each time", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", to("/b"));
    stage.origin.answer("/b", to("/a"));
    for (const asked of [21, 21 + 19]) {
      await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_TOO_MANY_REDIRECTS" });
      expect(stage.origin.requests).toHaveLength(asked);
    }
  });

  it.each([
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "PUT", "GET"],
    [307, "POST", "POST"],
    [308, "PUT", "PUT"],
    [301, "PUT", "PUT"],
    [303, "HEAD", "HEAD"],
  ])("RDR-09 %i after %s asks with %s", async (status, method, next) => {
    await using stage = await openStage();
    stage.origin.answer("/form", to("/end", status));
    stage.origin.answer("/end", { body: "end" });
    const body = method === "HEAD" ? {} : { body: new TextEncoder().encode("x=1") };
    const headers = [["content-type", "text/plain"]] as const;
    await stage.ask(stage.request("/form", { method, headers, ...body }));
    const last = stage.origin.requests.at(-1);
    expect([last?.path, last?.method]).toEqual(["/end", next]);
    const keepsBody = next === method && method !== "HEAD";
    expect([last?.headers["content-type"], last?.headers["content-length"]]).toEqual(
      keepsBody ? ["text/plain", "3"] : [next === method ? "text/plain" : undefined, undefined],
    );
  });

  it("a body that can be read only once cannot follow a 307", async () => {
    await using stage = await openStage();
    stage.origin.answer("/form", to("/end", 307));
    await expect(stage.ask(stage.request("/form", { method: "POST", body: "streaming" }))).rejects.toThrow(
      TypeError,
    );
  });

  it("to another origin, credentials stay behind; to the same one they go along", async () => {
    await using stage = await openStage();
    await using other = await scriptedOrigin();
    stage.origin.answer("/away", to(`${other.url}/end`));
    stage.origin.answer("/here", to("/end"));
    stage.origin.answer("/end", { body: "here" });
    other.answer("/end", { body: "away" });
    const headers = [
      ["Authorization", "Bearer x"],
      ["Proxy-Authorization", "Basic eDp5"],
      ["Cookie", "a=1"],
      ["Host", "front.test"],
      ["X-Other", "1"],
    ] as const;
    expect((await stage.ask(stage.request("/away", { headers }))).text).toBe("away");
    expect((await stage.ask(stage.request("/here", { headers }))).text).toBe("here");
    const seen = other.requests[0]?.headers ?? {};
    const names = ["authorization", "proxy-authorization", "cookie", "x-other"];
    expect(names.map((name) => seen[name])).toEqual([undefined, undefined, undefined, "1"]);
    expect(seen["host"]).toBe(new URL(other.url).host);
    const here = stage.origin.requests.at(-1);
    expect(here?.path).toBe("/end");
    expect(names.map((name) => here?.headers[name])).toEqual(["Bearer x", "Basic eDp5", "a=1", "1"]);
  });

  it("a fragment goes along, unless the target has its own", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/own", to("/2#own"));
    stage.origin.answer("/2", { body: "end" });
    const urls: string[] = [];
    const send: Send = (request, context) => {
      urls.push(request.url);
      return httpSend(request, context);
    };
    await stage.ask("/1#part", undefined, { send });
    await stage.ask("/own#part", { forceRefresh: true }, { send });
    expect(urls.filter((url) => url.includes("/2"))).toEqual([
      `${stage.origin.url}/2#part`,
      `${stage.origin.url}/2#own`,
    ]);
  });

  it.each(["ftp://example.test/", "http://", "javascript:alert(1)"])(
    "a Location of %s rejects, as in the Fetch standard",
    async (location) => {
      await using stage = await openStage();
      stage.origin.answer("/1", to(location));
      await expect(stage.ask("/1")).rejects.toThrow(TypeError);
      expect((await stage.ask(stage.request("/1", { redirect: "manual" }))).status).toBe(302);
    },
  );

  it("what stands beside a Location need not end, nor end well", async () => {
    await using stage = await openStage();
    const never = gate();
    stage.origin.answer("/cut", { ...to("/end"), body: "half of it", fault: "truncate" });
    stage.origin.answer("/slow", { ...to("/end"), body: "half of it", hold: never.opened });
    stage.origin.answer("/end", { body: "end" });
    expect((await stage.ask("/cut")).text).toBe("end");
    expect((await stage.ask("/slow")).text).toBe("end");
    never.open();
  });

  it("a hop is stored whatever allowableCodes says, but not where a rule forbids it", async () => {
    await using stage = await openStage({
      allowableCodes: [200],
      rules: [{ url: /no/, expireAfter: "do-not-cache" }],
    });
    stage.origin.answer("/yes", to("/end"));
    stage.origin.answer("/no", to("/end"));
    stage.origin.answer("/end", { body: "end" });
    for (const path of ["/yes", "/yes", "/no", "/no"]) await stage.ask(path);
    expect([stage.asked("/yes"), stage.asked("/no"), stage.asked("/end")]).toEqual([1, 2, 1]);
  });

  it("a transport that hides hops: the end is stored under the first address", async () => {
    await using stage = await openStage();
    stage.origin.answer("/2", { body: "end" });
    let sent = 0;
    const hiding: Send = Object.assign(
      async (...[request, context]: Parameters<Send>) => {
        sent += 1;
        expect(request.redirect).toBe("follow");
        return httpSend({ ...request, url: `${stage.origin.url}/2` }, context);
      },
      { redirects: "hidden" as const },
    );
    const request = stage.request("/1", { redirect: "follow" });
    for (const kind of ["miss", "hit"]) {
      const { cache, response } = await stage.ask(request, undefined, { send: hiding });
      expect([cache.kind, response.url]).toEqual([kind, `${stage.origin.url}/2`]);
    }
    expect(sent).toBe(1);
    const strict = stage.cache.with({ cacheControl: true, expireAfter: 60 });
    for (let i = 0; i < 2; i += 1)
      expect((await stage.ask(request, undefined, { send: hiding, cache: strict })).cache.kind).toBe("miss");
  });

  it("the secret in a hidden chain's last URL is put back from the request, and is not stored", async () => {
    await using stage = await openStage();
    stage.origin.answer("/2", { body: "end" });
    const last = `${stage.origin.url}/2?api_key=k`;
    const hiding: Send = Object.assign(
      (...[request, context]: Parameters<Send>) => httpSend({ ...request, url: last }, context),
      { redirects: "hidden" as const },
    );
    const request = stage.request("/1?api_key=k", { redirect: "follow" });
    for (const kind of ["miss", "hit"]) {
      const { cache, response } = await stage.ask(request, undefined, { send: hiding });
      expect([cache.kind, response.url]).toEqual([kind, last]);
    }
  });

  it("a redirect's secret is put back from the request that follows it", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1?api_key=k", to("/2?api_key=k"));
    stage.origin.answer("/2?api_key=k", { body: "end" });
    await stage.ask("/1?api_key=k");
    const { cache, text } = await stage.ask("/1?api_key=k");
    expect([cache.kind, text, stage.origin.requests.length]).toEqual(["hit", "end", 2]);
  });
});
