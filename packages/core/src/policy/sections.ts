import type { Reason } from "./verdict.ts";

/** The section that a reason goes back to; where it names no RFC, RFC 9111. */
const SECTIONS: { readonly [R in Reason]?: string } = {
  method: "3",
  "no-store": "5.2.1.5",
  precondition: "4.3.2",
  "body-unreadable": "RFC 9110 §9.3.3",
  fresh: "4.2",
  "max-stale": "5.2.1.2",
  "stale-while-revalidate": "RFC 5861 §3",
  "offline-stale": "4.2.4",
  "uri-miss": "4",
  "vary-miss": "4.1",
  partial: "3.3",
  stale: "4.3",
  "no-cache": "5.2.2.4",
  "request-no-cache": "5.2.1.4",
  "request-max-age": "5.2.1.1",
  "request-min-fresh": "5.2.1.3",
  "retry-after": "RFC 9110 §10.2.3",
  "clock-went-back": "4.2.3",
  "nothing-stored": "5.2.1.7",
  "vary-mismatch": "4.1",
  "stored-is-stale": "5.2.1.7",
  "must-validate": "5.2.1.7",
  network: "4.2.4",
  status: "RFC 5861 §4",
  "stale-forbidden": "5.2.2.2",
};

/** Where a reason comes from in the RFCs, if it does. */
export function sectionOf(reason: Reason): string | undefined {
  return SECTIONS[reason];
}
