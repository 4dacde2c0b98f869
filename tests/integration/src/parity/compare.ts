import { memoryBackend } from "@rcache/backend-memory";
import { type CachedFetch, createCachedFetch } from "@rcache/fetch";
import { BODIES, FORMS, HEADERS, METHODS, MORE } from "./asked-tables.ts";
import { type CellOrigin, cellOrigin, type Sent } from "./cell-origin.ts";
import { type Cell, REDIRECTS } from "./cells.ts";
import { seenOf, told } from "./readings.ts";

/** Something in which a cached fetch and the platform's do not agree. */
export interface Difference {
  readonly cell: Cell;
  readonly phase: "miss" | "hit";
  /** A member of what was seen, or of what was sent. */
  readonly what: string;
  readonly plain: unknown;
  readonly ours: unknown;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many second answers came from the cache. */
  readonly hits: number;
}

type Seen = Readonly<Record<string, unknown>>;
type FetchLike = (input: never, init?: never) => Promise<Response>;

const AT_ONCE = 32;

/** Asks each cell of the platform's fetch, then twice of a cached one, and compares. */
export async function compareAll(cells: readonly Cell[]): Promise<Comparison> {
  await using origin = await cellOrigin(cells);
  const fetches = new Map<string, CachedFetch>();
  for (const { cache } of cells) if (!fetches.has(cache)) fetches.set(cache, cachedFetch(cache));
  const queue = [...cells];
  const differences: Difference[] = [];
  let hits = 0;
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const ours = fetches.get(cell.cache);
      if (ours === undefined) continue;
      const compared = await compareCell(origin, cell, ours);
      differences.push(...compared.differences);
      hits += compared.hits;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const fetch of fetches.values()) await fetch.close();
  return { differences, hits };
}

function cachedFetch(cache: string): CachedFetch {
  const common = { backend: memoryBackend(), autoClose: true };
  if (cache === "headers") return createCachedFetch({ ...common, cacheControl: true, replaySetCookie: true });
  return createCachedFetch({
    ...common,
    lazyResponse: cache === "rules",
    allowableMethods: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"],
    allowableCodes: Array.from({ length: 400 }, (_, at) => 200 + at),
    replaySetCookie: true,
  });
}

async function compareCell(origin: CellOrigin, cell: Cell, ours: CachedFetch): Promise<Comparison> {
  const plain = await asked(origin, cell, globalThis.fetch);
  const miss = await asked(origin, cell, ours);
  await ours.cache.flush();
  const hit = await asked(origin, cell, ours);
  return {
    differences: [
      ...differencesIn(cell, "miss", plain, miss),
      ...differencesIn(cell, "hit", { ...plain, sent: answering(hit.sent, plain.sent) }, hit),
    ],
    hits: hit.seen["fromCache"] === true ? 1 : 0,
  };
}

/** What the platform sent for those of our requests that the cache did not answer. */
function answering(sent: readonly Sent[], plain: readonly Sent[]): readonly Sent[] {
  return plain.filter(({ method, path }) =>
    sent.some((ours) => ours.method === method && ours.path === path),
  );
}

interface Asked {
  readonly seen: Seen;
  readonly sent: readonly Sent[];
}

async function asked(origin: CellOrigin, cell: Cell, fetch: unknown): Promise<Asked> {
  const seen = await told(async () => {
    const [input, init] = argumentsOf(`${origin.url}/c/${cell.number}`, cell);
    // The casts: tables hold what no type allows, too.
    const response = await (fetch as FetchLike)(input as never, init as never);
    const fromCache = "fromCache" in response ? response.fromCache : undefined;
    return { ...(await seenOf(response, cell.reading)), fromCache };
  });
  // The cast: what was seen, or an error's kind, is an object.
  return { seen: seen as Seen, sent: origin.sentFor(cell.number) };
}

function argumentsOf(url: string, cell: Cell): readonly [unknown, unknown?] {
  const init: Record<string, unknown> = { ...BODIES[cell.body]?.(), ...MORE[cell.more]?.() };
  const members = {
    method: METHODS[cell.method],
    headers: HEADERS[cell.headers]?.(),
    redirect: REDIRECTS[cell.redirect],
  };
  for (const [name, value] of Object.entries(members)) if (value !== undefined) init[name] = value;
  return FORMS[cell.form]?.(url, init) ?? [url, init];
}

function differencesIn(cell: Cell, phase: "miss" | "hit", plain: Asked, ours: Asked): readonly Difference[] {
  const [one, other] = [membersOf(plain), membersOf(ours)];
  // What one of the two could not do at all has nothing else that could be compared.
  const names =
    one["fetch"] === other["fetch"] ? new Set([...Object.keys(one), ...Object.keys(other)]) : ["fetch"];
  return [...names]
    .filter((what) => what !== "fromCache" && JSON.stringify(one[what]) !== JSON.stringify(other[what]))
    .map((what) => ({ cell, phase, what, plain: one[what], ours: other[what] }));
}

/** What was seen and sent, a member for each field, so that each difference has a name. */
function membersOf({ seen, sent }: Asked): Seen {
  const isError = "error" in seen || "thrown" in seen;
  const members: Record<string, unknown> = { ...seen, fetch: isError ? JSON.stringify(seen) : "answers" };
  members["sent requests"] = sent.map(({ method, path }) => `${method} ${path}`);
  for (const [at, { headers, body }] of sent.entries()) {
    members[`sent body ${at}`] = body;
    for (const [name, value] of headers) members[`sent field ${name} ${at}`] = value;
  }
  return members;
}
