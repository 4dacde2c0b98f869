import type { Deviation } from "./deviation.ts";

/** Tests that contradict the documents of HTTP, or that cannot have a result; each with the place that says so. */
export const AGAINST_THE_SUITE: readonly Deviation[] = [
  {
    tests: ["304-etag-update-response-ETag"],
    because:
      "The suite's 304 carries another strong entity tag than the stored entry. RFC 9111 §4.3.4 forbids using it, so the request is repeated without conditions. The suite counts that as a retry and gives no result (rule 120).",
  },
  {
    tests: ["conditional-lm-fresh-no-lm"],
    because:
      "Without `Last-Modified`, `Date` is compared. It is later than the date in the request, so the result is a 200 (RFC 9111 §4.3.2, rule 128; [issue 204](https://github.com/http-tests/cache-tests/issues/204) of the suite).",
  },
  {
    tests: [
      "partial-store-partial-reuse-partial",
      "partial-store-partial-reuse-partial-byterange",
      "partial-store-partial-reuse-partial-absent",
      "partial-store-partial-reuse-partial-suffix",
      "partial-store-partial-complete",
    ],
    because:
      "The suite's parts contradict themselves: `bytes 4-9/10` announces six bytes and carries five, and `bytes 0-4/10` answers a request for the last five. rcache passes such a part on and never stores it (rule 141).",
  },
];
