import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DemoOrigin, startDemoOrigin } from "./demo-origin.ts";

describe("startDemoOrigin", () => {
  let origin: DemoOrigin;
  beforeAll(async () => {
    origin = await startDemoOrigin();
  });
  afterAll(() => origin.close());

  const ask = (target: string, init?: RequestInit) => fetch(origin.url + target, init);

  it("gives the same bytes for the same URL", async () => {
    for (const target of ["/json?n=1", "/text?n=1", "/bytes/200000", "/image"]) {
      const first = await (await ask(target)).arrayBuffer();
      const second = await (await ask(target)).arrayBuffer();
      expect(new Uint8Array(second)).toEqual(new Uint8Array(first));
    }
  });

  it("gives bodies of the size that was ordered", async () => {
    expect((await (await ask("/bytes/70001")).arrayBuffer()).byteLength).toBe(70_001);
    expect((await (await ask("/json?size=5000")).text()).length).toBe(5_000);
    expect((await (await ask("/text?size=5000")).text()).length).toBe(5_000);
    expect(await (await ask("/json?size=5000")).json()).toMatchObject({ target: "/json?size=5000" });
  });

  it("puts the lifetime knobs into Cache-Control", async () => {
    const response = await ask("/text?maxAge=60&swr=30&sie=90");
    expect(response.headers.get("cache-control")).toBe(
      "max-age=60, stale-while-revalidate=30, stale-if-error=90",
    );
    expect((await ask("/text?cacheControl=no-store")).headers.get("cache-control")).toBe("no-store");
    expect((await ask("/text")).headers.has("cache-control")).toBe(false);
  });

  it("answers 304 to a matching entity tag, and 200 to another", async () => {
    const tag = (await ask("/json?etag")).headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{16}"$/);
    const unchanged = await ask("/json?etag", { headers: { "if-none-match": `"other", W/${tag}` } });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
    expect((await ask("/json?etag=v2", { headers: { "if-none-match": tag } })).status).toBe(200);
  });

  it("answers 304 to a date that is not before the last modification", async () => {
    const target = "/text?lastModified=2025-06-01T00:00:00Z";
    expect((await ask(target)).headers.get("last-modified")).toBe("Sun, 01 Jun 2025 00:00:00 GMT");
    const status = async (date: string) =>
      (await ask(target, { headers: { "if-modified-since": date } })).status;
    expect(await status("Sun, 01 Jun 2025 00:00:00 GMT")).toBe(304);
    expect(await status("Sat, 31 May 2025 00:00:00 GMT")).toBe(200);
  });

  it("tells in the body what it varied on", async () => {
    const german = await ask("/json?vary=accept-language", { headers: { "accept-language": "de" } });
    expect(german.headers.get("vary")).toBe("accept-language");
    expect(await german.json()).toMatchObject({ varied: { "accept-language": "de" } });
  });

  it("fails the first requests, or those after the first", async () => {
    const statuses = async (target: string) => [
      (await ask(target)).status,
      (await ask(target)).status,
      (await ask(target)).status,
    ];
    expect(await statuses("/text?fail=2")).toEqual([503, 503, 200]);
    expect(await statuses("/text?failAfter=1")).toEqual([200, 503, 503]);
  });

  it("redirects as often as ordered", async () => {
    const response = await ask("/text?redirect=2&n=1");
    expect([response.status, response.redirected]).toEqual([200, true]);
    expect(response.url).toBe(`${origin.url}/text?redirect=0&n=1`);
  });

  it("answers with the status ordered, without a body where there can be none", async () => {
    expect((await ask("/text?status=404")).status).toBe(404);
    const empty = await ask("/text?status=204");
    expect([empty.status, await empty.text()]).toEqual([204, ""]);
    const head = await ask("/bytes/10", { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["10", ""]);
  });

  it("shows what it received", async () => {
    const response = await ask("/json", { method: "POST", body: "a question" });
    expect(await response.json()).toMatchObject({ received: "a question" });
  });

  it("counts by path, by path and query, and altogether", async () => {
    const fresh = await startDemoOrigin();
    for (const target of ["/text?a", "/text?a", "/text?b", "/json"])
      await (await fetch(fresh.url + target)).text();
    expect([fresh.hits("/text?a"), fresh.hits("/text"), fresh.hits(), fresh.hits("/image")]).toEqual([
      2, 3, 4, 0,
    ]);
    await fresh.close();
  });

  it("says what is wrong with a path or a knob", async () => {
    const missing = await ask("/nowhere");
    expect([missing.status, await missing.text()]).toEqual([
      404,
      "There are /json, /text, /bytes/<length> and /image.\n",
    ]);
    const wrong = await ask("/json?maxAge=soon");
    expect([wrong.status, await wrong.text()]).toEqual([
      400,
      expect.stringContaining("maxAge=soon is not a whole number"),
    ]);
    expect((await ask("/json?status=42")).status).toBe(400);
    expect((await ask("/json?lastModified=never")).status).toBe(400);
    expect((await ask(`/json?setCookie=${encodeURIComponent("a\r\nb")}`)).status).toBe(400);
  });

  it("goes on after a caller left in the middle of a body", async () => {
    const leaving = new AbortController();
    const response = await ask("/bytes/100000000", { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    expect((await ask("/text")).status).toBe(200);
  });

  it("rejects where the port is taken", async () => {
    await expect(startDemoOrigin({ port: Number(new URL(origin.url).port) })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});
