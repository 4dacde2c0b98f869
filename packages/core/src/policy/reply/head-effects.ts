import type { Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import { withFreshUntil } from "../freshness/lifetimes.ts";
import { matchesVary } from "../lookup/select-stored.ts";
import type { StoreQuestion } from "../store/judge-store.ts";
import { validatorsOf } from "../validation/validators.ts";
import { judgeFreshened } from "./judge-not-modified.ts";

/** A stored GET answer, and what a HEAD's answer makes of it. */
export interface HeadEffect {
  readonly before: Entry;
  readonly after: Entry;
}

/**
 * What the answer to a HEAD says of the GET answers that it could select (RFC 9111 §4.3.5): with the same validators and length its fields are
 * theirs, otherwise they are stale; 404 and 410 make them stale too.
 */
export function headEffects(question: StoreQuestion, entries: readonly Entry[]): readonly HeadEffect[] {
  const { request, response, settings, digests, times } = question;
  if (request.method !== "HEAD" || !settings.profile.obeysResponse) return [];
  const isGone = response.status === 404 || response.status === 410;
  if (response.status !== 200 && !isGone) return [];
  return entries
    .filter((entry) => entry.request.method !== "HEAD" && matchesVary(entry, request, settings, digests))
    .map((before) => {
      const store =
        isGone || !describes(response.headers, before) ? undefined : judgeFreshened(question, before);
      if (store !== undefined && store.kind !== "keep-out") return { before, after: store.entry };
      const lifetimes = withFreshUntil(
        before.lifetimes,
        Math.min(before.lifetimes.freshUntilMs, times.receivedAtMs),
      );
      return { before, after: revisedEntry(before, { revision: question.revision, lifetimes }) };
    });
}

/** The same validators, and the same length where both are said. A decoded body's own length is another thing and not compared. */
function describes(
  headers: StoreQuestion["response"]["headers"],
  { response, etag, lastModified, part }: Entry,
): boolean {
  const said = validatorsOf(headers);
  if (said.etag !== undefined && said.etag !== etag) return false;
  if (said.lastModified !== undefined && said.lastModified !== lastModified) return false;
  const [length, stored] = [
    fieldValue(headers, "content-length"),
    part === undefined ? fieldValue(response.headers, "content-length") : part.total?.toString(),
  ];
  return length === undefined || stored === undefined || length === stored;
}
