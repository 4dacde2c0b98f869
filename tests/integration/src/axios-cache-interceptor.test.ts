import { readFileSync } from "node:fs";
import { withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import { type ScriptedAnswer, type ScriptedOrigin, scriptedOrigin } from "@rcache/testkit";
import axios, { type AxiosInstance, type AxiosRequestConfig } from "axios";
import { buildMemoryStorage, setupCache } from "axios-cache-interceptor";
import { describe, expect, it, vi } from "vitest";

/** One row of the page: the code of either library. */
interface Row {
  readonly what: string;
  readonly theirs: string;
  readonly ours: string;
}

const PAGE = readFileSync(
  new URL("../../../docs-site/use/from-axios-cache-interceptor.md", import.meta.url),
  "utf8",
);

const ROWS: readonly Row[] = PAGE.split("\n").flatMap((line) => {
  const [what = "", theirs = "", ours = ""] = /^\| (.+) \| `(.+)` \| `(.+)` \|$/.exec(line)?.slice(1) ?? [];
  return ours === "" ? [] : [{ what, theirs, ours }];
});

/** What a row is played with: the code of one of the two libraries, over an origin of its own. */
interface Stage {
  readonly origin: ScriptedOrigin;
  /** What the code has pushed into `seen`. */
  readonly seen: readonly string[];
  answer(...answers: readonly ScriptedAnswer[]): void;
  /** Asks the instance that the row's code makes: the data, and whether it came from the cache. */
  ask(path?: string, config?: AxiosRequestConfig): Promise<unknown>;
  /** Asks the instance of the first row; `config` may hold options of either library. */
  askPlainly(config?: object): Promise<unknown>;
  /** Runs the row's code, which asks for a path by itself. */
  run(path?: string): Promise<unknown>;
  /** Lets seconds pass. */
  pass(seconds: number): void;
}

const TEXT = { "content-type": "text/plain" };
const numbered = (count: number, headers: Record<string, string> = {}): ScriptedAnswer[] =>
  Array.from({ length: count }, (_, i) => ({ headers: { ...TEXT, ...headers }, body: `answer ${i + 1}` }));

type Play = (stage: Stage) => Promise<unknown>;

const lasting =
  (seconds: number, headers: Record<string, string> = {}): Play =>
  async ({ answer, ask, pass }) => {
    answer(...numbered(4, headers));
    const seen = [await ask(), await ask()];
    pass(seconds - 2);
    seen.push(await ask());
    pass(4);
    return [...seen, await ask()];
  };

const confirming =
  (validator: Record<string, string>, field: string): Play =>
  async ({ origin, answer, ask, pass }) => {
    const headers = { ...validator, "cache-control": "max-age=1" };
    answer({ headers: { ...TEXT, ...headers }, body: "answer 1" }, { status: 304, headers });
    await ask();
    pass(5);
    const [data] = [await ask()].flat();
    return [data, origin.requests.map((request) => request.headers[field])];
  };

const twice: Play = async ({ answer, run }) => {
  answer(...numbered(3));
  return [await run(), await run()];
};

/** How each row is played. What a play gives must be the same for both. */
const PLAYS: Readonly<Record<string, Play>> = {
  "the defaults": lasting(300),
  "`ttl`, in milliseconds": lasting(60, { "cache-control": "max-age=3600" }),
  "`ttl` of one request": async ({ answer, run, pass }) => {
    answer(...numbered(3, { "cache-control": "max-age=3600" }));
    const seen = [await run(), await run()];
    pass(62);
    return [...seen, await run()];
  },
  "`ttl` as a function": lasting(30, { "x-life": "30" }),
  "`interpretHeader: true`": lasting(10, { "cache-control": "max-age=10" }),
  "`interpretHeader: false`": lasting(300, { "cache-control": "max-age=10" }),
  "`methods`": async ({ answer, ask }) => {
    answer(...numbered(4));
    const post = (data: unknown): Promise<unknown> => ask("/a", { method: "post", data });
    return [await post({ a: 1 }), await post({ a: 1 }), await post({ a: 2 }), await ask()];
  },
  "`etag: true`": confirming({ etag: '"1"' }, "if-none-match"),
  "`modifiedSince: true`": confirming(
    { "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" },
    "if-modified-since",
  ),
  "`staleIfError: true`": async ({ answer, ask, pass }) => {
    // Theirs keeps what is expired only where it has a validator.
    answer(...numbered(1, { etag: '"1"' }), { fault: "reset" });
    await ask();
    pass(3_660);
    return ask();
  },
  "`staleIfError` with a limit: milliseconds since the response was stored there, seconds since it expired here":
    async ({ origin, ask, pass }) => {
      for (const path of ["/a", "/b"])
        origin.answer(path, ...numbered(1, { etag: '"1"' }), { fault: "reset" });
      await ask("/a");
      await ask("/b");
      pass(90);
      const within = await ask("/a");
      pass(35);
      return [within, await ask("/b").catch((error: { code?: string }) => error.code)];
    },
  "`override: true`": async ({ answer, askPlainly, run }) => {
    answer(...numbered(3));
    return [await askPlainly(), await run(), await askPlainly()];
  },
  "`cache: false`": async ({ answer, askPlainly, run }) => {
    answer(...numbered(3));
    return [await askPlainly(), await run(), await askPlainly()];
  },
  "`enabled: false`, and `true` for one request": twice,
  "`id`": async ({ answer, run }) => {
    answer(...numbered(3));
    return [await run("/a?page=1"), await run("/a?page=2")];
  },
  "`generateKey`": async ({ answer, ask }) => {
    answer(...numbered(3));
    return [await ask("/a?page=1"), await ask("/a?page=2")];
  },
  "`response.cached`": twice,
  "`response.stale`": async ({ answer, run, pass }) => {
    answer(...numbered(1, { etag: '"1"' }), { fault: "reset" });
    const seen = [await run()];
    pass(3_600);
    return [...seen, await run()];
  },
  "`storage.remove(id)`": async ({ answer, run, askPlainly }) => {
    answer(...numbered(3));
    await run();
    return askPlainly();
  },
  "`storage.clear()`": async ({ answer, run, askPlainly }) => {
    answer(...numbered(3));
    await run();
    return askPlainly();
  },
  "`state`": twice,
  "`storage`": lasting(300),
  "`update`, to delete": async ({ origin, answer, askPlainly, run }) => {
    answer(...numbered(3));
    origin.answer("/other", { body: "done" });
    const tagged = { id: "list", rcache: { tags: ["list"] } };
    const seen = [await askPlainly(tagged), await askPlainly(tagged)];
    await run();
    return [...seen, await askPlainly(tagged)];
  },
  "`update`, to write": async ({ origin, answer, askPlainly, run }) => {
    answer(...numbered(3));
    origin.answer("/other", { body: "done" });
    const named = { id: "list" };
    await askPlainly(named);
    await run();
    return askPlainly(named);
  },
  "`hydrate`": async ({ answer, run, pass, seen }) => {
    answer(...numbered(3, { etag: '"1"' }));
    const first = await run();
    pass(3_600);
    return [first, await run(), seen];
  },
  "`vary`": async ({ answer, ask }) => {
    answer(...numbered(4, { vary: "accept-language" }));
    const seen: unknown[] = [];
    for (const language of ["de", "en", "de", "en"])
      seen.push(await ask("/a", { headers: { "accept-language": language } }));
    return seen;
  },
  "`cacheTakeover: false`": async ({ origin, answer, ask }) => {
    answer(...numbered(2));
    await ask();
    const [request] = origin.requests;
    return [request?.headers["cache-control"], request?.headers["pragma"], request?.headers["expires"]];
  },
  "`cachePredicate`, a status": async ({ origin, ask }) => {
    origin.answer("/a", { status: 404, headers: TEXT, body: "none" }, { body: "again" });
    origin.answer("/b", { body: "one" }, { body: "two" });
    return [await ask("/a"), await ask("/a"), await ask("/b"), await ask("/b")];
  },
  "`cachePredicate`, a function": async ({ origin, ask }) => {
    origin.answer("/a", ...numbered(2, { "x-keep": "yes" }));
    origin.answer("/b", ...numbered(2, { "x-keep": "no" }));
    return [await ask("/a"), await ask("/a"), await ask("/b"), await ask("/b")];
  },
  "`cachePredicate.ignoreUrls`": async ({ origin, ask }) => {
    origin.answer("/a", ...numbered(2));
    origin.answer("/private", ...numbered(2));
    return [await ask("/a"), await ask("/a"), await ask("/private"), await ask("/private")];
  },
};

describe("what the page says to write instead of axios-cache-interceptor", () => {
  it("is played row by row", () => {
    expect(ROWS.map(({ what }) => what)).toEqual(Object.keys(PLAYS));
  });

  it.each(ROWS)("$what", async ({ what, theirs, ours }) => {
    const play = PLAYS[what];
    const [first] = ROWS;
    if (play === undefined || first === undefined) throw new Error(`nobody plays ${what}`);
    const before = await played(theirs, first.theirs, play);
    const after = await played(ours, first.ours, play);
    expect(after).toEqual(before);
  });
});

/** Plays a row with the code of one library; what it gave, and how often the origin was asked. */
async function played(code: string, firstCode: string, play: Play): Promise<unknown> {
  await using origin = await scriptedOrigin();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
  try {
    const seen: string[] = [];
    const env = {
      axios,
      setupCache,
      withCache,
      buildMemoryStorage,
      memoryBackend,
      seen,
      baseURL: origin.url,
    };
    // The cast: the first row's code makes an instance.
    const api = (await evaluated(firstCode, env)) as AxiosInstance;
    const isSetUp = /^(setupCache|withCache)\((?!.*\)\.get\()/.test(code);
    // The cast: so does every row's that begins like it.
    const own = isSetUp ? ((await evaluated(code, env)) as AxiosInstance) : api;
    const result = await play({
      origin,
      seen,
      answer: (...answers) => origin.answer("/a", ...answers),
      ask: async (path = "/a", config = {}) => shown(await own.request({ url: path, ...config })),
      askPlainly: async (config = {}) => shown(await api.request({ url: "/a", ...config })),
      run: async (url = "/a") => shown(await evaluated(code, { ...env, api, url })),
      pass: (seconds) => void vi.setSystemTime(Date.now() + seconds * 1_000),
    });
    return { result, asked: origin.requests.length };
  } finally {
    vi.useRealTimers();
  }
}

/** The value of an expression from the page. */
function evaluated(code: string, env: Readonly<Record<string, unknown>>): Promise<unknown> {
  return new Function(...Object.keys(env), `return (async () => (${code}))()`)(...Object.values(env));
}

/** Of a response, what both libraries tell; any other value as it is. */
function shown(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("data" in value)) return value;
  const fromCache = Reflect.get(value, "cached") ?? Reflect.get(value, "fromCache");
  return [value.data, fromCache];
}
