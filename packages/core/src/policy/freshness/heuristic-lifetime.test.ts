import { describe, expect, it } from "vitest";
import { dateText, NOW_MS, responseOf } from "../../../test/builders.ts";
import { parseCacheControl } from "../../http/fields/cache-control.ts";
import type { HeaderList } from "../../http/messages.ts";
import { heuristicLifetimeMs } from "./heuristic-lifetime.ts";

/** In seconds. */
function guessFor(headers: HeaderList, status = 200, cacheControl = ""): number {
  const response = responseOf({ status, headers });
  return heuristicLifetimeMs(response, parseCacheControl([cacheControl]), NOW_MS) / 1_000;
}

const changed = (secondsAgo: number): readonly [string, string] => ["Last-Modified", dateText(-secondsAgo)];

describe("heuristicLifetimeMs", () => {
  it("§4.2.2 rule 86: it is a tenth of the time that has passed since the last change", () => {
    expect(guessFor([changed(1_000)])).toBe(100);
    expect(guessFor([changed(1_000), ["Date", dateText(-500)]])).toBe(50);
    expect(guessFor([changed(1_000), ["Date", "nonsense"]])).toBe(100);
  });

  it("§4.2.2 rule 87: it is at most a day", () => {
    expect(guessFor([changed(365 * 86_400)])).toBe(86_400);
  });

  it.each<[string, HeaderList]>([
    ["without Last-Modified", []],
    ["with one in the future", [changed(-31_536_000)]],
    ["with one later than Date", [changed(10), ["Date", dateText(-20)]]],
    ["with one that cannot be read", [["Last-Modified", "last week"]]],
    ["with two of them", [changed(1_000), changed(1_000)]],
  ])("§4.2.2 rules 86, 87: %s there is no guess", (_name, headers) => {
    expect(guessFor(headers)).toBe(0);
  });

  it.each([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501])(
    "§4.2.2 rule 85: %d may be guessed",
    (status) => {
      expect(guessFor([changed(1_000)], status)).toBe(100);
    },
  );

  it.each([201, 202, 302, 303, 307, 400, 403, 500, 503, 599])(
    "§4.2.2 rule 85: %d may be guessed only if it is public",
    (status) => {
      expect(guessFor([changed(1_000)], status)).toBe(0);
      expect(guessFor([changed(1_000)], status, "public")).toBe(100);
    },
  );

  it("§4.2 rule 77: it is rounded down to a millisecond, never up", () => {
    for (let seconds = 1; seconds < 200; seconds += 1) {
      const guessMs = guessFor([changed(seconds)]) * 1_000;
      expect(Number.isInteger(Math.round(guessMs * 1e6) / 1e6)).toBe(true);
      expect(guessMs).toBeLessThanOrEqual(seconds * 100 + 1e-6);
    }
  });
});
