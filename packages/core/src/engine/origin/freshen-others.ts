import type { Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { headEffects } from "../../policy/reply/head-effects.ts";
import { freshenedInPlace } from "../../policy/reply/judge-not-modified.ts";
import type { ReplyQuestion } from "../../policy/reply/judge-reply.ts";
import type { ReplyVerdict } from "../../policy/verdict.ts";
import type { Exchange } from "../session/exchange.ts";
import { writeDenied } from "./store-entry.ts";

/**
 * What a reply says of stored answers besides the one that it is about: variants with the same strong validator are confirmed too
 * (RFC 9111 §4.3.4), and a HEAD's answer speaks of the GET's (§4.3.5). Nobody waits for it.
 */
export function freshenOthers(exchange: Exchange, question: ReplyQuestion, verdict: ReplyVerdict): void {
  for (const before of othersConfirmed(verdict)) {
    const after = freshenedInPlace(question, before);
    if (after !== undefined) rewrite(exchange, before, after);
  }
  if (question.request.method !== "HEAD" || verdict.kind === "freshen") return;
  for (const { before, after } of headEffects(question, exchange.looked.entries))
    rewrite(exchange, before, after);
}

/** All but the one that the caller gets; that one too where what the caller gets is filed as an answer of its own. */
function othersConfirmed(verdict: ReplyVerdict): readonly Entry[] {
  if (verdict.kind !== "freshen") return [];
  return verdict.isRefiled ? verdict.entries : verdict.entries.slice(1);
}

function rewrite(exchange: Exchange, before: Entry, after: Entry): void {
  const { engine, looked, sequence } = exchange;
  const { target } = before.address;
  if (writeDenied(exchange) !== undefined || engine.memory.wasInvalidatedSince(target, sequence)) return;
  const ref = looked.bodyRefs?.get(before);
  const entry = revisedEntry(after, {
    revision: engine.nextRevision(),
    ...(ref === undefined ? {} : { body: ref }),
  });
  engine.background.run(() => engine.storage.put(entry, { revision: before.revision }));
}
