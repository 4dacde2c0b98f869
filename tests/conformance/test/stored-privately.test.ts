import { memoryBackend } from "@rcache/backend-memory";
import { type Backend, keyValueBackend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { isKept, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

/** Everything of a store, and every call that could change it. */
function watched(): { backend: Backend; changes: string[] } {
  const changes: string[] = [];
  const inner = memoryBackend();
  const backend = new Proxy(inner, {
    get(target, name) {
      if (name === "put" || name === "bodies" || name === "lease") changes.push(String(name));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { backend, changes };
}

describe.each(MODES)("private, no-store and credentials, %s", (mode) => {
  it("§5.2.2.5 rule 8: a no-store answer leaves the store byte for byte as it was", async () => {
    const store = new Map<string, Uint8Array>();
    const backend = keyValueBackend({
      get: (key) => store.get(key),
      set: (key, value) => void store.set(key, value),
      delete: (key) => void store.delete(key),
    });
    const contents = () => [...store].map(([key, value]) => `${key} ${Buffer.from(value).toString("hex")}`);
    await using stage = openStage(mode, { backend });
    stage.origin("/a", { headers: { "Cache-Control": "max-age=60" } });
    stage.origin("/b", { headers: { "Cache-Control": "no-store" }, body: "secret" });
    await stage.ask("/a");
    await stage.cache.flush();
    const before = contents();
    expect(before).not.toEqual([]);
    await stage.ask("/b", { options: { tags: ["secret"] } });
    await stage.cache.flush();
    expect(contents()).toEqual(before);
  });

  it("§5.2.2.5 rule 8: a streamed no-store answer is not even begun to be written", async () => {
    const { backend, changes } = watched();
    await using stage = openStage(mode, { backend, inlineBytes: 10 });
    const large = async function* () {
      for (let at = 0; at < 100; at += 1) yield new Uint8Array(1_000);
    };
    stage.origin("/a", () => ({ headers: { "Cache-Control": "no-store" }, body: large() }));
    stage.origin("/b", () => ({ headers: { "Cache-Control": "max-age=60" }, body: large() }));
    await stage.cache.ready();
    changes.length = 0;
    expect((await stage.ask("/a")).text).toHaveLength(100_000);
    await stage.cache.flush();
    expect(changes).toEqual([]);
    await stage.ask("/b");
    await stage.cache.flush();
    expect(changes).not.toEqual([]);
  });

  it.each([
    "private=",
    'private=""',
    'private=" , "',
    'private="a b"',
    "private=set-cookie",
    'private="unclosed',
  ])("§5.2.2.7 rule 15: %s means the whole answer", async (value) => {
    const headers = { "Cache-Control": `max-age=60, ${value}` };
    expect(await isKept(mode, { headers })).toBe(mode === "private");
  });

  it.each([
    "no-cache=",
    'no-cache=""',
    'no-cache=" , "',
    'no-cache="a b"',
    "no-cache=set-cookie",
    'no-cache="unclosed',
  ])("§5.2.2.4 rule 15: %s means the whole answer", async (value) => {
    expect(await secondAnswer(mode, { headers: { "Cache-Control": `max-age=60, ${value}` } })).toBe("miss");
  });

  it.each(['no-cache="a", no-cache', 'no-cache, no-cache="a"'])(
    "§5.2.2.4 rule 16: %s is no-cache",
    async (value) => {
      expect(await secondAnswer(mode, { headers: { "Cache-Control": `max-age=60, ${value}` } })).toBe("miss");
    },
  );

  it.each(['private="a", private', 'private, private="a"'])(
    "§5.2.2.7 rule 16: %s is private",
    async (value) => {
      const headers = { "Cache-Control": `max-age=60, ${value}` };
      expect(await isKept(mode, { headers })).toBe(mode === "private");
    },
  );

  it("§5.2.2.4 rule 17: names of no-cache are trimmed, caseless, and left out of what is reused", async () => {
    await using stage = openStage(mode);
    const headers = {
      "Cache-Control": 'max-age=60, no-cache="\t X-One ,x-TWO "',
      "x-one": "1",
      "X-Two": "2",
    };
    stage.origin("/a", { headers: { ...headers, "X-Three": "3" } });
    expect((await stage.ask("/a")).lines("x-one")).toEqual(["1"]);
    const again = await stage.ask("/a");
    expect(again.cache.kind).toBe("hit");
    expect([again.lines("x-one"), again.lines("x-two"), again.lines("x-three")]).toEqual([[], [], ["3"]]);
  });

  it("§5.2.2.7 rule 14: a shared cache leaves out the fields that private names, a private one nothing", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", {
      headers: {
        "Cache-Control": 'max-age=60, private=" x-ONE,\tX-Two"',
        "X-One": "1",
        "x-two": "2",
        "X-Three": "3",
      },
    });
    await stage.ask("/a");
    const again = await stage.ask("/a");
    expect(again.cache.kind).toBe("hit");
    const left = mode === "shared" ? [[], []] : [["1"], ["2"]];
    expect([again.lines("x-one"), again.lines("x-two"), again.lines("x-three")]).toEqual([...left, ["3"]]);
  });
});

describe("§5.2.2.7, private", () => {
  it.each(["private, max-age=60", "max-age=60, PRIVATE"])(
    "§5.2.2.7 rule 12: %s is not kept [shared]",
    async (value) => {
      const headers = { "Cache-Control": value, ETag: '"a"' };
      expect(await isKept("shared", { headers })).toBe(false);
      expect(await isKept("private", { headers })).toBe(true);
    },
  );

  it("§5.2.2.7 rule 13: private permits to store a status that nothing else permits [private]", async () => {
    const answer = { status: 299, headers: { "Cache-Control": "private", ETag: '"a"' } };
    expect(await isKept("private", answer)).toBe(true);
    expect(await isKept("shared", answer)).toBe(false);
    expect(await isKept("private", { ...answer, headers: { ETag: '"a"' } })).toBe(false);
  });
});

describe("§3.5, Authorization", () => {
  const secret = { headers: { Authorization: "Bearer 1" } };

  it.each([
    "max-age=60",
    "max-age=60, s-maxage=",
    "max-age=60, s-maxage=1.5",
    "max-age=60, proxy-revalidate",
  ])("§3.5 rule 18: %s does not permit to keep what a credential brought [shared]", async (value) => {
    const headers = { "Cache-Control": value, ETag: '"a"' };
    expect(await isKept("shared", { headers, asking: secret })).toBe(false);
    expect(await isKept("shared", { headers, asking: { headers: { authorization: "" } } })).toBe(false);
    expect(await isKept("shared", { headers, asking: {} })).toBe(true);
  });

  it.each(["public, max-age=60", "must-revalidate, max-age=60", "s-maxage=60"])(
    "§3.5 rule 18: %s permits it [shared]",
    async (value) => {
      expect(await secondAnswer("shared", { headers: { "Cache-Control": value }, asking: secret })).toBe(
        "hit",
      );
    },
  );

  it("§3.5 rule 19: an answer to one credential is never given to another, or to none [private]", async () => {
    const headers = { "Cache-Control": "max-age=60" };
    const other = { headers: { Authorization: "Bearer 2" } };
    expect(await secondAnswer("private", { headers, asking: secret })).toBe("hit");
    expect(await secondAnswer("private", { headers, asking: secret, again: other })).toBe("miss");
    expect(await secondAnswer("private", { headers, asking: secret, again: {} })).toBe("miss");
    expect(await secondAnswer("private", { headers, asking: {}, again: secret })).toBe("miss");
  });
});
