import { describe, expect, it } from "vitest";
import { type CacheStatusMember, formatCacheStatus } from "./cache-status.ts";
import { parseList } from "./structured-field.ts";

describe("formatCacheStatus", () => {
  it.each<[CacheStatusMember, string]>([
    [{ name: "rcache" }, "rcache"],
    [{ name: "rcache", hit: true }, "rcache;hit"],
    [{ name: "rcache", hit: true, ttl: 30 }, "rcache;hit;ttl=30"],
    [{ name: "rcache", hit: false }, "rcache"],
    [{ name: "rcache", fwd: "uri-miss", stored: true }, "rcache;fwd=uri-miss;stored"],
    [{ name: "rcache", fwd: "miss", stored: false, collapsed: true }, "rcache;fwd=miss;stored=?0;collapsed"],
    [{ name: "rcache", fwd: "vary-miss", collapsed: false }, "rcache;fwd=vary-miss;collapsed=?0"],
  ])("§2 rule 157: %j is written %s", (member, text) => {
    expect(formatCacheStatus(member)).toBe(text);
  });

  it("§2.1 rule 155: a stale answer without going forward is a hit with a negative ttl", () => {
    expect(formatCacheStatus({ name: "rcache", hit: true, ttl: -5 })).toBe("rcache;hit;ttl=-5");
  });

  it("§2.3 rule 155: a validated answer is fwd=stale with fwd-status=304", () => {
    expect(formatCacheStatus({ name: "rcache", fwd: "stale", fwdStatus: 304, stored: true, ttl: 60 })).toBe(
      "rcache;fwd=stale;fwd-status=304;ttl=60;stored",
    );
  });

  it("§2.1 rule 155: hit and fwd exclude each other", () => {
    expect(formatCacheStatus({ name: "rcache", hit: true, fwd: "stale" })).toBe("rcache;fwd=stale");
  });

  it("§2.3 rule 155: what only fwd gives a meaning is left out of a hit", () => {
    expect(
      formatCacheStatus({ name: "rcache", hit: true, fwdStatus: 304, stored: true, collapsed: true }),
    ).toBe("rcache;hit");
  });

  it.each<[string, string]>([
    ["my cache", '"my cache"'],
    ['a "b"\\', '"a \\"b\\"\\\\"'],
    ["1cache", '"1cache"'],
    ["", '""'],
    ["caché\n\ud83d\ude00", '"cach???"'],
  ])("§2 rule 153: the name %j is written %s", (name, text) => {
    expect(formatCacheStatus({ name })).toBe(text);
  });

  it.each<[string, string]>([
    ["ABANDONED", "rcache;detail=ABANDONED"],
    ["too large", 'rcache;detail="too large"'],
    ["a\r\nSet-Cookie: x", 'rcache;detail="a??Set-Cookie: x"'],
  ])("§4.4: the detail %j cannot break out of its line", (detail, text) => {
    expect(formatCacheStatus({ name: "rcache", detail })).toBe(text);
  });

  it.each([
    [0.9, ";ttl=0"],
    [-0.5, ";ttl=-1"],
    [-0, ";ttl=0"],
    [Number.POSITIVE_INFINITY, ";ttl=999999999999999"],
    [Number.NEGATIVE_INFINITY, ";ttl=-999999999999999"],
    [Number.NaN, ""],
  ])("§2 rule 157: a ttl of %d is a whole number that the format can hold", (ttl, text) => {
    expect(formatCacheStatus({ name: "rcache", hit: true, ttl })).toBe(`rcache;hit${text}`);
  });

  it("§2 rule 153: what is written can be read again", () => {
    const written = formatCacheStatus({
      name: 'odd "name"',
      fwd: "partial",
      fwdStatus: 206,
      ttl: -3,
      stored: false,
      collapsed: true,
      detail: "why not",
    });
    const [member] = parseList([written]) ?? [];
    expect(member?.kind === "item" && member.bare).toEqual({ type: "string", value: 'odd "name"' });
    expect([...(member?.parameters ?? [])]).toEqual([
      ["fwd", { type: "token", value: "partial" }],
      ["fwd-status", { type: "integer", value: 206 }],
      ["ttl", { type: "integer", value: -3 }],
      ["stored", { type: "boolean", value: false }],
      ["collapsed", { type: "boolean", value: true }],
      ["detail", { type: "string", value: "why not" }],
    ]);
  });
});
