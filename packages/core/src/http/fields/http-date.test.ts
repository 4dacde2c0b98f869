import { describe, expect, it } from "vitest";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";

const NOW_MS = Date.UTC(2026, 6, 15, 12, 0, 0);
const SAMPLE_MS = Date.UTC(1994, 10, 6, 8, 49, 37);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

describe("the three forms", () => {
  it.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
    "§4.2 rule 71: %s is read, as UTC",
    (text) => {
      expect(parseHttpDate(text, NOW_MS)).toBe(SAMPLE_MS);
    },
  );

  it("§4.2 rule 71: asctime takes a day of two digits", () => {
    expect(parseHttpDate("Wed Nov 16 08:49:37 1994", NOW_MS)).toBe(Date.UTC(1994, 10, 16, 8, 49, 37));
    expect(parseHttpDate("Sun Nov 06 08:49:37 1994", NOW_MS)).toBe(SAMPLE_MS);
  });

  it.each(MONTHS.map((name, month) => [name, month] as const))(
    "§4.2 rule 71: %s is the month that it is, in a common year and in a leap year",
    (name, month) => {
      expect(parseHttpDate(`Mon, 28 ${name} 2023 00:00:00 GMT`, NOW_MS)).toBe(Date.UTC(2023, month, 28));
      expect(parseHttpDate(`Mon, 28 ${name} 2024 00:00:00 GMT`, NOW_MS)).toBe(Date.UTC(2024, month, 28));
    },
  );

  it.each(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])(
    "§4.2 rule 71: %s is a weekday in full and in short, and need not fit the date",
    (name) => {
      expect(parseHttpDate(`${name}, 06-Nov-94 08:49:37 GMT`, NOW_MS)).toBe(SAMPLE_MS);
      expect(parseHttpDate(`${name.slice(0, 3)}, 06 Nov 1994 08:49:37 GMT`, NOW_MS)).toBe(SAMPLE_MS);
    },
  );

  it("RFC 9110 §5.6.3: whitespace around the value is no part of it", () => {
    expect(parseHttpDate(" \tSun, 06 Nov 1994 08:49:37 GMT ", NOW_MS)).toBe(SAMPLE_MS);
  });
});

describe("two-digit years", () => {
  it.each([
    ["99", 1999],
    ["00", 2000],
    ["26", 2026],
    ["27", 2027],
    ["75", 2075],
    ["77", 1977],
  ])("§4.2 rule 72: in 2026 the year %s is %d", (digits, year) => {
    expect(parseHttpDate(`Monday, 01-Jan-${digits} 00:00:00 GMT`, NOW_MS)).toBe(Date.UTC(year, 0, 1));
  });

  it("§4.2 rule 72: exactly 50 years ahead is ahead, a second more is past", () => {
    expect(parseHttpDate("Monday, 15-Jul-76 12:00:00 GMT", NOW_MS)).toBe(Date.UTC(2076, 6, 15, 12));
    expect(parseHttpDate("Monday, 15-Jul-76 12:00:01 GMT", NOW_MS)).toBe(Date.UTC(1976, 6, 15, 12, 0, 1));
    expect(parseHttpDate("Monday, 31-Dec-76 00:00:00 GMT", NOW_MS)).toBe(Date.UTC(1976, 11, 31));
  });

  it("§4.2 rule 72: near the end of a century the next one is ahead", () => {
    expect(parseHttpDate("Monday, 01-Jan-05 00:00:00 GMT", Date.UTC(2099, 0, 1))).toBe(Date.UTC(2105, 0, 1));
  });

  it("§4.2 rule 72: the day has to be in the calendar of the year it turns out to be", () => {
    expect(parseHttpDate("Monday, 29-Feb-00 00:00:00 GMT", NOW_MS)).toBe(Date.UTC(2000, 1, 29));
    expect(parseHttpDate("Monday, 29-Feb-00 00:00:00 GMT", Date.UTC(2099, 0, 1))).toBeUndefined();
  });
});

