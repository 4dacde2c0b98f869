import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";

async function stageWith(...paths: readonly string[]): Promise<Stage> {
  const stage = await openStage();
  for (const path of paths) {
    stage.origin.answer(path, { body: "1" });
    await stage.ask(path);
  }
  return stage;
}

describe("a filter by URL", () => {
  it("takes a host with a port and no scheme for a pattern, not for a scheme", async () => {
    await using stage = await stageWith("/users/1", "/users/2", "/other");
    const { host } = new URL(stage.origin.url);
    const local = host.replace("127.0.0.1", "localhost");
    expect(await stage.cache.delete({ urls: [`${local}/users`] })).toBe(0);
    expect(await stage.cache.delete({ urls: [`${host}/users`] })).toBe(2);
    expect(await stage.cache.count()).toBe(1);
  });

  it("means a URL with a star in it, where it is stored as such, and a pattern otherwise", async () => {
    await using stage = await stageWith("/a*", "/ab", "/ac");
    const url = `${stage.origin.url}/a*`;
    expect(await stage.cache.delete({ urls: [url] })).toBe(1);
    expect(await stage.cache.count({ urls: [url] })).toBe(2);
    expect(await stage.cache.delete({ urls: [url] })).toBe(2);
  });

  it("means a URL with a fragment as the resource that it is a part of", async () => {
    await using stage = await stageWith("/a", "/ab");
    expect(await stage.cache.delete({ urls: [`${stage.origin.url}/a#part`] })).toBe(1);
  });

  it.each(["a.com/x#part", "a b.com", "{http,https}://a.com"])(
    "refuses %j, which no URL can match",
    async (pattern) => {
      await using stage = await stageWith("/a");
      await expect(stage.cache.delete({ urls: [pattern] })).rejects.toMatchObject({
        code: "RCACHE_INVALID_PATTERN",
      });
    },
  );
});
