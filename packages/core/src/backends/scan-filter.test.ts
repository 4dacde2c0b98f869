import { describe, expect, it } from "vitest";
import { sampleEntry } from "../../test/sample-entry.ts";
import type { ScanFilter } from "../contracts/backend.ts";
import { recordHead } from "../entry/record-head.ts";
import { matchesScan } from "./scan-filter.ts";

// Created at 1,400, fresh until 2,000.5.
const head = { ...recordHead(sampleEntry({ tags: ["a"] }), "frame1", 4), url: "https://example.com:8443/x" };

describe("a scan's filter", () => {
  it.each<[ScanFilter, boolean]>([
    [{}, true],
    [{ host: "example.com:8443" }, true],
    [{ host: "example.com" }, false],
    [{ tag: "a" }, true],
    [{ tag: "b" }, false],
    [{ freshBeforeMs: 2_000.5 }, true],
    [{ freshBeforeMs: 2_000 }, false],
    [{ tag: "a", host: "other.example" }, false],
    [{ values: true }, true],
  ])("%j matches: %s", (filter, matches) => {
    expect(matchesScan(head, filter)).toBe(matches);
  });

  it("matches no host where the URL is none", () => {
    expect(matchesScan({ ...head, url: "not a URL" }, { host: "example.com" })).toBe(false);
  });
});
