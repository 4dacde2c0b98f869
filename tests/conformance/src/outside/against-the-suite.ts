import type { Deviation } from "./deviation.ts";

/** What the suite asks for against HTTP's own documents, or cannot ask rightly; each with the place that says so. */
export const AGAINST_THE_SUITE: readonly Deviation[] = [
  {
    tests: [
      "age-parse-nonnumeric",
      "age-parse-negative",
      "age-parse-float",
      "age-parse-prefix-twoline",
      "age-parse-dup-0",
      "age-parse-dup-0-twoline",
      "age-parse-dup-old",
      "age-parse-parameter",
      "age-parse-numeric-parameter",
    ],
    because:
      "Of several Age values the first counts, and what is no number is ignored (RFC 9111 §5.1). These tests are older and want such answers to be stale; later revisions of the suite want what RFC 9111 says (rule 91).",
  },
  {
    tests: ["304-etag-update-response-Content-MD5"],
    because:
      "A 304 updates every stored field but those that RFC 9111 §3.2 excepts, and Content-MD5 is none of them. Later revisions of the suite only ask what is done (rule 123).",
  },
  {
    tests: ["304-etag-update-response-ETag"],
    because:
      "The suite's 304 names another strong tag than the entry that was asked about. RFC 9111 §4.3.4 forbids to use it, so the request is repeated without conditions, which the suite takes for a retry and does not judge (rule 120).",
  },
  {
    tests: [
      "stale-close-must-revalidate",
      "stale-close-proxy-revalidate",
      "stale-close-no-cache",
      "stale-close-s-maxage=2",
      "stale-warning-stored",
      "stale-warning-become",
    ],
    because:
      "They stand on stale-close (below), and the first four want the answer of an origin that has hung up, which no cache can have ([issue 143](https://github.com/http-tests/cache-tests/issues/143) of the suite). What they mean has tests of our own (rules 98 to 100); Warning is obsolete (RFC 9111 §5.5).",
  },
  {
    tests: ["conditional-lm-fresh-no-lm"],
    because:
      "Without Last-Modified, Date is compared, and it is later than the date asked about: that is a 200 (RFC 9111 §4.3.2, rule 128; [issue 204](https://github.com/http-tests/cache-tests/issues/204) of the suite).",
  },
  {
    tests: ["conditional-etag-strong-respond-obs-text"],
    because:
      "The suite's server writes the tag's letter as UTF-8 and its client as Latin-1: on the wire these are two tags.",
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
