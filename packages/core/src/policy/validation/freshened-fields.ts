import { storableFields } from "../../entry/storable-fields.ts";
import { withoutFields } from "../../http/fields/fields.ts";
import type { HeaderList } from "../../http/messages.ts";

// They describe the stored body, not the state that the 304 is about (RFC 9111 §3.2; V23).
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-length",
  "content-encoding",
  "content-range",
  "transfer-encoding",
]);

const VALIDATORS: ReadonlySet<string> = new Set(["etag", "last-modified"]);

// Age counts from the exchange that confirmed, never from the one before (RFC 9111 §4.2.3); without a Date it took place when it was received.
const OF_THE_EXCHANGE = ["age", "date"] as const;

/** Stored fields after a 304: each field it has replaces all stored lines of that name (RFC 9111 §3.2, §4.3.4). */
export function freshenedFields(stored: HeaderList, confirmed: HeaderList): HeaderList {
  const sent = withoutFields(storableFields(confirmed), OF_THE_BODY);
  // A validator without a value is none, and takes no stored one's place.
  const fresh = sent.filter(([name, value]) => value !== "" || !VALIDATORS.has(name.toLowerCase()));
  const names = new Set([...fresh.map(([name]) => name.toLowerCase()), ...OF_THE_EXCHANGE]);
  return [...withoutFields(stored, names), ...fresh];
}
