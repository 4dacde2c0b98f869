import { describe, expect, it } from "vitest";
import { MAX_DELTA_SECONDS, parseDeltaSeconds, parseDigits } from "./delta-seconds.ts";

describe("parseDeltaSeconds", () => {
  it.each([
    ["0", 0],
    ["60", 60],
    ["0060", 60],
    ["2147483647", 2147483647],
    ["2147483648", MAX_DELTA_SECONDS],
  ])("§4.2.1 rule 63: %j is %d seconds", (text, seconds) => {
    expect(parseDeltaSeconds(text)).toBe(seconds);
  });

  it.each([
    "",
    " 60",
    "60 ",
    "-1",
    "+1",
    "3600.0",
    "100a",
    "a100",
    "1e3",
    "0x10",
    "'60'",
    "1_000",
    "1,000",
    "\uff16\uff10",
    "Infinity",
    "NaN",
  ])("§4.2.1 rule 63: %j is no number of seconds", (text) => {
    expect(parseDeltaSeconds(text)).toBeUndefined();
  });

  it.each(["2147483649", "4294967296", "99999999999999999999", "9".repeat(5000)])(
    "§1.2.2 rule 64: a number beyond 2^31 clamps there",
    (text) => {
      expect(parseDeltaSeconds(text)).toBe(2 ** 31);
    },
  );

  it("§1.2.2 rule 64: a digit too many is still no excuse for a letter", () => {
    expect(parseDeltaSeconds(`${"9".repeat(5000)}a`)).toBeUndefined();
  });
});

describe("parseDigits", () => {
  it("clamps at the bound it is given, and is exact up to it", () => {
    expect(parseDigits("9007199254740991", Number.MAX_SAFE_INTEGER)).toBe(9007199254740991);
    expect(parseDigits("9007199254740990", Number.MAX_SAFE_INTEGER)).toBe(9007199254740990);
    expect(parseDigits("90071992547409920", Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
  });
});
