import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import type { CacheOptions } from "@rcache/core";
import { type CachedFetch, createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { answeringOrigin } from "./answering-origin.ts";

const MODES = {
  "led by settings": {},
  private: { cacheControl: true },
  shared: { cacheControl: true, shared: true },
} as const satisfies Record<string, Partial<CacheOptions>>;
const EVERY_MODE = Object.entries(MODES);

/** What one caller was told, and whether from the store. */
type Told = readonly [text: string, kind: string];
type Headers = Readonly<Record<string, string>>;
type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** Callers ask for one URL one after another; each says who. */
async function toldTo(
  options: Partial<CacheOptions>,
  answer: Answer,
  askings: readonly (RequestInit | undefined)[],
): Promise<readonly Told[]> {
  await using origin = await answeringOrigin(answer);
  await using fetch = createCachedFetch({ backend: memoryBackend(), ...options });
  const told: Told[] = [];
  for (const init of askings) told.push(await tell(fetch, `${origin.url}/page`, init));
  return told;
}

async function tell(fetch: CachedFetch, url: string, init?: RequestInit): Promise<Told> {
  const response = await fetch(url, init);
  const text = await response.text();
  await fetch.cache.flush();
  return [text, response.cache.kind];
}

const as = (user: string, field = "authorization"): RequestInit => ({ headers: { [field]: user } });
const A = as("Bearer a");
const B = as("Bearer b");
const NOBODY = undefined;

/** An answer that says whose it is, by a field of the request. */
const whose =
  (headers: Headers, field = "authorization"): Answer =>
  (request, response) => {
    response.writeHead(200, { ...headers }).end(String(request.headers[field] ?? "nobody"));
  };
const numbered =
  (headers: Headers): Answer =>
  (_request, response, number) => {
    response.writeHead(200, { ...headers }).end(`#${number}`);
  };

/** Three callers, each told their own. */
const EACH_ITS_OWN = [
  ["Bearer a", "miss"],
  ["Bearer b", "miss"],
  ["nobody", "miss"],
];
const NEVER_KEPT = [
  ["#1", "miss"],
  ["#2", "miss"],
];

describe("what went wrong in hono's cache middleware", () => {
  it.each(EVERY_MODE)(
    "CVE-2026-24472: an answer that is private or not to be stored reaches nobody else, %s",
    async (_mode, options) => {
      for (const directive of ["private", "no-store"])
        expect(
          await toldTo(options, whose({ "cache-control": `${directive}, max-age=60` }), [A, B, NOBODY]),
        ).toEqual(EACH_ITS_OWN);
    },
  );

  it("CVE-2026-24472: who is led by headers keeps no no-store, nor a private answer for many", async () => {
    for (const [options, directive] of [
      [MODES.private, "no-store"],
      [MODES.shared, "no-store"],
      [MODES.shared, "private"],
    ] as const)
      for (const cacheControl of [`${directive}, max-age=60`, `public, max-age=60, ${directive}`])
        expect(
          await toldTo({ ...options, partitionBy: "nothing" }, numbered({ "cache-control": cacheControl }), [
            NOBODY,
            NOBODY,
          ]),
        ).toEqual(NEVER_KEPT);
  });

  it.each(EVERY_MODE)(
    "CVE-2026-44457: an answer that varies on Authorization or Cookie is its user's, %s",
    async (_mode, options) => {
      for (const field of ["authorization", "cookie"])
        for (const partitionBy of ["credentials", "nothing"] as const)
          expect(
            await toldTo(
              { ...options, partitionBy },
              whose({ "cache-control": "public, max-age=60", vary: field }, field),
              [as("Bearer a", field), as("Bearer b", field), NOBODY, as("Bearer a", field)],
            ),
          ).toEqual([...EACH_ITS_OWN, ["Bearer a", "hit"]]);
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-84363: what stands behind a # is neither asked for nor part of the question, %s",
    async (_mode, options) => {
      await using origin = await answeringOrigin((request, response) => {
        response.writeHead(200, { "cache-control": "max-age=60" }).end(request.url);
      });
      await using fetch = createCachedFetch({ backend: memoryBackend(), ...options });
      expect(await tell(fetch, `${origin.url}/page?a=1#&b=2`)).toEqual(["/page?a=1", "miss"]);
      expect(await tell(fetch, `${origin.url}/page?a=1&b=2`)).toEqual(["/page?a=1&b=2", "miss"]);
      expect(await tell(fetch, `${origin.url}/page?a=1`)).toEqual(["/page?a=1", "hit"]);
    },
  );
});

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

describe("what went wrong in Django's cache middleware", () => {
  it.each(["Private", "PRIVATE", "NO-STORE", "No-Store", "No-Cache", 'pRiVaTe=""'])(
    "CVE-2026-8404: %s means what it means in small letters",
    async (directive) => {
      const answer = numbered({ "cache-control": `public, max-age=60, ${directive}` });
      const shared = { ...MODES.shared, partitionBy: "nothing" } as const;
      expect(await toldTo(shared, answer, [NOBODY, NOBODY])).toEqual(NEVER_KEPT);
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-6907: an answer that varies on everything is nobody else's, %s",
    async (_mode, options) => {
      for (const vary of ["*", "Accept, *", "*, Accept", " * "])
        expect(
          await toldTo(options, numbered({ "cache-control": "max-age=60", vary }), [NOBODY, NOBODY]),
        ).toEqual(NEVER_KEPT);
    },
  );
});

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

  it("CVE-2026-44572: led by settings, a redirect without Location is not kept at all", async () => {
    const told = await toldTo({}, redirect({ "cache-control": "max-age=60" }), [INTERNAL, NOBODY]);
    expect(told.map(([text]) => text)).toEqual(["nowhere", "there"]);
  });

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

describe("what went wrong in requests-cache", () => {
  it.each(EVERY_MODE)(
    "its pull request 1149: a header that is left out of keys still counts where an answer varies on it, %s",
    async (_mode, options) => {
      const answer = whose({ "cache-control": "public, max-age=60", vary: "Authorization" });
      for (const partitionBy of ["credentials", "nothing"] as const) {
        const ignoring = { ...options, partitionBy, ignoredParameters: ["Authorization"] };
        expect(await toldTo(ignoring, answer, [A, B, NOBODY])).toEqual(EACH_ITS_OWN);
      }
    },
  );
});

it("every CVE of SECURITY.md has a test of that name, and the other way round", () => {
  const numbersIn = (path: string): ReadonlySet<string> =>
    new Set(readFileSync(join(import.meta.dirname, path), "utf8").match(/CVE-\d{4}-\d+/g));
  const tested = numbersIn("cves.test.ts");
  expect(tested.size).toBeGreaterThan(12);
  expect(numbersIn("../../../SECURITY.md")).toEqual(tested);
});
