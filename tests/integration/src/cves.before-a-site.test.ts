import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { answeringOrigin } from "./answering-origin.ts";
import { type Answer, as, EVERY_MODE, type Headers, NOBODY, tell, toldTo, whose } from "./cve-callers.ts";

describe("what went wrong in Pingora's cache key", () => {
  it.each(EVERY_MODE)(
    "CVE-2026-2836: the same path of another origin is another question, %s",
    async (_mode, options) => {
      const named =
        (name: string): Answer =>
        (_request, response) => {
          response.writeHead(200, { "cache-control": "max-age=60" }).end(name);
        };
      await using one = await answeringOrigin(named("one"));
      await using other = await answeringOrigin(named("other"));
      await using fetch = createCachedFetch({ backend: memoryBackend(), ...options });
      // The second is one that only the URL parser brings into its one form.
      for (const path of ["/page", "/p\u00e4ge?q=\u00e4#part"])
        for (const kind of ["miss", "hit"]) {
          expect(await tell(fetch, one.url + path)).toEqual(["one", kind]);
          expect(await tell(fetch, other.url + path)).toEqual(["other", kind]);
        }
      const keys = [
        "http://a/p",
        "https://a/p",
        "http://a:8080/p",
        "http://b/p",
        "http://a.b/p",
        "http://a/P",
      ].map((url) => fetch.cache.keyOf(url));
      expect(new Set(keys).size).toBe(keys.length);
    },
  );
});

describe("what went wrong in front of Next.js", () => {
  it.each(EVERY_MODE)(
    "CVE-2025-49826: an empty answer does not become the page, %s",
    async (_mode, options) => {
      const validated = { "cache-control": "max-age=60", etag: '"a"' };
      const empty =
        (status: number, headers: Headers): Answer =>
        (_request, response, number) => {
          if (number === 1) response.writeHead(status, { ...headers }).end();
          else response.writeHead(200, validated).end("page");
        };
      const expected = [
        ["", "miss"],
        ["page", "miss"],
        ["page", "hit"],
      ];
      expect(await toldTo(options, empty(204, {}), [NOBODY, NOBODY, NOBODY])).toEqual(expected);
      const conditional = { headers: { "if-none-match": '"a"' } };
      expect(await toldTo(options, empty(304, validated), [conditional, NOBODY, NOBODY])).toEqual(expected);
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2025-49826: nor where the page is stored and asked about, %s",
    async (_mode, options) => {
      const answer: Answer = (_request, response, number) => {
        if (number === 2) response.writeHead(204).end();
        else response.writeHead(200, { "cache-control": "max-age=0", etag: '"a"' }).end("page");
      };
      const told = await toldTo({ ...options, expireAfter: 0 }, answer, [NOBODY, NOBODY, NOBODY]);
      expect(told.map(([text]) => text)).toEqual(["page", "", "page"]);
    },
  );

  /** A redirect that leads nowhere for whoever sends a header, as the framework's own client does. */
  const redirect =
    (headers: Headers): Answer =>
    (request, response) => {
      if (request.url === "/there") response.writeHead(200, { "cache-control": "max-age=60" }).end("there");
      else if (request.headers["x-nextjs-data"] === undefined)
        response.writeHead(307, { ...headers, location: "/there" }).end();
      else response.writeHead(307, { ...headers, "x-nextjs-redirect": "/there" }).end("nowhere");
    };
  const INTERNAL = as("1", "x-nextjs-data");

  it.each(EVERY_MODE)(
    "CVE-2026-44572: a redirect for a header that Vary or matchHeaders names is for that header, %s",
    async (_mode, options) => {
      const cases = [
        [{ "cache-control": "max-age=60", vary: "x-nextjs-data" }, {}],
        [{ "cache-control": "max-age=60" }, { matchHeaders: ["x-nextjs-data"] }],
      ] as const;
      for (const [headers, more] of cases) {
        const told = await toldTo({ ...options, ...more }, redirect(headers), [INTERNAL, NOBODY, NOBODY]);
        expect(told.map(([text]) => text)).toEqual(["nowhere", "there", "there"]);
      }
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-44572: a redirect that leads nowhere is neither kept for nor given to who follows, %s",
    async (_mode, options) => {
      const allowableCodes = [200, 301, 302, 303, 307, 308];
      for (const status of [301, 302, 303, 307, 308])
        for (const location of [undefined, "", "mailto:a@example.com", "http://["])
          for (const first of [undefined, "manual"] as const) {
            const answer: Answer = (request, response) => {
              const nowhere = location === undefined ? {} : { location };
              const lost = request.headers["x-nextjs-data"] !== undefined;
              const headers = { "cache-control": "public, max-age=60", ...(lost && nowhere) };
              response.writeHead(lost ? status : 200, headers).end(lost ? "nowhere" : "there");
            };
            await using origin = await answeringOrigin(answer);
            await using fetch = createCachedFetch({ backend: memoryBackend(), ...options, allowableCodes });
            // To an empty one, or to what is no HTTP URL, nobody can follow.
            await tell(fetch, origin.url, { ...INTERNAL, ...(first && { redirect: first }) }).catch(
              () => undefined,
            );
            const kept = await fetch.cache.count();
            expect((await tell(fetch, origin.url))[0]).toBe("there");
            if (first === undefined) expect(kept).toBe(0);
          }
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-44576: a component's payload and the page are apart, in either order, %s",
    async (_mode, options) => {
      const answer = whose({ "cache-control": "max-age=60", vary: "RSC, Next-Router-State-Tree" }, "rsc");
      const payload = as("1", "rsc");
      for (const [first, second] of [
        [payload, NOBODY],
        [NOBODY, payload],
      ]) {
        const told = await toldTo(options, answer, [first, second, first, second]);
        expect(told.map(([, kind]) => kind)).toEqual(["miss", "miss", "hit", "hit"]);
        expect(told[2]?.[0]).toBe(told[0]?.[0]);
        expect(new Set(told.map(([text]) => text))).toEqual(new Set(["1", "nobody"]));
      }
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-44582: values that a short hash takes for one are two, wherever they stand, %s",
    async (_mode, options) => {
      // Equal in 33·h + c and in 31·h + c, the hashes of DJB2 and of Java.
      for (const [one, other] of [
        ["Ab", "BA"],
        ["Aa", "BB"],
      ] as const) {
        const varying = whose({ "cache-control": "max-age=60", vary: "x-tree" }, "x-tree");
        const plain = { "cache-control": "public, max-age=60" };
        const cases = [
          [{}, varying, "x-tree"],
          [{ matchHeaders: ["x-tree"] }, whose(plain, "x-tree"), "x-tree"],
          [{}, whose(plain), "authorization"],
        ] as const;
        for (const [more, answer, field] of cases) {
          const told = await toldTo({ ...options, ...more }, answer, [as(one, field), as(other, field)]);
          expect(told).toEqual([
            [one, "miss"],
            [other, "miss"],
          ]);
        }
      }
    },
  );
});
