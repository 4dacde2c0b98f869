import { describe, expect, it } from "vitest";
import { dateText, entryOf, requestOf, requestWith } from "../../../test/builders.ts";
import { conditionalRequest } from "./conditional-request.ts";

const lastModified = dateText(-1_000);

describe("conditionalRequest", () => {
  it.each([['"a"'], ['W/"a"'], ['"with, comma"'], ["unquoted"], ['"é"']])(
    "§4.3.1 rule 115: the tag %s is sent as it was received",
    (etag) => {
      expect(conditionalRequest(requestOf(), [entryOf({ etag })]).headers).toEqual([["if-none-match", etag]]);
    },
  );

  it("§4.3.1 rule 116 G-131: date and tag go together, the date as it was received", () => {
    expect(conditionalRequest(requestOf(), [entryOf({ lastModified: "yesterday" })]).headers).toEqual([
      ["if-modified-since", "yesterday"],
    ]);
    expect(conditionalRequest(requestOf(), [entryOf({ etag: '"a"', lastModified })]).headers).toEqual([
      ["if-none-match", '"a"'],
      ["if-modified-since", lastModified],
    ]);
  });

  it("§4.1 rule 53 V13: of several entries all tags go, and no date", () => {
    const entries = [
      entryOf({ etag: '"a"', lastModified }),
      entryOf({ lastModified }),
      entryOf({ etag: 'W/"b"' }),
    ];
    expect(conditionalRequest(requestOf(), entries).headers).toEqual([["if-none-match", '"a", W/"b"']]);
  });

  it("§4.3.1 rule 116: no date is invented", () => {
    const request = requestWith(["Accept", "a/b"]);
    expect(conditionalRequest(request, [entryOf()])).toBe(request);
    expect(conditionalRequest(request, [])).toBe(request);
  });

  it("§4.3.1 rule 117: everything else of the request stays", () => {
    const body = Uint8Array.of(1);
    const request = requestOf({ method: "QUERY", headers: [["Accept", "a/b"]], body, redirect: "manual" });
    expect(conditionalRequest(request, [entryOf({ etag: '"a"' })])).toEqual({
      ...request,
      headers: [
        ["Accept", "a/b"],
        ["if-none-match", '"a"'],
      ],
    });
    expect(request.headers).toEqual([["Accept", "a/b"]]);
  });
});
