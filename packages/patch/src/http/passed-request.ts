import type { AnswerHead, Bypass } from "@rcache/core";
import { isPassedOver, toldUnlessPassedOver } from "../passed-over.ts";
import { besideTheCache } from "../process/process-state.ts";
import { type AskedRequest, askedUrl, sentField } from "./asked-request.ts";
import type { NodeRequest, NodeResponse } from "./client-request.ts";
import { HeldEvents } from "./held-events.ts";
import type { HookedRequest } from "./http-exchange.ts";
import { pairsOf } from "./raw-pairs.ts";

/** Whether no cache answers a request with this method and URL, whatever else it says. Then it need not be complete to be sent. */
export function passesAtOnce({ request, target, installed }: HookedRequest): boolean {
  const { method } = request;
  const url = askedUrl(request, target);
  if (url === undefined) return false;
  return passes(
    request,
    () => installed.cache.bypass({ method, url, headers: [] }),
    // What else it says is read from the head that has gone out.
    (name) => sentField(request, name),
  );
}

/** What no cache answers goes on by itself; the cache hears of its success before the caller does. */
export function passesBy({ request, installed }: HookedRequest, asked: AskedRequest): boolean {
  return passes(request, () => installed.cache.bypass(asked));
}

type SentField = (name: string) => string | undefined;

function passes(request: NodeRequest, judge: () => Bypass | undefined, sent?: SentField): boolean {
  try {
    const bypass = besideTheCache(judge);
    if (bypass === undefined) return false;
    tellBefore(request, bypass, sent);
  } catch (error) {
    // It is the origin's to say what is wrong with the request; what is wrong with the cache has been said.
    isPassedOver(error);
  }
  return true;
}

/** @param sent gives what the request was sent with, where that was not known when it was judged */
export function tellBefore(request: NodeRequest, bypass: Bypass, sent?: SentField): void {
  const events = new HeldEvents(request, (event, first) => {
    if (event !== "response") return events.release();
    const { statusCode: status = 0, rawHeaders } = first as NodeResponse; // the cast: what Node emits
    const head: AnswerHead = { status, headers: pairsOf(rawHeaders) };
    const told = toldUnlessPassedOver(besideTheCache(() => bypass.answered(head, sent)));
    if (told === undefined) return events.release();
    told.then(
      () => process.nextTick(() => events.release()),
      (error: unknown) => process.nextTick(() => events.fail(error)),
    );
  });
}
