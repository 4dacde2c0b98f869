import { AS_IT_COMES, type Deviation, FOR_MANY } from "./deviation.ts";

/** Where HTTP leaves a choice and the suite would choose otherwise; each with the rule that says what is done instead, and why. */
export const OUR_CHOICES: readonly Deviation[] = [
  {
    tests: ["stale-close", "stale-503"],
    runs: AS_IT_COMES,
    because:
      "By default, rcache serves no stale response when the origin fails (RFC 9111 §4.2.4). The `staleIfError` setting permits it, and so does the origin's `stale-if-error` (rules 99, 105).",
  },
  {
    tests: ["stale-close-must-revalidate", "stale-close-no-cache"],
    runs: AS_IT_COMES,
    because:
      "The suite runs these only if `stale-close` passes. With `staleIfError` they pass (rules 98, 100).",
  },
  {
    tests: ["stale-close-proxy-revalidate", "stale-close-s-maxage=2"],
    runs: ["shared"],
    because: "The suite runs these only if `stale-close` passes (rule 98).",
  },
  {
    tests: ["stale-warning-stored", "stale-warning-become"],
    because: "`Warning` is obsolete (RFC 9111 §5.5), so rcache does not add it. `Cache-Status` says more.",
  },
  {
    tests: [
      "freshness-max-age-two-fresh-stale-sameline",
      "freshness-max-age-two-fresh-stale-sepline",
      "freshness-max-age-two-stale-fresh-sameline",
      "freshness-max-age-two-stale-fresh-sepline",
    ],
    because: "If a directive appears twice, the smaller value applies, in either order (rule 65).",
  },
  {
    tests: [
      "freshness-max-age-decimal-zero",
      "freshness-max-age-decimal-five",
      "freshness-max-age-a100",
      "freshness-max-age-100a",
    ],
    because: "A lifetime that is not a number makes the response stale (RFC 9111 §4.2.1, rule 63).",
  },
  {
    tests: ["age-parse-parameter", "age-parse-numeric-parameter"],
    because: "An `Age` value that is not a number is ignored (RFC 9111 §5.1, rule 91).",
  },
  {
    tests: ["heuristic-delta-5", "heuristic-delta-10", "heuristic-delta-30"],
    because:
      "The heuristic lifetime is a tenth of the time since the last change. It ends before the suite sends its second request, three seconds later (RFC 9111 §4.2.2, rule 86).",
  },
  {
    tests: ["ccreq-max-stale-age"],
    runs: AS_IT_COMES,
    because:
      "A response that arrives stale, has no validator and may not be served stale is not stored, so `max-stale` finds no entry (rule 23).",
  },
  {
    tests: ["pragma-request-no-cache"],
    because: "`Pragma: no-cache` applies to a request without `Cache-Control` (RFC 9111 §5.4, rule 78).",
  },
  {
    tests: ["vary-normalise-lang-order"],
    because:
      "Some origins read the order of languages with equal weight as a preference (RFC 9110 §12.5.4), so another order is another variant (rule 46).",
  },
  {
    tests: ["vary-normalise-lang-select"],
    because: "rcache does not choose among stored variants by weight. The origin chooses (rule 51).",
  },
  {
    tests: ["conditional-etag-vary-headers-mismatch"],
    because:
      "A stored variant's entity tag is not sent in a request for another variant: many origins use one tag for all variants and would confirm the wrong one (rule 53).",
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
      "A value that is not an entity tag (RFC 9110 §8.8.3) matches nothing, so the full response is returned (rule 128).",
  },
  {
    tests: ["conditional-etag-strong-generate-unquoted", "conditional-etag-forward-unquoted"],
    because: "Entity tags are sent back byte for byte, even if the quotes are missing (rule 115).",
  },
  {
    tests: ["304-etag-update-response-Content-Encoding", "304-etag-update-response-Content-Range"],
    because: "Fields that describe the stored bytes are not updated by a 304 (RFC 9111 §3.2, rule 124).",
  },
  {
    tests: ["head-200-retain"],
    because:
      "A HEAD request that reaches the origin returns the origin's fields only. The stored response keeps the fields that the HEAD response lacks (RFC 9111 §4.3.5, rule 134).",
  },
  {
    tests: ["head-410-update"],
    because:
      "A 410 response to HEAD makes the stored response stale. Its fields describe the 410, so the stored fields do not change (rule 135).",
  },
  {
    tests: ["other-cookie"],
    runs: AS_IT_COMES,
    because:
      "A cookie is a credential, and a response to one credential is never served to another (rules 19, 152). `partitionBy: 'nothing'` shares responses across all users.",
  },
  {
    tests: [
      "other-authorization-public",
      "other-authorization-must-revalidate",
      "other-authorization-smaxage",
    ],
    runs: ["shared"],
    because:
      "The response is stored, but only for the same credential (rule 152). `partitionBy: 'nothing'` shares responses across all users.",
  },
  {
    tests: ["headers-store-Set-Cookie", "304-etag-update-response-Set-Cookie", "other-set-cookie"],
    runs: FOR_MANY,
    because:
      "A shared cache stores a response that sets a cookie only if it is `public`; otherwise one user's cookie would reach every user (rule 25). The required test among these checks a stored response and does not apply to one that is not stored.",
  },
  {
    tests: ["cc-resp-immutable-fresh"],
    because:
      "fetch's `no-cache` mode requires validation, and `immutable` applies over HTTPS only (RFC 8246 §3, rules 132, 133).",
  },
  {
    tests: ["other-age-delay"],
    because:
      "Only stored responses carry `Age`; a response straight from the origin does not. Its transit time counts from the first reuse (RFC 9111 §4.2.3, rule 90).",
  },
  {
    tests: ["cdn-max-age-case-insensitive"],
    because:
      "Keys in a structured field are lower case (RFC 8941 §3.1.2), and a targeted field with an error is ignored (RFC 9213 §2.1, rule 162).",
  },
];
