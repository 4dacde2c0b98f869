import axios from "axios";
import oldest from "axios-1.7";
import { type CachedAxios, withCache } from "../../src/index.ts";
import { CELLS } from "./cells.ts";
import { shown } from "./shown.ts";

// The cast: two versions of one package, each with types of its own.
const copies = { newest: axios, oldest: oldest as unknown as typeof axios };
let cached: CachedAxios | undefined;

/** For the program that drives the page: asks what a cell asks, with a plain instance, a new cached one, or the cached one again. */
async function ask(
  copy: "newest" | "oldest",
  adapter: "xhr" | "fetch",
  cell: string,
  turn: "plain" | "first" | "second",
): Promise<unknown> {
  const config = CELLS[cell]?.() ?? {};
  const create = () => copies[copy].create({ adapter, baseURL: location.origin });
  if (turn === "plain") return shown(create().request(config));
  if (turn === "first") cached = withCache(create(), { backend: "memory" });
  const answer = await shown(cached?.request(config) ?? Promise.reject(new Error("no first turn")));
  await cached?.cache.flush();
  return answer;
}

Object.assign(globalThis, { ask });
