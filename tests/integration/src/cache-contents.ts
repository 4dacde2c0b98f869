import type { EntryFilter } from "@rcache/core";
import type { Stage } from "./stage.ts";

/** Everything that comes, as a list. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Stores an answer under each path, with tags where it names some. */
export async function fill(stage: Stage, paths: readonly string[], expireAfter?: number): Promise<void> {
  for (const path of paths) {
    stage.origin.answer(path, { headers: { "X-Path": path }, body: path });
    await stage.ask(path, expireAfter === undefined ? {} : { expireAfter });
  }
  await stage.cache.flush();
}

/** The paths of what is stored. */
export async function pathsOf(stage: Stage, filter?: EntryFilter): Promise<readonly string[]> {
  return (await all(stage.cache.urls(filter))).map((url) => url.slice(stage.origin.url.length));
}
