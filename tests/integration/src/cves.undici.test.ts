import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { answeringOrigin } from "./answering-origin.ts";
import { A, B, EACH_ITS_OWN, MODES, NEVER_KEPT, NOBODY, numbered, toldTo, whose } from "./cve-callers.ts";

describe("what went wrong in undici's interceptors", () => {
  it.each(['private=" x-user"', 'private="\tx-user "', 'no-cache="\tx-user"', 'no-cache=" a , x-user "'])(
    "CVE-2026-9678: %j names the field, whatever blanks stand around it",
    async (directive) => {
      const cacheControl = `public, max-age=60, ${directive}`;
      await using origin = await answeringOrigin((request, response) => {
        const user = String(request.headers.authorization);
        response.writeHead(200, { "cache-control": cacheControl, "x-user": user }).end();
      });
      const shared = { ...MODES.shared, partitionBy: "nothing" } as const;
      await using fetch = createCachedFetch({ backend: memoryBackend(), ...shared });
      expect((await fetch(origin.url, A)).headers.get("x-user")).toBe("Bearer a");
      await fetch.cache.flush();
      const second = await fetch(origin.url, B);
      expect([second.fromCache, second.headers.get("x-user")]).toEqual([true, null]);
    },
  );

  it.each(['private=" authorization"', 'no-cache="\tauthorization"'])(
    "CVE-2026-9678: with %j, as without, an answer stays with the credential that brought it",
    async (directive) => {
      const cacheControl = `public, max-age=60, ${directive}`;
      expect(await toldTo(MODES.shared, whose({ "cache-control": cacheControl }), [A, B, NOBODY])).toEqual(
        EACH_ITS_OWN,
      );
    },
  );

  it.each([
    'private=""',
    'private=","',
    'private=" , "',
    "private=",
    'private, private="x"',
    'private="x", private',
  ])("CVE-2026-13697: %s breaks no request, and a shared cache keeps nothing of it", async (directive) => {
    const cacheControl = `public, max-age=60, ${directive}`;
    expect(
      await toldTo({ ...MODES.shared, partitionBy: "nothing" }, numbered({ "cache-control": cacheControl }), [
        NOBODY,
        NOBODY,
      ]),
    ).toEqual(NEVER_KEPT);
  });

  it("CVE-2026-2581: equal requests at a time hold no more of a large body than one caller's share", async () => {
    const chunk = new Uint8Array(256 * 1_024);
    const chunks = 256;
    const sent: number[] = [];
    await using origin = await answeringOrigin((request, response) => {
      if (request.url !== "/large") {
        response.end();
        return;
      }
      const which = sent.push(0) - 1;
      const go = (): void => {
        while ((sent[which] ?? chunks) < chunks) {
          sent[which] = (sent[which] ?? 0) + 1;
          if (response.write(chunk)) continue;
          response.once("drain", go);
          return;
        }
        response.end();
      };
      go();
    });
    await using fetch = createCachedFetch({ backend: memoryBackend(), flightWaitMs: 1 });
    const leader = await fetch(`${origin.url}/large`);
    const followers = Array.from({ length: 8 }, () => fetch(`${origin.url}/large`));
    // As long as bytes flow, there is something to wait for.
    for (let quiet = 0, before = ""; quiet < 50; quiet += 1) {
      await (await globalThis.fetch(`${origin.url}/small`)).text();
      if (before !== sent.join()) quiet = 0;
      before = sent.join();
    }
    expect(Math.max(...sent)).toBeLessThan(chunks);
    const bodies = [leader, ...(await Promise.all(followers))].map((answer) => lengthOf(answer));
    expect(new Set(await Promise.all(bodies))).toEqual(new Set([chunk.length * chunks]));
  });

  it("CVE-2026-1525: two spellings of Content-Length never become two lines, and the request ends as without a cache", async () => {
    await using origin = await answeringOrigin((_request, response) => response.end());
    await using fetch = createCachedFetch({ backend: memoryBackend(), allowableMethods: ["GET", "POST"] });
    for (const lengths of [
      ["3", "5"],
      ["3", "3"],
      ["3", "0"],
    ] as const) {
      const init = {
        method: "POST",
        body: "abc",
        headers: [
          ["Content-Length", lengths[0]],
          ["content-length", lengths[1]],
        ] satisfies [string, string][],
      };
      const ended = (what: Promise<Response>): Promise<string> =>
        what.then(
          ({ status }) => String(status),
          (error: unknown) => String(error),
        );
      expect(await ended(fetch(origin.url, init))).toBe(await ended(globalThis.fetch(origin.url, init)));
    }
    const lines = origin.requests.map(
      ({ rawHeaders }) => rawHeaders.filter((text) => /^content-length$/i.test(text)).length,
    );
    expect(lines.filter((count) => count > 1)).toEqual([]);
  });
});

async function lengthOf(response: Response): Promise<number> {
  let length = 0;
  for await (const chunk of response.body ?? []) length += chunk.length;
  return length;
}
