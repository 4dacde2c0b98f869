import type { Instant, ScanFilter } from "@rcache/core/backend";
import type { EntryOverrides } from "../builders/entry-of.ts";
import type { Put, Trial } from "./trial.ts";

/** A filter, and the names of the records that {@link storeForFilters} stored and it matches. */
export interface FilterCase {
  readonly what: string;
  readonly filter: ScanFilter;
  readonly matches: readonly string[];
}

const HOUR_MS = 3_600_000;

function records(nowMs: Instant): Readonly<Record<string, EntryOverrides>> {
  const lifetimes = { freshUntilMs: nowMs - HOUR_MS };
  return {
    plain: { url: "https://example.com/plain", tags: ["red"] },
    insecure: { url: "http://example.com/insecure", tags: ["red,blue"] },
    port: { url: "https://example.com:8443/port", tags: ["blue", "red"], lifetimes },
    sub: { url: "https://sub.example.com/sub", tags: ["redder"] },
    inside: { url: "https://other.org/example.com", tags: ["%red", "r_d"] },
    old: { url: "https://old.org/", createdAtMs: nowMs - 2 * HOUR_MS, lifetimes },
    older: { url: "https://old.org/er", createdAtMs: nowMs - 3 * HOUR_MS, tags: ["red"] },
  };
}

/** Stores one record of each kind, and gives them by name. */
export async function storeForFilters(trial: Trial): Promise<ReadonlyMap<string, Put>> {
  const stored = new Map<string, Put>();
  for (const [name, overrides] of Object.entries(records(trial.clock.nowMs())))
    stored.set(name, await trial.store({ ...overrides, address: { target: `https://key.org/${name}` } }));
  return stored;
}

/** Every condition alone, at its limits, and together. */
export function filterCases(nowMs: Instant): readonly FilterCase[] {
  const all = Object.keys(records(nowMs));
  return [
    { what: "no condition", filter: {}, matches: all },
    { what: "a host", filter: { host: "example.com" }, matches: ["plain", "insecure"] },
    { what: "a host with a port", filter: { host: "example.com:8443" }, matches: ["port"] },
    { what: "a host that is not there", filter: { host: "xample.com" }, matches: [] },
    { what: "a tag", filter: { tag: "red" }, matches: ["plain", "port", "older"] },
    { what: "a tag with a comma", filter: { tag: "red,blue" }, matches: ["insecure"] },
    { what: "a tag with wildcards", filter: { tag: "r_d" }, matches: ["inside"] },
    { what: "fresh before", filter: { freshBeforeMs: nowMs - HOUR_MS }, matches: ["port", "old"] },
    { what: "fresh before, just missed", filter: { freshBeforeMs: nowMs - HOUR_MS - 1 }, matches: [] },
    { what: "host and tag", filter: { host: "old.org", tag: "red" }, matches: ["older"] },
    { what: "tag and age", filter: { tag: "red", freshBeforeMs: nowMs }, matches: ["port"] },
  ];
}
