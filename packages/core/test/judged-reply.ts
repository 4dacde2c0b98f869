import type { Entry } from "../src/entry/entry.ts";
import type { HeaderList, HttpRequest, HttpResponse } from "../src/http/messages.ts";
import { judgeNotModified } from "../src/policy/reply/judge-not-modified.ts";
import { judgeReply, type ReplyQuestion } from "../src/policy/reply/judge-reply.ts";
import type { ReplyVerdict } from "../src/policy/verdict.ts";
import type { ResolvedSettings } from "../src/settings/effective/resolve.ts";
import { RULES, replyQuestion, responseOf, staleEntry } from "./builders.ts";

type Asked = ReplyQuestion["asked"];

/** What a reply is judged from; what is missing is as usual. */
export interface Case {
  readonly entry?: Entry;
  readonly conditions?: readonly Entry[];
  readonly reason?: Asked["reason"];
  readonly response?: HttpResponse;
  readonly settings?: ResolvedSettings;
  readonly request?: HttpRequest;
}

/** By default a stale entry was asked about, with its validators. */
export function judged({
  entry,
  conditions,
  reason = "stale",
  response = responseOf(),
  settings = RULES,
  request,
}: Case): ReplyVerdict {
  const asked: Asked = {
    kind: "ask",
    conditions: conditions ?? (entry === undefined ? [] : [entry]),
    ...(entry === undefined ? {} : { fallback: entry }),
    reason,
  };
  const question = replyQuestion({
    asked,
    response,
    settings,
    ...(request === undefined ? {} : { request }),
  });
  return response.status === 304 ? judgeNotModified(question) : judgeReply(question);
}

/** A 304 with these fields. */
export function notModified(...headers: HeaderList): HttpResponse {
  return responseOf({ status: 304, headers });
}

/** A stale entry with a strong tag. */
export const TAGGED = staleEntry(5, {
  etag: '"a"',
  response: {
    status: 200,
    statusText: "OK",
    headers: [
      ["ETag", '"a"'],
      ["X-Old", "1"],
    ],
    coding: "decoded",
  },
});
