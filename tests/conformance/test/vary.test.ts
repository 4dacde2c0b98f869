import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

describe.each(MODES)("the secondary key, %s", (mode) => {
  /** How a request with other fields is answered after a first one. */
  function following(vary: string | readonly string[], first: Fields, second: Fields): Promise<string> {
    return secondAnswer(mode, {
      headers: { "Cache-Control": "max-age=60", Vary: vary },
      asking: { headers: first },
      again: { headers: second },
    });
  }

  it.each([
    ["Accept", { Accept: "a/a" }, { Accept: "a/a" }, "hit"],
    ["Accept", { Accept: "a/a" }, { Accept: "b/b" }, "miss"],
    ["Foo", {}, {}, "hit"],
    ["Foo", {}, { Foo: "1" }, "miss"],
    ["Foo", { Foo: "1" }, {}, "miss"],
    ["Foo", { Foo: "" }, {}, "miss"],
    ["Foo", {}, { Foo: "" }, "miss"],
    ["Foo", { Foo: "" }, { Foo: "" }, "hit"],
    ["Foo, Bar", { Foo: "1", Bar: "2" }, { Foo: "1", Bar: "3" }, "miss"],
    ["Foo, Bar", { Foo: "1", Bar: "2" }, { Foo: "1" }, "miss"],
    ["Foo, Bar", { Foo: "1", Bar: "2" }, { Bar: "2", Foo: "1" }, "hit"],
  ])("§4.1 rule 41: Vary: %s after %o, %o is a %s", async (vary, first, second, kind) => {
    expect(await following(vary, first, second)).toBe(kind);
  });

  it.each(["*", "* ", " *", "*,", ", *", "Foo, *", "*, *", "*, Foo"])(
    "§4.1 rule 42: Vary: '%s' matches no request",
    async (vary) => {
      expect(await following(vary, { Foo: "1" }, { Foo: "1" })).toBe("miss");
    },
  );

  it.each([[["Foo", "*"]], [["*", "Foo"]], [["", "*"]]])(
    "§4.1 rule 42: a * on any line matches no request: %o",
    async (vary) => {
      expect(await following(vary, { Foo: "1" }, { Foo: "1" })).toBe("miss");
    },
  );

  it("§4.1 rule 43: names in Vary have no case, and all lines count", async () => {
    const vary = ["fOO", "BAR"];
    const first = { Foo: "1", Bar: "2" };
    expect(await following(vary, first, { foo: "1", bar: "2" })).toBe("hit");
    expect(await following(vary, first, { Foo: "1", Bar: "3" })).toBe("miss");
    expect(await following(vary, first, { Foo: "0", Bar: "2" })).toBe("miss");
  });

  it.each(["constructor", "__proto__", "hasOwnProperty", "toString", "__proto__, constructor"])(
    "§4.1 rule 44: Vary: %s is a name like any other",
    async (vary) => {
      expect(await following(vary, {}, {})).toBe("hit");
      const [name = ""] = vary.split(", ");
      expect(await following(vary, [[name, "1"]], [[name, "1"]])).toBe("hit");
      expect(await following(vary, [[name, "1"]], [[name, "2"]])).toBe("miss");
      expect(await following(vary, {}, [[name, "2"]])).toBe("miss");
    },
  );

  it.each(["Foo Bar", "Foo, b@d", "Foo;q=1", '"Foo"', "Föö"])(
    "§4.1 rule 45: Vary: %s counts as *",
    async (vary) => {
      expect(await following(vary, { Foo: "1" }, { Foo: "1" })).toBe("miss");
    },
  );

  it.each([
    ["Foo", { Foo: ["1", "2"] }, { Foo: "1, 2" }],
    ["Foo", { Foo: "1,2" }, { Foo: " 1 ,\t2 " }],
    ["Accept-Language", { "Accept-Language": "en-GB, de" }, { "Accept-Language": "EN-gb, de" }],
    ["Accept-Encoding", { "Accept-Encoding": "gzip, br" }, { "Accept-Encoding": "br,gzip" }],
    ["Accept", { Accept: "text/HTML" }, { Accept: "Text/html" }],
  ])("§4.1 rule 46: %s: %o means the same as %o", async (vary, first, second) => {
    expect(await following(vary, first, second)).toBe("hit");
  });

  it.each([
    ["Foo", { Foo: "a" }, { Foo: "A" }],
    ["Foo", { Foo: "1, 2" }, { Foo: "2, 1" }],
    ["Foo", { Foo: "1 2" }, { Foo: "1  2" }],
    ["Accept-Language", { "Accept-Language": "en, de" }, { "Accept-Language": "de, en" }],
    ["Accept-Encoding", { "Accept-Encoding": "gzip;q=0, br" }, { "Accept-Encoding": "gzip, br" }],
    ["Accept", { Accept: 'a/a;profile="X"' }, { Accept: 'a/a;profile="x"' }],
    ["Accept", { Accept: "a/a;version=A" }, { Accept: "a/a;version=a" }],
    ["User-Agent", { "User-Agent": "A" }, { "User-Agent": "a" }],
    ["Cookie", { Cookie: "a=1" }, { Cookie: "a=2" }],
  ])("§4.1 rule 46: %s: %o may mean something else than %o", async (vary, first, second) => {
    expect(await following(vary, first, second)).toBe("miss");
  });

  it.each([
    ["A, B", { A: "ab", B: "c" }, { A: "a", B: "bc" }],
    ["A, B", { A: "x" }, { B: "x" }],
    ["A, B", { A: "1, B: 2" }, { A: "1", B: "2" }],
    ["A, B", { A: "1:a" }, { A: "1", B: "a" }],
    ["A, AB", { A: "Bx" }, { AB: "x" }],
  ])("§4.1 rule 47: %s: %o and %o do not collide", async (vary, first, second) => {
    expect(await following(vary, first, second)).toBe("miss");
  });

  it("§4.1 rule 48: a field that Vary does not name does not split the key", async () => {
    expect(await following("Foo", { Foo: "1", Bar: "1" }, { Foo: "1", Bar: "2", Baz: "3" })).toBe("hit");
    const headers = { "Cache-Control": "max-age=60" };
    expect(await secondAnswer(mode, { headers, again: { headers: { Accept: "a/a" } } })).toBe("hit");
  });

  it("§4.1 rule 49: variants live side by side, and refreshing one leaves the others", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", Vary: "Foo" };
    stage.origin("/a", ({ headers: asked }) => ({
      headers,
      body: asked.find(([name]) => name === "Foo")?.[1] ?? "",
    }));
    const foo = (value: string) => ({ headers: { Foo: value } });
    await stage.kinds("/a", foo("1"), foo("2"), foo("3"));
    await stage.ask("/a", { ...foo("2"), options: { forceRefresh: true } });
    expect(await stage.kinds("/a", foo("1"), foo("2"), foo("3"))).toEqual(["hit", "hit", "hit"]);
    expect((await stage.ask("/a", foo("3"))).text).toBe("3");
    expect(stage.asked("/a")).toBe(4);
  });
});
