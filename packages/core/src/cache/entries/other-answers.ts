import type { Session } from "../../engine/session/session.ts";
import { withinDeadline } from "../../engine/store/within-deadline.ts";
import type { Lookup } from "../../entry/entry.ts";
import { urlHost } from "../../http/urls/url-host.ts";
import type { OtherAnswers, SelectorPart } from "../../policy/explain/explain-question.ts";
import { openBackend } from "../open-backend.ts";

/** An explanation looks at so many records at most, and for so long. */
const MOST_RECORDS = 10_000;
const LONGEST_MS = 1_000;

/** Counts the answers to the same target that stand under other selectors; undefined where the backend cannot be read through, or not in time. */
export async function otherAnswers(
  session: Session,
  { target, selector }: Lookup,
  url: string,
): Promise<OtherAnswers | undefined> {
  const { backendDeadlineMs } = session.engine.limits;
  const counting = { isOver: false };
  try {
    const count = countOthers(session, { target, selector }, url, counting);
    return await withinDeadline(count, "scan", Math.min(backendDeadlineMs, LONGEST_MS));
  } catch {
    // Only a detail of the explanation is missing.
    return undefined;
  } finally {
    counting.isOver = true;
  }
}

async function countOthers(
  session: Session,
  { target, selector }: Lookup,
  url: string,
  counting: { readonly isOver: boolean },
): Promise<OtherAnswers | undefined> {
  const { backend } = await openBackend(session);
  const host = urlHost(url);
  const heads = backend.scan?.(host === undefined ? {} : { host });
  if (heads === undefined) return undefined;
  const by = new Map<SelectorPart, number>();
  let looked = 0;
  for await (const head of heads) {
    looked += 1;
    if (counting.isOver || looked > MOST_RECORDS) break;
    if (head.target !== target || head.selector === selector) continue;
    const part = differingPart(head.selector, selector);
    by.set(part, (by.get(part) ?? 0) + 1);
  }
  return by;
}

/** Which part of a selector makes another of it. */
function differingPart(one: string, other: string): SelectorPart {
  const [parts, others] = [partsOf(one), partsOf(other)];
  const names: readonly SelectorPart[] = ["method", "mode", "user", "operation", "body", "headers"];
  return names.find((name) => parts[name] !== others[name]) ?? "mode";
}

function partsOf(selector: string): Partial<Record<SelectorPart, string>> {
  const [method, ...rest] = selector.split(";");
  const named = rest.map((part) => /^(user|operation|body|headers)=/.exec(part)?.[1] ?? "mode");
  return { method, ...Object.fromEntries(rest.map((part, at) => [named[at], part])) };
}
