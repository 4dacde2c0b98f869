import { AS_IT_COMES, type Deviation, FOR_MANY } from "./deviation.ts";

/** Where HTTP leaves a choice and the suite would choose otherwise; each with the rule that says what is done instead, and why. */
export const OUR_CHOICES: readonly Deviation[] = [
  {
    tests: ["stale-close", "stale-503"],
    runs: AS_IT_COMES,
    because:
      "Nothing permits a stale answer here (RFC 9111 §4.2.4). The setting `staleIfError` does, and so does the origin's own `stale-if-error` (rules 99, 105).",
  },
  {
    tests: ["stale-close-must-revalidate", "stale-close-no-cache"],
    runs: AS_IT_COMES,
    because:
      "They stand on `stale-close`, and are not asked where that does not pass. With `staleIfError` they pass (rules 98, 100).",
  },
  {
    tests: ["stale-close-proxy-revalidate", "stale-close-s-maxage=2"],
    runs: ["shared"],
    because: "As the two before (rule 98).",
  },
  {
    tests: ["stale-warning-stored", "stale-warning-become"],
    because: "Warning is obsolete (RFC 9111 §5.5) and is not added to an answer; `Cache-Status` says more.",
  },
  {
    tests: [
      "freshness-max-age-two-fresh-stale-sameline",
      "freshness-max-age-two-fresh-stale-sepline",
      "freshness-max-age-two-stale-fresh-sameline",
      "freshness-max-age-two-stale-fresh-sepline",
    ],
    because: "Of a directive given twice the smaller value counts, in either order (rule 65).",
  },
  {
    tests: [
      "freshness-max-age-decimal-zero",
      "freshness-max-age-decimal-five",
      "freshness-max-age-a100",
      "freshness-max-age-100a",
    ],
    because: "A lifetime that is no row of digits is none: the answer is stale (RFC 9111 §4.2.1, rule 63).",
  },
  {
    tests: ["age-parse-parameter", "age-parse-numeric-parameter"],
    because: "A value of Age that is no number is ignored (RFC 9111 §5.1, rule 91).",
  },
  {
    tests: ["heuristic-delta-5", "heuristic-delta-10", "heuristic-delta-30"],
    because:
      "A tenth of the time since the last change is over before the suite asks again, three seconds later (RFC 9111 §4.2.2, rule 86).",
  },
  {
    tests: ["ccreq-max-stale-age"],
    runs: AS_IT_COMES,
    because:
      "What is stale when it comes and has no validator is not kept where nothing else permits its use, so that no request has it to put up with (rule 23).",
  },
  {
    tests: ["pragma-request-no-cache"],
    because: "Pragma: no-cache in a request without Cache-Control counts (RFC 9111 §5.4, rule 78).",
  },
  {
    tests: ["vary-normalise-lang-order"],
    because:
      "Some origins take the order of languages of equal weight for a preference (RFC 9110 §12.5.4): other orders are other questions (rule 46).",
  },
  {
    tests: ["vary-normalise-lang-select"],
    because: "Weights do not choose among stored variants: the origin does (rule 51).",
  },
  {
    tests: ["conditional-etag-vary-headers-mismatch"],
    because:
      "The tag of the only variant is not sent for another: many origins give all variants one tag and would confirm the wrong one (rule 53).",
  },
  {
    tests: [
      "conditional-etag-quoted-respond-unquoted",
      "conditional-etag-unquoted-respond-unquoted",
      "conditional-etag-unquoted-respond-quoted",
      "conditional-etag-weak-respond-lowercase",
      "conditional-etag-weak-respond-backslash",
      "conditional-etag-weak-respond-omit-slash",
    ],
    because:
      "What is no entity tag by RFC 9110 §8.8.3 matches nothing, and the whole answer is given (rule 128).",
  },
  {
    tests: ["conditional-etag-strong-generate-unquoted", "conditional-etag-forward-unquoted"],
    because: "Tags are sent byte for byte as they came, even where quotes are missing (rule 115).",
  },
  {
    tests: ["304-etag-update-response-Content-Encoding", "304-etag-update-response-Content-Range"],
    because: "What describes the stored bytes is not taken from a 304 (RFC 9111 §3.2, rule 124).",
  },
  {
    tests: ["head-200-retain"],
    because:
      "A HEAD that reaches the origin is answered with the origin's fields alone; those that it lacks stay with the stored answer (RFC 9111 §4.3.5, rule 134).",
  },
  {
    tests: ["head-410-update"],
    because:
      "A 410 to a HEAD makes the stored answer stale; its fields describe the 410 and are not taken (rule 135).",
  },
  {
    tests: ["other-cookie"],
    runs: AS_IT_COMES,
    because:
      "A cookie is a credential, and what one credential brought answers no other (rules 19, 152). `partitionBy: 'nothing'` shares across all.",
  },
  {
    tests: [
      "other-authorization-public",
      "other-authorization-must-revalidate",
      "other-authorization-smaxage",
    ],
    runs: ["shared"],
    because:
      "It is kept, but for the same credential: what one brought answers no other, nor a request without (rule 152). `partitionBy: 'nothing'` shares across all.",
  },
  {
    tests: ["headers-store-Set-Cookie", "304-etag-update-response-Set-Cookie", "other-set-cookie"],
    runs: FOR_MANY,
    because:
      "A shared cache keeps an answer that sets a cookie only where it is public, or one user's cookie becomes everybody's (rule 25). The required test among these asks what a kept answer carries, and says nothing of one that was not kept.",
  },
  {
    tests: ["cc-resp-immutable-fresh"],
    because:
      "fetch's mode no-cache asks for a validation, and immutable has force over https only (RFC 8246 §3, rules 132, 133).",
  },
  {
    tests: ["other-age-delay"],
    because:
      "Age stands in stored answers; one that comes straight from the origin has none. The time it was under way counts from then on (RFC 9111 §4.2.3, rule 90).",
  },
  {
    tests: ["cdn-max-age-case-insensitive"],
    because:
      "Keys of a structured field are in lower case (RFC 8941 §3.1.2), and a targeted field with an error is as good as absent (RFC 9213 §2.1, rule 162).",
  },
];
