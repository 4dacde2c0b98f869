import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { handledResponse } from "../test/handled-response.ts";
import { lazyResponse } from "./lazy-response.ts";
import { realResponse } from "./real-response.ts";

describe.each([
  ["lazy", lazyResponse],
  ["real", realResponse],
])("a %s response in the console", (_kind, make) => {
  it("shows what it is and why", () => {
    const shown = inspect(make(handledResponse()));
    for (const part of [
      "Response {",
      "status: 200",
      "url: 'https://example.org/a'",
      "fromCache: true",
      "'hit (fresh)'",
      "bodyUsed: false",
    ]) {
      expect(shown).toContain(part);
    }
  });

  it("shows it without reading the body", () => {
    const response = make(handledResponse());
    inspect(response);
    expect(response.bodyUsed).toBe(false);
  });
});
