import { describe, expect, it } from "vitest";
import { PRIVATE, RULES } from "../../../test/builders.ts";
import { NO_DIRECTIVES } from "../../http/fields/cache-control.ts";
import type { HeaderList } from "../../http/messages.ts";
import { requestDirectives, responseDirectives } from "./directives.ts";

describe("requestDirectives", () => {
  it("§5.2.1 POL-30 reads every Cache-Control line of the request, in each profile", () => {
    const headers: HeaderList = [
      ["Cache-Control", "max-age=5"],
      ["cache-control", "only-if-cached"],
    ];
    expect(requestDirectives(headers)).toMatchObject({ maxAge: 5, onlyIfCached: true });
    expect(requestDirectives([])).toBe(NO_DIRECTIVES);
    expect(requestDirectives([["Accept", "no-cache"]])).toBe(NO_DIRECTIVES);
  });

  it.each<[string, HeaderList, boolean]>([
    ["alone it asks for a validation", [["Pragma", "no-cache"]], true],
    ["its case does not matter", [["pragma", "No-Cache, x"]], true],
    [
      "beside any Cache-Control it means nothing",
      [
        ["Pragma", "no-cache"],
        ["Cache-Control", ""],
      ],
      false,
    ],
    ["nothing else in it means anything", [["Pragma", "no-store, max-age=0"]], false],
  ])("§5.4 rule 78: Pragma: %s", (_name, headers, noCache) => {
    expect(requestDirectives(headers)).toEqual(
      noCache
        ? { ...NO_DIRECTIVES, present: true, noCache: true }
        : { ...NO_DIRECTIVES, present: expect.any(Boolean) },
    );
  });

  it("G-106 POL-36 unknown directives, immutable among them, mean nothing in a request", () => {
    const { immutable: _, ...rest } = requestDirectives([["Cache-Control", "immutable, foo=1"]]);
    const { immutable: __, ...nothing } = NO_DIRECTIVES;
    expect(rest).toEqual({ ...nothing, present: true });
  });
});

describe("responseDirectives", () => {
  const headers: HeaderList = [["Cache-Control", "max-age=5, no-store"]];

  it("G-101 G-135 rules-led, the origin is not asked", () => {
    expect(responseDirectives(headers, RULES)).toBe(NO_DIRECTIVES);
  });

  it("§5.2.2 header-led, it is", () => {
    expect(responseDirectives(headers, PRIVATE)).toMatchObject({ maxAge: 5, noStore: true });
  });

  it("§5.4 rule 78: Pragma in a response means nothing", () => {
    expect(responseDirectives([["Pragma", "no-cache"]], PRIVATE)).toBe(NO_DIRECTIVES);
  });
});
