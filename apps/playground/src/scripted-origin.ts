import type { HeaderList, HttpRequest, HttpResponse, Send } from "@rcache/core";
import type { ScenarioStep } from "@rcache/core/playground";
import { responseOf } from "./message-text.ts";

/** A clock that moves when it is told to. */
export interface ScriptedClock {
  nowMs(): number;
  advance(ms: number): void;
}

/** One request that reached the origin. */
export interface SentRequest {
  readonly request: HttpRequest;
  readonly why: "miss" | "validate" | "refresh" | "bypass";
  /** undefined: it gave no answer. */
  readonly status: number | undefined;
}

/** An origin that says what the step says whose turn it is. */
export interface ScriptedOrigin {
  readonly send: Send;
  readonly sent: readonly SentRequest[];
  /** When it last answered, or would have. */
  answeredMs(): number;
  turn(step: ScenarioStep): void;
}

/** @param before what it has said, before it is first asked */
export function scriptedOrigin(clock: ScriptedClock, before: readonly HeaderList[]): ScriptedOrigin {
  const sent: SentRequest[] = [];
  let answeredMs = clock.nowMs();
  let step: ScenarioStep | undefined;
  let saidBefore = before;
  /** What it says at this turn: what the next turn's validators are compared with. */
  let said = before;
  const send: Send = async (request, { why }) => {
    if (step === undefined) throw new Error("no turn has begun");
    clock.advance((step.takesSeconds ?? 0) * 1_000);
    answeredMs = clock.nowMs();
    const instants = { nowMs: answeredMs, answeredMs };
    const answer = responseOf(step.response, request, instants);
    said = answer === undefined ? [] : [answer.headers];
    const response = isConfirming(step, request, saidBefore)
      ? answer && notModified(answer)
      : step.unconfirmed === undefined
        ? answer
        : responseOf(step.unconfirmed, request, instants);
    sent.push({ request, why, status: response?.status });
    if (response === undefined) throw new Error("the origin hung up");
    return response;
  };
  return {
    send,
    sent,
    answeredMs: () => answeredMs,
    turn(next) {
      saidBefore = said;
      step = next;
    },
  };
}

function isConfirming(
  { confirms = false }: ScenarioStep,
  { headers }: HttpRequest,
  before: readonly HeaderList[],
): boolean {
  if (!confirms) return false;
  const same = (validator: string, condition: string): boolean => {
    const asked = fieldIn(headers, condition);
    return asked !== undefined && before.some((fields) => fieldIn(fields, validator) === asked);
  };
  return same("etag", "if-none-match") || same("last-modified", "if-modified-since");
}

function fieldIn(headers: HeaderList, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

function notModified(answer: HttpResponse): HttpResponse {
  return { ...answer, status: 304, statusText: "Not Modified", body: null };
}
