import { DO_NOT_CACHE } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { innerMode, modePlan } from "./request-cache-mode.ts";

describe("modePlan", () => {
  it("asks nothing in the default mode", () => {
    expect(modePlan(undefined, undefined)).toEqual({ options: undefined });
    expect(modePlan("default", { refresh: true })).toEqual({ options: { refresh: true } });
  });

  it("§Fetch rule 114: translates the modes", () => {
    expect(modePlan("no-store", undefined)).toEqual({ options: { expireAfter: DO_NOT_CACHE } });
    expect(modePlan("reload", undefined)).toEqual({ options: { forceRefresh: true } });
    expect(modePlan("no-cache", undefined)).toEqual({ options: { refresh: true } });
    expect(modePlan("force-cache", undefined)).toEqual({
      options: { onlyIfCached: true, staleIfError: true },
      onRefusal: "ask",
    });
    expect(modePlan("only-if-cached", undefined)).toEqual({
      options: { onlyIfCached: true, staleIfError: true },
      onRefusal: "fail",
    });
  });

  it("lets the request's own options win over the mode", () => {
    expect(modePlan("reload", { forceRefresh: false, tags: ["a"] })).toEqual({
      options: { forceRefresh: false, tags: ["a"] },
    });
    expect(modePlan("only-if-cached", { onlyIfCached: true })).toEqual({
      options: { onlyIfCached: true, staleIfError: true },
    });
  });

  it("knows no other mode, nor what every object has", () => {
    // The casts: programs without types give such things.
    expect(modePlan("sometimes" as RequestCache, undefined)).toBeUndefined();
    expect(modePlan("constructor" as RequestCache, undefined)).toBeUndefined();
  });
});

describe("innerMode", () => {
  it("hands a mode to the fetch behind, but for the one that forbids the network", () => {
    expect(innerMode("reload")).toBe("reload");
    expect(innerMode("only-if-cached")).toBeUndefined();
    expect(innerMode(undefined)).toBeUndefined();
  });
});
