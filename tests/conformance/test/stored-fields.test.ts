import { describe, expect, it } from "vitest";
import { headerList } from "../src/message.ts";
import { isKept, secondAnswer } from "../src/reuse.ts";
import { type Answer, MODES, openStage, type Read, type Stage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60, public" };

/** An answer as the store gives it back. */
async function fromStore(stage: Stage, answer: Answer): Promise<Read> {
  stage.origin("/a", answer);
  await stage.ask("/a");
  const again = await stage.ask("/a");
  expect(again.cache.kind).toBe("hit");
  return again;
}

async function* cutShort(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("01234");
  throw new Error("connection lost");
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe.each(MODES)("what of an answer is stored, %s", (mode) => {
  it("§3.1 rule 26: unknown fields, their order and repeated lines come back as they came", async () => {
    await using stage = openStage(mode);
    const lines = [
      ["X-Unknown", "1"],
      ["Date", stage.date()],
      ["Link", "</a>; rel=next"],
      ["X-Time", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
      ["Cache-Control", "max-age=60"],
      ["Link", "</b>; rel=prev"],
      ["x-time", "b=2"],
      ["Cache-Control", "public"],
      ["x-empty", ""],
      ["__proto__", "x"],
    ] as const;
    const again = await fromStore(stage, { headers: lines });
    expect(again.headers.filter(([name]) => name.toLowerCase() !== "age")).toEqual(lines);
  });

  it("§3.1 rule 27: fields of one connection are not stored, in any case, on any line", async () => {
    await using stage = openStage(mode);
    const again = await fromStore(stage, {
      headers: {
        ...FRESH,
        Connection: ["X-One , x-two", "CLOSE", "x-three"],
        "x-one": "1",
        "X-TWO": "2",
        "X-Three": ["3", "4"],
        "X-Four": "4",
        "Keep-Alive": "timeout=5",
        "Proxy-Connection": "keep-alive",
        TE: "trailers",
        Trailer: "X-Sum",
        "Transfer-Encoding": "chunked",
        Upgrade: "h2c",
      },
    });
    const names = again.headers.map(([name]) => name.toLowerCase()).sort();
    expect(names).toEqual(["age", "cache-control", "date", "x-four"]);
  });

  it("§3.1 rule 28: fields for a proxy are not stored", async () => {
    await using stage = openStage(mode);
    const proxy = ["Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization"];
    const again = await fromStore(stage, {
      headers: { ...FRESH, ...Object.fromEntries(proxy.map((name) => [name, "Basic"])) },
    });
    for (const name of proxy) expect(again.lines(name)).toEqual([]);
  });

  it.each(["no-store", "no-cache"])("§3.1 rule 29: Connection cannot hide %s", async (directive) => {
    const headers = { Connection: "cache-control, vary", "Cache-Control": `max-age=60, ${directive}` };
    expect(await secondAnswer(mode, { headers })).toBe("miss");
  });

  it("§3.1 rule 29: Connection cannot hide Vary or Expires either", async () => {
    const headers = { ...FRESH, Connection: "vary", Vary: "Accept" };
    const asking = { headers: { Accept: "a/a" } };
    const again = { headers: { Accept: "b/b" } };
    expect(await secondAnswer(mode, { headers, asking, again })).toBe("miss");
    expect(await secondAnswer(mode, { headers, asking })).toBe("hit");
    const expired = {
      Connection: "expires, date",
      Expires: "0",
      "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    };
    expect(await secondAnswer(mode, { headers: expired })).toBe("miss");
  });

  it("RFC 9110 §6.6.1 rule 31: a missing Date is the time of receipt, and stays that", async () => {
    await using stage = openStage(mode);
    const date = stage.date(2);
    stage.origin("/a", { headers: FRESH, takesMs: 2_000 });
    await stage.ask("/a");
    stage.later(10);
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.lines("date")]).toEqual(["hit", [date]]);
  });

  it("RFC 9110 §6.6.1 rule 31: an unreadable Date ages nothing", async () => {
    const headers = { ...FRESH, Date: "yesterday" };
    expect(await secondAnswer(mode, { headers, after: 59 })).toBe("hit");
    expect(await secondAnswer(mode, { headers, after: 60 })).toBe("miss");
  });

  it.each([
    ["shorter than its Content-Length", { headers: { ...FRESH, "Content-Length": "10" }, body: "01234" }],
    ["longer than its Content-Length", { headers: { ...FRESH, "Content-Length": "2" }, body: "01234" }],
  ])("§3.3 rule 32: a body %s is not stored", async (_, answer) => {
    expect(await isKept(mode, answer)).toBe(false);
  });

  it("§3.3 rule 32: a streamed body that ends before its Content-Length is not stored", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", () => ({ headers: { ...FRESH, "Content-Length": "10" }, body: chunks("01", "234") }));
    await stage.ask("/a").catch(() => undefined);
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });

  it("§3.3 rule 32: a stream that fails fails for its reader too, and is not stored", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", () => ({ headers: FRESH, body: cutShort() }));
    await expect(stage.ask("/a")).rejects.toThrow("connection lost");
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });

  it("§3.3 rule 32: HEAD has no body to fall short of its Content-Length", async () => {
    const asking = { method: "HEAD" };
    expect(await secondAnswer(mode, { headers: { ...FRESH, "Content-Length": "10" }, asking })).toBe("hit");
  });

  it("§3.3 rule 33: after an incomplete answer the next request is answered in full by the origin", async () => {
    await using stage = openStage(mode);
    const headers = { ...FRESH, ETag: '"a"' };
    stage.origin("/a", () => ({ headers, body: cutShort() }), { headers, body: "0123456789" });
    await expect(stage.ask("/a")).rejects.toThrow("connection lost");
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.status, again.text]).toEqual(["miss", 200, "0123456789"]);
    expect(headerList(stage.sent[1]?.headers).map(([name]) => name.toLowerCase())).not.toContain("range");
  });

  it("RFC 8246 §3 rule 34: a body of unproven length is kept, and asked about on a reload though immutable", async () => {
    const headers = { "Cache-Control": "max-age=60, immutable, public" };
    const reload = { headers: { "Cache-Control": "max-age=0" } };
    expect(await secondAnswer(mode, { headers })).toBe("hit");
    expect(await secondAnswer(mode, { headers, again: reload })).toBe("miss");
    const proven = { ...headers, "Content-Length": "1" };
    expect(await secondAnswer(mode, { headers: proven, again: reload })).toBe("hit");
  });

  it.each([{ "Content-Length": "5, 6" }, { "Content-Length": ["5", "6"] }])(
    "RFC 9110 §8.6 rule 35: contradicting lengths are served and not stored: %o",
    async (lengths) => {
      await using stage = openStage(mode);
      stage.origin("/a", { headers: { ...FRESH, ...lengths }, body: "01234" });
      expect((await stage.ask("/a")).text).toBe("01234");
      await stage.cache.flush();
      expect(await stage.cache.count()).toBe(0);
    },
  );

  it("RFC 9110 §8.6 rule 35: the same length twice is no contradiction", async () => {
    const headers = { ...FRESH, "Content-Length": "5, 5" };
    expect(await secondAnswer(mode, { headers, body: "01234" })).toBe("hit");
  });
});
