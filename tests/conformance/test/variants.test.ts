import { memoryBackend } from "@rcache/backend-memory";
import { type Backend, keyValueBackend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { mergedBackend } from "../src/merged-backend.ts";
import { fieldLines } from "../src/message.ts";
import { secondAnswer } from "../src/reuse.ts";
import { type Answer, type Asking, MODES, openStage, type Stage } from "../src/stage.ts";

/** A backend that holds this one answer to a request. */
async function holding(stage: Stage, answer: Answer, asking: Asking): Promise<Backend> {
  const backend = memoryBackend();
  const cache = stage.another({ backend });
  stage.origin("/a", answer);
  await stage.ask("/a", { ...asking, cache });
  await cache.flush();
  return backend;
}

describe.each(MODES)("choosing among variants, %s", (mode) => {
  const asking = { headers: { Foo: "1", Bar: "1" } };
  const varying = (on: string, date: string) => ({ "Cache-Control": "max-age=600", Vary: on, Date: date });

  it.each([false, true])(
    "§4 rule 50: of two that match, the newest by Date is used, wherever it stands (reversed: %s)",
    async (reversed) => {
      await using stage = openStage(mode);
      const newer = { headers: varying("Foo", stage.date(-1)), body: "newer" };
      const older = { headers: varying("Bar", stage.date(-20)), body: "older" };
      const first = await holding(stage, newer, asking);
      stage.later(5);
      const backends = [first, await holding(stage, older, asking)];
      const cache = stage.another({ backend: mergedBackend(...(reversed ? backends.reverse() : backends)) });
      const answer = await stage.ask("/a", { ...asking, cache });
      expect([answer.cache.kind, answer.text]).toEqual(["hit", "newer"]);
    },
  );

  it.each([false, true])(
    "§4 rule 50: of two with the same Date, the one received last (reversed: %s)",
    async (reversed) => {
      await using stage = openStage(mode);
      const date = stage.date();
      const first = await holding(stage, { headers: varying("Foo", date), body: "first" }, asking);
      stage.later(5);
      const last = await holding(stage, { headers: varying("Bar", date), body: "last" }, asking);
      const backends = reversed ? [last, first] : [first, last];
      const cache = stage.another({ backend: mergedBackend(...backends) });
      expect((await stage.ask("/a", { ...asking, cache })).text).toBe("last");
    },
  );

  it.each([false, true])(
    "§4.1 rule 52: one with a Vary that matches comes before a newer one without (reversed: %s)",
    async (reversed) => {
      await using stage = openStage(mode);
      const varied = await holding(
        stage,
        { headers: varying("Foo", stage.date(-60)), body: "varied" },
        asking,
      );
      const headers = { "Cache-Control": "max-age=600", Date: stage.date() };
      const plain = await holding(stage, { headers, body: "plain" }, asking);
      const backends = reversed ? [plain, varied] : [varied, plain];
      const cache = stage.another({ backend: mergedBackend(...backends) });
      expect((await stage.ask("/a", { ...asking, cache })).text).toBe("varied");
      const other = { headers: { Foo: "2" }, cache };
      expect((await stage.ask("/a", other)).text).toBe("plain");
    },
  );

  it("§4.1 rule 51: weights do not choose among stored variants: the origin does", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", Vary: "Accept-Language" };
    stage.origin("/a", { headers, body: "de" }, { headers, body: "en" }, { headers, body: "chosen" });
    const language = (value: string) => ({ headers: { "Accept-Language": value } });
    await stage.ask("/a", language("de"));
    await stage.ask("/a", language("en"));
    const answer = await stage.ask("/a", language("en;q=0.5, de;q=0.9"));
    expect([answer.cache.kind, answer.text]).toEqual(["miss", "chosen"]);
  });

  it("§4.1 rule 53: on a miss the tags of all variants go along, and the 304 chooses one", async () => {
    await using stage = openStage(mode);
    const variant = (tag: string) => ({
      headers: { "Cache-Control": "max-age=60", Vary: "Foo", ETag: tag },
      body: tag,
    });
    const notModified = {
      status: 304,
      headers: { ETag: '"two"', "Cache-Control": "max-age=60", Vary: "Foo" },
    };
    stage.origin("/a", variant('"one"'), variant('"two"'), { ...notModified, body: null });
    const foo = (value: string) => ({ headers: { Foo: value } });
    await stage.ask("/a", foo("1"));
    await stage.ask("/a", foo("2"));
    const third = await stage.ask("/a", foo("3"));
    const asked = fieldLines(stage.sent[2]?.headers ?? [], "if-none-match")
      .join(", ")
      .split(", ");
    expect(asked.sort()).toEqual(['"one"', '"two"']);
    expect([third.status, third.text, third.cache.kind]).toEqual([200, '"two"', "revalidated"]);
  });

  it("§4.1 rule 53: a variant that a 304 chose is used for that request from then on", async () => {
    await using stage = openStage(mode);
    const headers = (tag: string) => ({ "Cache-Control": "max-age=60", Vary: "Foo", ETag: tag });
    stage.origin(
      "/a",
      { headers: headers('"one"'), body: "one" },
      { headers: headers('"two"'), body: "two" },
      { status: 304, headers: headers('"one"'), body: null },
    );
    const foo = (value: string) => ({ headers: { Foo: value } });
    await stage.ask("/a", foo("1"));
    await stage.ask("/a", foo("2"));
    await stage.ask("/a", foo("3"));
    const again = await stage.ask("/a", foo("3"));
    expect([again.cache.kind, again.text]).toEqual(["hit", "one"]);
    expect(stage.asked("/a")).toBe(3);
  });

  it("§4.1 rule 53: an origin that gives all its variants one tag cannot hand out the wrong one", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", Vary: "Accept-Encoding", ETag: '"same"' };
    stage.origin("/a", { headers, body: "packed" }, { headers, body: "plain" }, { headers, body: "other" });
    const coding = (value: string) => ({ headers: { "Accept-Encoding": value } });
    await stage.ask("/a", coding("gzip"));
    const second = await stage.ask("/a", coding("identity"));
    const third = await stage.ask("/a", coding("br"));
    expect([second.text, third.text]).toEqual(["plain", "other"]);
    expect(stage.sent.flatMap((sent) => fieldLines(sent.headers, "if-none-match"))).toEqual([]);
  });

  it("§4.1 rule 54: secret values are kept as digests and never handed out", async () => {
    const store = new Map<string, Uint8Array>();
    const backend = keyValueBackend({
      get: (key) => store.get(key),
      set: (key, value) => void store.set(key, value),
      delete: (key) => void store.delete(key),
    });
    const partitionBy = { headers: ["X-Tenant"] };
    await using stage = openStage(mode, { backend, partitionBy });
    const headers = {
      "Cache-Control": "public, max-age=60",
      Vary: "Cookie, Authorization, X-Tenant, X-Open",
    };
    stage.origin("/a", { headers });
    const secrets = { Cookie: "sid=swordfish", Authorization: "Bearer opensesame", "X-Tenant": "acmecorp" };
    const open = { headers: { ...secrets, "X-Open": "seen" } };
    await stage.ask("/a", open);
    const again = await stage.ask("/a", open);
    await stage.cache.flush();
    expect(again.cache.kind).toBe("hit");
    const bytes = [...store].map(([key, value]) => key + Buffer.from(value).toString("latin1")).join("\n");
    const shown = JSON.stringify([again.headers, again.cache, stage.events]);
    expect(bytes).toContain("seen");
    for (const secret of ["swordfish", "opensesame", "acmecorp"]) {
      expect(bytes).not.toContain(secret);
      expect(shown).not.toContain(secret);
    }
    for (const name of ["Cookie", "Authorization", "X-Tenant"]) {
      const other = { headers: { ...open.headers, [name]: "other" } };
      expect((await stage.ask("/a", other)).cache.kind).toBe("miss");
    }
  });

  it("§4.1 rule 55: what the client adds on its way out does not count", async () => {
    await using stage = openStage(mode);
    const wire: string[] = [];
    stage.origin("/a", (request) => {
      const sent = [...request.headers, ["Accept-Encoding", "gzip"]];
      wire.push(JSON.stringify(sent));
      return { headers: { "Cache-Control": "max-age=60", Vary: "Accept-Encoding" } };
    });
    expect(await stage.kinds("/a", {}, {})).toEqual(["miss", "hit"]);
    expect(wire).toHaveLength(1);
    expect(await stage.kinds("/a", { headers: { "Accept-Encoding": "gzip" } })).toEqual(["miss"]);
  });

  it("§4 rule 56: a clock that does not know the time validates every use", async () => {
    const headers = { "Cache-Control": "max-age=60", ETag: '"a"' };
    const options = { clock: { nowMs: () => Number.NaN } };
    expect(await secondAnswer(mode, { headers, options })).toBe("miss");
  });

  it("§4 rule 56: a clock set to long before the entry came validates every use", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": "max-age=60" } });
    await stage.ask("/a");
    stage.later(-3_600);
    const options = { readOnly: true };
    expect(await stage.kinds("/a", { options }, { options })).toEqual(["miss", "miss"]);
  });
});