describe("what is no date", () => {
  it.each([
    "sun, 06 nov 1994 08:49:37 gmt",
    "SUN, 06 NOV 1994 08:49:37 GMT",
    "sUNDAY, 06-nOV-94 08:49:37 gMT",
    "sun nov  6 08:49:37 1994",
  ])("§4.2 rule 73: %s matches without case", (text) => {
    expect(parseHttpDate(text, NOW_MS)).toBe(SAMPLE_MS);
  });

  it.each(["0", "-1", "", "now", "1784116800", "2026-07-15T12:00:00Z"])(
    "§5.3 rule 69: %j is no date",
    (text) => {
      expect(parseHttpDate(text, NOW_MS)).toBeUndefined();
    },
  );

  it("§4.2.1 rule 70: two lines joined are no date", () => {
    const line = "Sun, 06 Nov 1994 08:49:37 GMT";
    expect(parseHttpDate(`${line}, ${line}`, NOW_MS)).toBeUndefined();
  });

  it.each(["UTC", "AEST", "+0000", "EST", "Z", "GMT+1", "G", "GM", "GMTX"])(
    "§4.2 rule 75: the zone %j is not accepted",
    (zone) => {
      expect(parseHttpDate(`Thu, 01 Dec 2094 16:00:00 ${zone}`, NOW_MS)).toBeUndefined();
      expect(parseHttpDate(`Thursday, 01-Dec-94 16:00:00 ${zone}`, NOW_MS)).toBeUndefined();
      expect(parseHttpDate(`Thu Dec  1 16:00:00 2094 ${zone}`, NOW_MS)).toBeUndefined();
    },
  );

  it.each([
    "Thu, 01 Dec 2094 16:00:00",
    "Thu, 01 Dec 2094 16:00:00 ",
    "Thursday, 01-Dec-94 16:00:00",
    "Thu 01 Dec 2094 16:00:00 GMT",
    "Thu, 01 Dec 94 16:00:00 GMT",
    "Thu,  01 Dec 2094 16:00:00 GMT",
    "Thu, 01  Dec 2094 16:00:00 GMT",
    "Thu, 01 Dec 2094  16:00:00 GMT",
    "Thu, 01 Dec 2094 16:00:00  GMT",
    "Thu, 01-Dec-2094 16:00:00 GMT",
    "Thu, 01 Dec 2094 16.00.00 GMT",
    "Thu, 01 Dec 2094 16-00-00 GMT",
    "Thu, 01 Dec 2094 6:00:00 GMT",
    "Thu, 01 Dec 2094 16:00 GMT",
    "Thu, 1 Dec 2094 16:00:00 GMT",
    "Thu,\t01 Dec 2094 16:00:00 GMT",
    "Thu,01 Dec 2094 16:00:00 GMT",
    "Thu, 01 Dec 2094 24:00:00 GMT",
    "Thu, 01 Dec 2094 16:60:00 GMT",
    "Thu, 01 Dec 2094 16:00:61 GMT",
    "Thu, 01 Dec 02094 16:00:00 GMT",
    "Thu, 01 Dex 2094 16:00:00 GMT",
    "Thu, 01 anf 2094 16:00:00 GMT",
    "Thu, 01 Dec -094 16:00:00 GMT",
    "Thu, +1 Dec 2094 16:00:00 GMT",
    "Thx, 01 Dec 2094 16:00:00 GMT",
    "unm, 01 Dec 2094 16:00:00 GMT",
    "Thursday, 01 Dec 2094 16:00:00 GMT",
    "Thu, 01-Dec-94 16:00:00 GMT",
    "Thurs, 01-Dec-94 16:00:00 GMT",
    "Thursday, 01-Dec-2094 16:00:00 GMT",
    "Thursday, 01-Dec-9x 16:00:00 GMT",
    "Thursday, 01-Dec.94 16:00:00 GMT",
    "Thursday, 01 Dec 94 16:00:00 GMT",
    "Wednesdays, 01-Dec-94 16:00:00 GMT",
    "Thu Dec 1 16:00:00 2094",
    "Thu Dec  1 16:00:00 94",
    "Thu Dec  1  6:00:00 2094",
    "Thx Dec  1 16:00:00 2094",
    "\uff34hu, 01 Dec 2094 16:00:00 GMT",
    "Thu, \uff10\uff11 Dec 2094 16:00:00 GMT",
  ])("§4.2 rule 76: %j is invalid", (text) => {
    expect(parseHttpDate(text, NOW_MS)).toBeUndefined();
  });

  it.each([
    ["31 Feb 2024", undefined],
    ["30 Feb 2024", undefined],
    ["29 Feb 2024", Date.UTC(2024, 1, 29)],
    ["29 Feb 2023", undefined],
    ["29 Feb 1900", undefined],
    ["29 Feb 2000", Date.UTC(2000, 1, 29)],
    ["31 Apr 2024", undefined],
    ["00 Jan 2024", undefined],
    ["32 Jan 2024", undefined],
    ["31 Dec 2024", Date.UTC(2024, 11, 31)],
  ])("§4.2 rule 76: the day %s is %s", (day, expected) => {
    expect(parseHttpDate(`Mon, ${day} 00:00:00 GMT`, NOW_MS)).toBe(expected);
  });

  it("§4.2 rule 76: second 60 is legal", () => {
    expect(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", NOW_MS)).toBe(Date.UTC(2017, 0, 1));
  });
});

describe("the ends of the calendar", () => {
  it("§4.5 F34: the year 9999 is read, and stays an instant a Date can hold", () => {
    const lastMs = parseHttpDate("Fri, 31 Dec 9999 23:59:59 GMT", NOW_MS);
    expect(lastMs).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it("§4.2 rule 71: a year before 100 is itself, not one of the twentieth century", () => {
    expect(parseHttpDate("Mon, 01 Jan 0001 00:00:00 GMT", NOW_MS)).toBe(-62_135_596_800_000);
    expect(parseHttpDate("Sat, 01 Jan 0000 00:00:00 GMT", NOW_MS)).toBe(-62_167_219_200_000);
    expect(parseHttpDate("Thu, 01 Jan 1970 00:00:00 GMT", NOW_MS)).toBe(0);
  });
});

describe("formatHttpDate", () => {
  it("§4.2 rule 71: writes an IMF-fixdate", () => {
    expect(formatHttpDate(SAMPLE_MS)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
  });

  it("§4.2 rule 77: rounds down, never up", () => {
    expect(formatHttpDate(SAMPLE_MS + 999)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(formatHttpDate(-1)).toBe("Wed, 31 Dec 1969 23:59:59 GMT");
  });

  it("§4.5 F34: an instant outside the years of four digits is kept within them", () => {
    expect(formatHttpDate(8.64e15)).toBe("Fri, 31 Dec 9999 23:59:59 GMT");
    expect(formatHttpDate(-8.64e15)).toBe("Sat, 01 Jan 0000 00:00:00 GMT");
  });
});
