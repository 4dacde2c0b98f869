import { describe, expect, it } from "vitest";
import type { Answer, Row } from "./ask-twice.ts";
import {
  type Page,
  renderTable,
  renderTotals,
  sizeText,
  timeText,
  totalsOf,
  wrapped,
} from "./render-report.ts";

const plain: Page = { width: 120, paint: (_colour, text) => text };
const answer = (overrides: Partial<Answer>): Answer => ({
  kind: "miss",
  reason: "uri-miss",
  fromCache: false,
  bytes: 2_000,
  ms: 42.4,
  ...overrides,
});
const rows: Row[] = [
  {
    label: "/a",
    first: answer({}),
    second: answer({ kind: "hit", reason: "fresh", fromCache: true, ms: 0.25 }),
    originHits: 1,
  },
  {
    label: "/b",
    first: answer({ kind: "hit", fromCache: true }),
    second: answer({ kind: "hit", fromCache: true }),
    originHits: 0,
  },
];

describe("renderTable", () => {
  it("shows both rounds of each request in columns of equal width", () => {
    const [heading, first, second] = renderTable(rows, plain).split("\n");
    expect(heading).toMatch(/first round +second round +origin +body$/);
    expect(first).toMatch(/^\/a +○ miss +uri-miss +42 ms +● hit +fresh +0\.25 ms +1 +2\.0 kB$/);
    expect(second).toMatch(/–\s+2\.0 kB$/);
    expect(new Set([heading?.length, first?.length, second?.length]).size).toBe(1);
  });

  it("keeps to the width of the page: shorter labels, then no reasons", () => {
    const long: Row[] = [{ ...(rows[0] as Row), label: "/a/path/that/is/much/too/long/for/any/table" }];
    for (const width of [80, 110, 120]) {
      const lines = renderTable(long, { ...plain, width }).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines[1]).toContain("…");
    }
    expect(renderTable(rows, { ...plain, width: 80 })).not.toContain("fresh");
  });

  it("breaks no word, whatever its width, and leaves columns out before it overflows", () => {
    const labels = ["/report.pdf (200 kB)", "/hello, in English", "/search?b=2&a=1", "/old-address (moved)"];
    const named = labels.map((label) => ({ ...(rows[0] as Row), label }));
    const words = new Set([...labels.flatMap((label) => label.split(/\W+/)), "first", "second", "round"]);
    for (const width of [60, 64, 72, 80, 90]) {
      const text = renderTable(named, { ...plain, width });
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
      for (const line of text.split("\n").slice(1, -1)) {
        const label = line.slice(0, line.indexOf("○"));
        for (const word of label.split(/\W+/)) expect([...words, ""]).toContain(word);
      }
    }
  });

  it("paints what it says and nothing else", () => {
    const painted = renderTable(rows, {
      width: 120,
      paint: (colour, text) => `<${colour}>${text}</${colour}>`,
    });
    expect(painted).toContain("<green>hit</green>");
    expect(painted.replaceAll(/<\/?[a-z]+>/g, "")).toBe(renderTable(rows, plain));
  });
});

describe("renderTotals", () => {
  it("adds both rounds up and says how much faster the cache is", () => {
    const text = renderTotals(totalsOf(rows), 1_000, plain.paint);
    expect(text).toContain("4 requests, 3 answered from the cache; 1 reached the origin. 8.0 kB in all.");
    expect(text).toContain("With nothing stored, a round takes 1.00 s: the cache makes it 23 times as fast.");
  });

  it("claims no speed-up where none was measured", () => {
    expect(renderTotals(totalsOf(rows), undefined, plain.paint)).not.toContain("times");
  });
});

describe("wrapped", () => {
  it("breaks lines between words, and keeps those that are there", () => {
    expect(wrapped("one two three\nfour", 8)).toBe("one two\nthree\nfour");
    expect(wrapped("https://example.com/long", 8)).toBe("https://example.com/long");
  });
});

describe("timeText and sizeText", () => {
  it("choose a unit that a person reads", () => {
    expect([0.0123, 9.99, 12.3, 1_234].map(timeText)).toEqual(["0.01 ms", "9.99 ms", "12 ms", "1.23 s"]);
    expect([0, 999, 2_000, 2_500_000].map(sizeText)).toEqual(["0 B", "999 B", "2.0 kB", "2.5 MB"]);
  });
});
