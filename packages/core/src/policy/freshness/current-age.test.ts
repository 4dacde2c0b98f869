import { describe, expect, it } from "vitest";
import { dateText, NOW_MS } from "../../../test/builders.ts";
import type { HeaderList } from "../../http/messages.ts";
import { currentAgeMs, dateOf, initialAgeMs } from "./current-age.ts";

/** The age on receipt, where the exchange took so many seconds. */
function ageOf(headers: HeaderList, seconds = 0): number {
  return initialAgeMs(headers, { requestedAtMs: NOW_MS - seconds * 1_000, receivedAtMs: NOW_MS }) / 1_000;
}

describe("initialAgeMs", () => {
  it.each<[string, HeaderList, number, number]>([
    ["without Date and Age it is the time that the exchange took", [], 4, 4],
    ["Date alone tells how long ago it was made", [["Date", dateText(-30)]], 0, 30],
    ["Age counts from when the request was sent (rule 90)", [["Age", "10"]], 4, 14],
    [
      "the larger of both counts",
      [
        ["Date", dateText(-30)],
        ["Age", "10"],
      ],
      4,
      30,
    ],
    [
      "the larger of both counts, the other way",
      [
        ["Date", dateText(-12)],
        ["Age", "10"],
      ],
      4,
      14,
    ],
    [
      "a Date ahead is no age, and no younger one (rule 93)",
      [
        ["Date", dateText(3_600)],
        ["Age", "5"],
      ],
      0,
      5,
    ],
    [
      "a Date that cannot be read is none",
      [
        ["Date", "yesterday"],
        ["Age", "5"],
      ],
      0,
      5,
    ],
    ["of a list of ages the first counts (rule 91)", [["Age", "10, 20"]], 0, 10],
    [
      "of several lines the first counts (rule 91)",
      [
        ["Age", "10"],
        ["Age", "20"],
      ],
      0,
      10,
    ],
    ["an Age that is no number is ignored (rule 91)", [["Age", "-1"]], 0, 0],
    ["an Age with a fraction is ignored (rule 91)", [["Age", "7.5"]], 0, 0],
    ["an empty Age is ignored (rule 91)", [["Age", ""]], 0, 0],
    ["an Age beyond all numbers is clamped (rule 92)", [["Age", "9".repeat(30)]], 0, 2 ** 31],
  ])("§4.2.3 rule 89: %s", (_name, headers, seconds, age) => {
    expect(ageOf(headers, seconds)).toBe(age);
  });

  it("§4.2.3 rule 94: a clock that goes back during the exchange makes no negative delay", () => {
    expect(ageOf([["Age", "5"]], -60)).toBe(5);
  });
});

describe("currentAgeMs", () => {
  const entry = { baseAgeMs: 5_000, receivedAtMs: NOW_MS };

  it("§4.2.3 rule 89: it grows with the time here", () => {
    expect(currentAgeMs(entry, NOW_MS + 3_000)).toBe(8_000);
  });

  it("§4.2.3 rule 94: a clock that went back does not make it younger than it came", () => {
    expect(currentAgeMs(entry, NOW_MS - 60_000)).toBe(5_000);
  });
});

describe("dateOf", () => {
  it("§6.6.1 it is there where it can be read, and only if there is one", () => {
    expect(dateOf([["date", dateText(-1)]], NOW_MS)).toBe(NOW_MS - 1_000);
    expect(dateOf([], NOW_MS)).toBeUndefined();
    expect(
      dateOf(
        [
          ["Date", dateText(0)],
          ["Date", dateText(1)],
        ],
        NOW_MS,
      ),
    ).toBeUndefined();
  });
});
