import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTest } from "../src/outside/run-test.ts";
import type { Results, SuiteRequest } from "../src/outside/suite.ts";
import { type SuiteOrigin, suiteOrigin } from "../src/outside/suite-origin.ts";

const KEPT = { response_headers: [["Cache-Control", "max-age=60"]] } as const satisfies SuiteRequest;
/** Node sends no early hints without a link. */
const HINT = [103, [["link", "</a.css>; rel=preload"]]] as const;
const TAGGED = {
  response_headers: [
    ["Cache-Control", "max-age=1"],
    ["ETag", '"a"'],
  ],
  pause_after: true,
} as const satisfies SuiteRequest;

describe("the engine of the outside suite", () => {
  let origin: SuiteOrigin;
  beforeAll(async () => {
    origin = await suiteOrigin();
  });
  afterAll(() => origin[Symbol.asyncDispose]());

  const found = (...requests: readonly SuiteRequest[]): Promise<Results[string]> =>
    runTest(
      { id: "own", name: "own", requests },
      { name: "private", mode: "private", settings: {}, tests: [] },
      origin,
    );

  it.each<[string, ...SuiteRequest[]]>([
    ["an answer from the store", KEPT, { expected_type: "cached" }],
    ["one that outlived its pause", { ...KEPT, pause_after: true }, { expected_type: "cached" }],
    ["one that did not", TAGGED, { expected_type: "etag_validated" }],
    ["a status", { response_status: [404, "Not Found"] }],
    ["any status", { response_status: [404, "Not Found"], expected_status: null }],
    [
      "a field of the answer",
      { ...KEPT, expected_response_headers: ["Date", ["Cache-Control", "max-age=60"]] },
    ],
    ["a larger number", { response_headers: [["A", "3"]], expected_response_headers: [["A", ">", 2]] }],
    ["a date", { response_headers: [["Expires", 60]], expected_response_headers: [["Expires", 60]] }],
    [
      "a place under the URL that was asked",
      {
        response_headers: [["Location", "there"]],
        magic_locations: true,
        filename: "here",
        expected_response_headers: [["Location", "there"]],
      },
    ],
    ["an interim answer", { interim_responses: [HINT], expected_interim_responses: [HINT] }],
    [
      "the time that an answer is under way",
      { ...KEPT, response_pause: 61 },
      { expected_type: "not_cached" },
    ],
    ["a body of its own", { response_body: "text", expected_response_text: "text" }],
    ["no body where it is not looked at", { request_method: "HEAD", check_body: false }],
  ])("passes %s", async (_what, ...requests) => {
    expect(await found(...requests)).toBe(true);
  });

  it.each<[string, string, ...SuiteRequest[]]>([
    ["Response 2 comes from cache", "a hit", KEPT, { expected_type: "not_cached" }],
    ["Response 2 does not come from cache", "a miss", {}, { expected_type: "cached" }],
    [
      "Request 2 should have been conditional, but it was not.",
      "a request without a condition",
      { response_headers: [["Cache-Control", "no-store"]] },
      { expected_type: "etag_validated" },
    ],
    ["Response 1 status is 200, not 404", "a status", { expected_status: 404 }],
    ["Response 1 x header not present.", "a missing field", { expected_response_headers: ["x"] }],
    [
      'Response 1 header A is "1", not "2"',
      "another value",
      { response_headers: [["A", "1"]], expected_response_headers: [["A", "2"]] },
    ],
    [
      "Response 1 header A is 2, should be > 2",
      "a number that is no larger",
      { response_headers: [["A", "2"]], expected_response_headers: [["A", ">", 2]] },
    ],
    [
      "Response 1 header A is 2, should be = B",
      "two fields that differ",
      {
        response_headers: [
          ["A", "2"],
          ["B", "3"],
        ],
        expected_response_headers: [["A", "=", "B"]],
      },
    ],
    [
      'Response 1 still has A: "1"',
      "a field that must not be there",
      { response_headers: [["A", "1"]], expected_response_headers_missing: ["A"] },
    ],
    [
      'Response 1 still has A: "1, 2"',
      "a value that must not be there",
      { response_headers: [["A", "1, 2"]], expected_response_headers_missing: [["A", "2"]] },
    ],
    [
      'Response 1 body is "one", not "two"',
      "another body",
      { response_body: "one", expected_response_text: "two" },
    ],
    ["Request 1 had method GET, not HEAD", "another method", { expected_method: "HEAD" }],
    [
      'Request 1 header x is "1", not "2"',
      "another field of the request",
      { request_headers: [["x", "1"]], expected_request_headers: [["x", "2"]] },
    ],
    [
      `Interim responses are ${JSON.stringify([HINT])}, not []`,
      "an interim answer too many",
      { interim_responses: [HINT], expected_interim_responses: [] },
    ],
  ])("says %j of %s", async (message, _what, ...requests) => {
    expect(await found(...requests)).toEqual(["Assertion", message]);
  });

  it("tells what belongs to a test's set-up apart", async () => {
    const wrong = ["Setup", "Response 2 comes from cache"];
    expect(await found(KEPT, { expected_type: "not_cached", setup: true })).toEqual(wrong);
    expect(await found(KEPT, { expected_type: "not_cached", setup_tests: ["expected_type"] })).toEqual(wrong);
    expect(await found({ response_status: [204, "None"], response_body: "x" })).toEqual([
      "Setup",
      'Response 1 body is "", not "x"',
    ]);
  });

  it("takes an exchange without an answer for what it is", async () => {
    expect(await found({ disconnect: true })).toEqual(["TypeError", "fetch failed"]);
  });
});
