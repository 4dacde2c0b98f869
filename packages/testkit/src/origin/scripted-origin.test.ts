import { request as httpRequest, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { scriptedOrigin } from "./scripted-origin.ts";

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

function ask(url: string, options: { method?: string } = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent: false, ...options }, resolve)
      .on("error", reject)
      .end();
  });
}

describe("scriptedOrigin", () => {
  it("gives the answers of a path in turn and repeats the last", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "1" }, { body: "2", status: 203 });
    const seen: [number, string][] = [];
    for (let i = 0; i < 3; i += 1) {
      const response = await fetch(`${origin.url}/a?x=${i}`);
      seen.push([response.status, await response.text()]);
    }
    expect(seen).toEqual([
      [200, "1"],
      [203, "2"],
      [203, "2"],
    ]);
  });

  it("prefers what was said about a query", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "any" });
    origin.answer("/a?x=1", { body: "one" });
    expect(await (await fetch(`${origin.url}/a?x=1`)).text()).toBe("one");
    expect(await (await fetch(`${origin.url}/a?x=2`)).text()).toBe("any");
  });

  it("answers 404 with a reason where nothing was said", async () => {
    await using origin = await scriptedOrigin();
    const response = await fetch(`${origin.url}/missing`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('origin.answer("/missing"');
  });

  it("remembers method, path with query and headers", async () => {
    await using origin = await scriptedOrigin();
    await (
      await fetch(`${origin.url}/a?b=c`, { method: "PUT", body: "x", headers: { "X-Test": "1" } })
    ).text();
    expect(origin.requests).toHaveLength(1);
    expect(origin.requests[0]).toMatchObject({ method: "PUT", path: "/a?b=c", headers: { "x-test": "1" } });
  });

  it("sends repeated fields as lines of their own, a length, and no date", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { headers: { "Set-Cookie": ["a=1", "b=2"], "x-one": "1" }, body: new Uint8Array(3) });
    const response = await ask(`${origin.url}/a`);
    expect(response.rawHeaders.slice(0, 8)).toEqual([
      ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "x-one", "1"],
      ...["Content-Length", "3"],
    ]);
    expect(response.headers.date).toBeUndefined();
    response.resume();
  });

  it("sends no body for HEAD, 204 and 304", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/head", { body: "four" });
    origin.answer("/204", { status: 204 });
    origin.answer("/304", { status: 304, headers: { etag: '"1"' } });
    const head = await fetch(`${origin.url}/head`, { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["4", ""]);
    expect((await fetch(`${origin.url}/204`)).status).toBe(204);
    expect((await fetch(`${origin.url}/304`)).status).toBe(304);
  });

  it("streams an iterable, and holds what follows the first piece", async () => {
    await using origin = await scriptedOrigin();
    let release: (value?: unknown) => void = () => undefined;
    const hold = new Promise((resolve) => {
      release = resolve;
    });
    origin.answer("/stream", { body: chunks("first ", "second"), hold });
    const reader = (await fetch(`${origin.url}/stream`)).body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe("first ");
    const second = reader?.read();
    release();
    expect(new TextDecoder().decode((await second)?.value)).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("cuts a body short of its declared length", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/cut", { body: "0123456789", fault: "truncate" });
    const response = await ask(`${origin.url}/cut`);
    const got: string[] = [];
    const reading = (async () => {
      for await (const chunk of response) got.push(String(chunk));
    })();
    await expect(reading).rejects.toThrow(/aborted/);
    expect([response.headers["content-length"], got.join("")]).toEqual(["10", "01234"]);
  });

  it("resets a connection before the head", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/reset", { fault: "reset" });
    await expect(ask(`${origin.url}/reset`)).rejects.toThrow(/ECONNRESET|socket hang up/);
  });

  it("ends what hangs and what waits when it is disposed of", async () => {
    const origin = await scriptedOrigin();
    origin.answer("/hang", { fault: "hang" });
    origin.answer("/late", { delayMs: 3_600_000 });
    const asked = ["/hang", "/late"].map((path) => ask(`${origin.url}${path}`));
    const ended = Promise.allSettled(asked);
    while (origin.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await origin[Symbol.asyncDispose]();
    expect((await ended).map((x) => x.status)).toEqual(["rejected", "rejected"]);
  });

  it("refuses a path without a slash and a path without answers", async () => {
    await using origin = await scriptedOrigin();
    expect(() => {
      origin.answer("a", {});
    }).toThrow(/RCACHE_INVALID_OPTION/);
    expect(() => {
      origin.answer("/a");
    }).toThrow(/0 answers/);
  });
});
