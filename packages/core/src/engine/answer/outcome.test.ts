import { describe, expect, it } from "vitest";
import { sampleEntry } from "../../../test/sample-entry.ts";
import { NEVER_MS } from "../../http/messages.ts";
import { exchangeName } from "../session/exchange.ts";
import { cacheInfo, missOutcome, outcomeAfter, plainOutcome, StoredOutcome } from "./outcome.ts";

const HOPS = [{ url: "https://example.com/1", status: 301, headers: [] }];
const entry = sampleEntry();

describe("StoredOutcome", () => {
  it("says what is known of the entry at that moment", () => {
    const outcome = new StoredOutcome("stale", "max-stale", entry, { nowMs: 5_000, exchange: 35 });
    expect({ ...outcome.toJSON() }).toEqual({
      kind: "stale",
      reason: "max-stale",
      fromCache: true,
      key: "GET https://example.com/a?b=1",
      createdAt: new Date(1_400),
      expires: new Date(2_000.5),
      isExpired: true,
      revalidated: false,
      exchange: "xz",
    });
    expect([outcome.section, outcome.history, outcome.write]).toEqual(["5.2.1.2", [], undefined]);
    expect([outcome.isOlderThan(3), outcome.isOlderThan(4), outcome.isOlderThan(new Date(1_401))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("of what never expires has no expiry", () => {
    const never = sampleEntry({ lifetimes: { ...entry.lifetimes, freshUntilMs: NEVER_MS } });
    const { expires, isExpired } = new StoredOutcome("hit", "fresh", never, { nowMs: 5_000, exchange: 1 });
    expect([expires, isExpired, cacheInfo(never, 5_000).expires]).toEqual([null, false, null]);
  });

  it("keeps everything at the end of a chain", () => {
    const outcome = new StoredOutcome(
      "revalidated",
      "stale",
      entry,
      { nowMs: 1_000, exchange: 1 },
      { write: "stored" },
    ).withHistory(HOPS);
    expect([outcome.kind, outcome.revalidated, outcome.write, outcome.history]).toEqual([
      "revalidated",
      true,
      "stored",
      HOPS,
    ]);
  });
});

describe("missOutcome", () => {
  it.each([
    ["stored", true],
    ["pending", true],
    ["read-only", false],
    ["too-large", false],
  ] as const)("of a write that is %s says what is stored: %s", (write, isKept) => {
    const outcome = missOutcome("uri-miss", 1, "rule", { write, entry, nowMs: 0 });
    expect([outcome.write, outcome.key !== undefined, outcome.createdAt !== undefined]).toEqual([
      write,
      isKept,
      isKept,
    ]);
  });
});

describe("outcomeAfter", () => {
  const hit = new StoredOutcome("hit", "fresh", entry, { nowMs: 1_000, exchange: 2 });
  const miss = missOutcome("uri-miss", 1, "rule", { nowMs: 0 });

  it("V17 is from the cache only where every hop was", () => {
    expect(outcomeAfter(HOPS, [hit], hit)).toMatchObject({ kind: "hit", history: HOPS });
    expect(outcomeAfter(HOPS, [miss], hit)).toMatchObject({ kind: "miss", fromCache: false, history: HOPS });
    expect(outcomeAfter(HOPS, [hit], miss)).toMatchObject({ kind: "miss", fromCache: false, history: HOPS });
    const passed = plainOutcome("bypass", "method", 1);
    expect(outcomeAfter(HOPS, [passed], hit)).toMatchObject({
      kind: "bypass",
      fromCache: false,
      history: HOPS,
    });
  });
});

it("an exchange has a short name", () => {
  expect([exchangeName(1), exchangeName(36)]).toEqual(["x1", "x10"]);
});
