import { describe, expect, it } from "vitest";
import { isRcacheError } from "../errors/rcache-error.ts";
import { checkOptions, durationRule, flagRule, type OptionRules } from "./check-options.ts";

interface Options {
  readonly url?: string;
  readonly ttl?: boolean;
  readonly ttlOffset?: number;
}

const RULES: OptionRules<Options> = {
  url: {
    expected: "a URL",
    holds: (value) => typeof value === "string" && URL.canParse(value),
    shown: (value) => (typeof value === "string" ? value.replace(/\/\/.*@/, "//…@") : typeof value),
  },
  ttl: flagRule,
  ttlOffset: durationRule,
};

function failure(options: unknown): { code: string; message: string; remedy: string } | undefined {
  try {
    // The cast: what a program without types may give.
    checkOptions("someBackend", options as Options, RULES);
  } catch (error) {
    if (isRcacheError(error)) return { code: error.code, message: error.message, remedy: error.remedy };
    throw error;
  }
  return undefined;
}

describe("checkOptions", () => {
  it.each([
    {},
    { url: "redis://a", ttl: false, ttlOffset: 0 },
    { url: undefined },
    { ttlOffset: "90s" },
    { ttlOffset: { hours: 1 } },
  ])("takes %j", (options) => {
    expect(failure(options)).toBeUndefined();
  });

  it("names the owner, the option, its value and what it has to be", () => {
    expect(failure({ ttl: "yes" })).toEqual({
      code: "RCACHE_INVALID_OPTION",
      message: 'RCACHE_INVALID_OPTION: someBackend.ttl: "yes" is not true or false',
      remedy: "Give true or false.",
    });
  });

  it("names the nearest option for one that does not exist", () => {
    expect(failure({ tttl: true })).toEqual({
      code: "RCACHE_UNKNOWN_OPTION",
      message: 'RCACHE_UNKNOWN_OPTION: there is no option "someBackend.tttl"',
      remedy: "Did you mean ttl?",
    });
  });

  it.each(["constructor", "path"])("lists the options where %s is near none", (name) => {
    expect(failure({ [name]: 1 })?.remedy).toBe("Options are: ttl, ttlOffset, url.");
  });

  it("shows a value as its rule says", () => {
    expect(failure({ url: "//user:secret@host" })?.message).toContain("url: //…@host is not a URL");
  });

  it.each([-1, "-1s", Number.NaN, Number.POSITIVE_INFINITY, "1", "1y", {}, { years: 1 }, null, true])(
    "durationRule refuses %j",
    (ttlOffset) => {
      expect(failure({ ttlOffset })).toMatchObject({ code: "RCACHE_INVALID_OPTION" });
    },
  );

  it.each([null, undefined, "fast", 7, []])("refuses %j for options", (options) => {
    expect(failure(options)).toMatchObject({ code: "RCACHE_INVALID_OPTION" });
  });
});
