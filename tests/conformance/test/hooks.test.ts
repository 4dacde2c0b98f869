import { memoryBackend } from "@rcache/backend-memory";
import { CachedSession, type SessionRequestOptions } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { ORIGIN } from "../src/stage.ts";

const origin = async (): Promise<Response> => new Response("from the origin");

describe("what requests-cache does by response hooks", () => {
  it("PIPE-17 V21 G-189 whoever listens hears of each answer once, on a miss and on a hit", async () => {
    await using session = new CachedSession({ backend: memoryBackend(), fetch: origin });
    const heard: string[] = [];
    session.cache.on("served", ({ outcome }) => heard.push(`${outcome.kind} ${outcome.fromCache}`));
    for (const told of [1, 2, 3]) {
      await (await session.get(`${ORIGIN}/a`)).text();
      await session.cache.flush();
      expect(heard).toHaveLength(told);
    }
    expect(heard).toEqual(["miss false", "hit true", "hit true"]);
  });

  it("G-190 a session of one's own may put another answer in place, of what is stored too", async () => {
    const seen: boolean[] = [];
    class Replacing extends CachedSession {
      override async request(method: string, url: string | URL, options?: SessionRequestOptions) {
        const response = await super.request(method, url, options);
        seen.push(response.fromCache);
        const other = new Response(`${await response.text()}, replaced`);
        return Object.assign(other, { fromCache: response.fromCache, cache: response.cache });
      }
    }
    await using session = new Replacing({ backend: memoryBackend(), fetch: origin });
    const texts = [1, 2].map(() => "from the origin, replaced");
    const got: string[] = [];
    for (const _ of texts) got.push(await (await session.get(`${ORIGIN}/a`)).text());
    expect([got, seen]).toEqual([texts, [false, true]]);
  });
});
