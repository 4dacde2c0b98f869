import type { ScanFilter } from "../../contracts/backend.ts";
import { inTurns } from "../in-turns.ts";
import { matchesScan } from "../scan-filter.ts";
import { statsOf } from "../stats-of.ts";
import { decodeGroup, decodeTarget, type Group } from "./key-value-blob.ts";
import { GROUP_PREFIX, groupPrefix, KEY_PREFIX, TARGET_PREFIX } from "./key-value-keys.ts";
import type { KeyValueParts, Listing, Scanned } from "./key-value-parts.ts";
import { epochOf, type KeyValueStore } from "./key-value-store.ts";
import { remove } from "./key-value-writes.ts";

interface Source {
  readonly parts: KeyValueParts;
  readonly store: KeyValueStore;
  list(prefix: string): AsyncIterable<string>;
}

export function listing(parts: KeyValueParts, store: KeyValueStore, list: Source["list"]): Listing {
  const source: Source = { parts, store, list };
  return {
    scan: (filter) => scan(source, filter),
    removeWhere: (filter, limit) => removeWhere(source, filter, limit),
    stats: () => statsOf(scan(source, {})),
    sweep: (limit) => sweep(source, limit),
    async clear() {
      for await (const key of inTurns(list(KEY_PREFIX))) await store.delete(key);
    },
    async deleteUnder(target, epoch) {
      let count = 0;
      for await (const { key, group } of groups(source, groupPrefix(target))) {
        if (group.epoch === epoch)
          count += group.records.filter(({ head }) => head.removeAtMs > parts.nowMs()).length;
        await store.delete(key);
      }
      return count;
    },
  };
}

async function* groups(
  { store, list }: Source,
  prefix: string,
): AsyncIterable<{ readonly key: string; readonly group: Group }> {
  for await (const key of inTurns(list(prefix))) {
    const group = decodeGroup(await store.get(key));
    if (group) yield { key, group };
  }
}

async function isCurrent({ parts }: Source, { target, epoch }: Group): Promise<boolean> {
  const { generation, state } = await parts.typed.readTarget(target);
  return state !== undefined && epochOf(generation, state) === epoch;
}

async function* scan(source: Source, filter: ScanFilter): AsyncIterable<Scanned> {
  for await (const { group } of groups(source, GROUP_PREFIX)) {
    const matching = group.records.filter(({ head }) => matchesScan(head, filter));
    if (matching.length === 0 || !(await isCurrent(source, group))) continue;
    for (const { head, value } of matching) yield filter.values ? { ...head, value } : head;
  }
}

async function removeWhere(source: Source, filter: ScanFilter, limit: number): Promise<number> {
  let removed = 0;
  for await (const head of scan(source, filter)) {
    if (removed >= limit) break;
    removed += await remove(source.parts, [head]);
  }
  return removed;
}

async function sweep(
  source: Source,
  limit: number,
): Promise<{ readonly removed: number; readonly more: boolean }> {
  const { parts } = source;
  await deleteOldTargets(source);
  let removed = 0;
  for await (const { key, group } of groups(source, GROUP_PREFIX)) {
    if (!(await isCurrent(source, group))) {
      await parts.turns.run(group.target, () => deleteUnlessCurrent(source, key));
      continue;
    }
    for (const { head } of group.records.filter((record) => record.head.removeAtMs <= parts.nowMs())) {
      if (removed === limit) return { removed, more: true };
      removed += await remove(parts, [head]);
    }
  }
  return { removed, more: false };
}

/** Asks again: another store may have come between the look and the turn. */
async function deleteUnlessCurrent(source: Source, key: string): Promise<void> {
  const group = decodeGroup(await source.store.get(key));
  if (group && !(await isCurrent(source, group))) await source.store.delete(key);
}

async function deleteOldTargets({ parts, store, list }: Source): Promise<void> {
  for await (const key of inTurns(list(TARGET_PREFIX))) {
    const state = decodeTarget(await store.get(key));
    if (state && state.untilMs <= parts.nowMs()) await store.delete(key);
  }
}
