import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const to = (location: string) => ({ status: 302, headers: { Location: location, "Set-Cookie": "seen=1" } });

describe("a redirect that comes back to where it came from", () => {
  const ways: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["to itself", { "/x": "/x" }, "/x"],
    ["over another", { "/x": "/y", "/y": "/x" }, "/x"],
    ["over two others", { "/x": "/y", "/y": "/z", "/z": "/x" }, "/x"],
    ["with its parameters in another order", { "/x?b=2&a=1": "/x?a=1&b=2" }, "/x?b=2&a=1"],
    ["without a parameter that is ignored", { "/x?token=1": "/x" }, "/x?token=1"],
  ];
  const ends = [
    ["that is stored", 200],
    ["that is not", 404],
  ] as const;

  it.each(
    ends.flatMap(([what, status]) => ways.map(([way, hops, start]) => ({ what, status, way, hops, start }))),
  )("$way leads to the end $what, the second time too", async ({ status, hops, start }) => {
    await using stage = await openStage({ ignoredParameters: ["token"] });
    const end = { status, body: "end" };
    stage.origin.answer("/x", end);
    stage.origin.answer("/x?a=1&b=2", end);
    for (const [path, next] of Object.entries(hops)) stage.origin.answer(path, to(next), end);
    for (let round = 0; round < 3; round += 1) {
      const { text, status: last } = await stage.ask(start);
      expect([text, last]).toEqual(["end", status]);
    }
  });

  it("is a hit once its end is stored", async () => {
    await using stage = await openStage();
    stage.origin.answer("/x", to("/x"), { body: "end" });
    await stage.ask("/x");
    expect((await stage.ask("/x")).cache).toMatchObject({ kind: "hit", history: [] });
    expect(stage.asked("/x")).toBe(2);
  });

  it("is followed by each of those who ask together", async () => {
    await using stage = await openStage();
    stage.origin.answer("/x", to("/x"), { body: "end" });
    const answers = await Promise.all([0, 1, 2, 3].map(() => stage.ask("/x")));
    expect(answers.map(({ text }) => text)).toEqual(["end", "end", "end", "end"]);
  });

  it("fails as the origin does where that fails the second time, though stale answers may stand in", async () => {
    await using stage = await openStage({ staleIfError: true });
    stage.origin.answer("/x", to("/x"), { status: 200, fault: "reset" });
    await expect(stage.ask("/x")).rejects.not.toMatchObject({ code: "RCACHE_TOO_MANY_REDIRECTS" });
  });
});

describe("an answer at the end of hidden redirects", () => {
  it.each(["error", "manual"] as const)("is none to redirect: '%s'", async (redirect) => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", { body: "end" });
    const refused = new TypeError("unexpected redirect");
    const hiding: Send = Object.assign(
      async (...[request, context]: Parameters<Send>) => {
        if (request.redirect === "error") throw refused;
        if (request.redirect === "manual") return httpSend(request, context);
        return httpSend({ ...request, url: `${stage.origin.url}/2` }, context);
      },
      { redirects: "hidden" as const },
    );
    const ask = (mode?: typeof redirect) =>
      stage.ask(stage.request("/1", { redirect: mode }), undefined, { send: hiding });
    await ask();
    expect((await ask()).cache.kind).toBe("hit");
    if (redirect === "error") await expect(ask(redirect)).rejects.toBe(refused);
    else
      expect(await ask(redirect)).toMatchObject({ status: 302, cache: { kind: "miss", reason: "uri-miss" } });
  });
});
