import type { Deviation } from "./deviation.ts";

/** What the suite asks for against HTTP's own documents, or cannot ask rightly; each with the place that says so. */
export const AGAINST_THE_SUITE: readonly Deviation[] = [
  {
    tests: ["304-etag-update-response-ETag"],
    because:
      "The suite's 304 names another strong tag than the entry that was asked about. RFC 9111 §4.3.4 forbids to use it, so the request is repeated without conditions, which the suite takes for a retry and does not judge (rule 120).",
  },
  {
    tests: ["conditional-lm-fresh-no-lm"],
    because:
      "Without Last-Modified, Date is compared, and it is later than the date asked about: that is a 200 (RFC 9111 §4.3.2, rule 128; [issue 204](https://github.com/http-tests/cache-tests/issues/204) of the suite).",
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
      "The suite's parts contradict themselves: `bytes 4-9/10` is six bytes and comes with five, and `bytes 0-4/10` answers a request for the last five. Such a part is handed on and never kept (rule 141).",
  },
];
