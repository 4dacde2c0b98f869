import { isClusterClient, type RedisClientLike } from "./redis-client-like.ts";

/** Where a walk stands: the next page is this one. */
export interface Position {
  readonly node: number;
  readonly cursor: string;
}

/** Some keys, and where they were found. */
export interface KeyPage {
  readonly at: Position;
  readonly keys: readonly string[];
}

const START: Position = { node: 0, cursor: "0" };
/** More questions than this are not remembered between calls. */
const REMEMBERED = 16;

/**
 * Walks over the keys of all masters by SCAN, a page at a time; the server never looks at more than a page at once. A key that is there all
 * the while comes at least once; where the server shrinks its table meanwhile, one may come twice.
 */
export class KeyWalk {
  readonly #client: RedisClientLike;
  readonly #resume = new Map<string, { readonly masters: string; readonly at: Position }>();

  constructor(client: RedisClientLike) {
    this.#client = client;
  }

  /** All pages, from the beginning to the end. */
  pages(pattern: string, count: number): AsyncGenerator<KeyPage> {
    return walk(mastersOf(this.#client), pattern, count, START);
  }

  /**
   * All pages, beginning where the call before stopped that asked the same: what works in slices does not walk over what it is done with again
   * and again. Breaking off at a page makes it the first of the next call.
   */
  async *resumed(question: string, pattern: string, count: number): AsyncGenerator<KeyPage> {
    const masters = mastersOf(this.#client);
    const names = masters.map(nameOf).join(" ");
    const before = this.#resume.get(question);
    const start = before?.masters === names ? before.at : START;
    this.#resume.delete(question);
    let brokenOffAt: Position | undefined;
    try {
      for await (const page of around(masters, pattern, count, start)) {
        brokenOffAt = page.at;
        yield page;
        brokenOffAt = undefined;
      }
    } finally {
      if (brokenOffAt !== undefined) {
        this.#resume.set(question, { masters: names, at: brokenOffAt });
        for (const oldest of this.#resume.keys())
          if (this.#resume.size > REMEMBERED) this.#resume.delete(oldest);
      }
    }
  }
}

/** From a position to the end, and from the beginning to that position. */
async function* around(
  masters: readonly RedisClientLike[],
  pattern: string,
  count: number,
  start: Position,
): AsyncGenerator<KeyPage> {
  yield* walk(masters, pattern, count, start);
  if (isSame(start, START)) return;
  for await (const page of walk(masters, pattern, count, START)) {
    // Where the table has changed its size since, the position is not met, and the walk goes to the end once more.
    if (isSame(page.at, start)) return;
    yield page;
  }
}

async function* walk(
  masters: readonly RedisClientLike[],
  pattern: string,
  count: number,
  start: Position,
): AsyncGenerator<KeyPage> {
  for (const [node, master] of masters.entries()) {
    if (node < start.node) continue;
    let cursor = node === start.node ? start.cursor : "0";
    do {
      const at = { node, cursor };
      const reply = await master.call("SCAN", cursor, "MATCH", pattern, "COUNT", count);
      const [next, keys] = Array.isArray(reply) ? reply : [];
      yield { at, keys: Array.isArray(keys) ? [...new Set(keys.map(String))] : [] };
      cursor = String(next ?? "0");
    } while (cursor !== "0");
  }
}

function mastersOf(client: RedisClientLike): readonly RedisClientLike[] {
  if (!isClusterClient(client)) return [client];
  return client.nodes("master").toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Where a node is, as far as it says so. */
function nameOf(client: object): string {
  const options: unknown = Reflect.get(client, "options");
  if (typeof options !== "object" || options === null) return "";
  return `${String(Reflect.get(options, "host"))}:${String(Reflect.get(options, "port"))}`;
}

function isSame(a: Position, b: Position): boolean {
  return a.node === b.node && a.cursor === b.cursor;
}
