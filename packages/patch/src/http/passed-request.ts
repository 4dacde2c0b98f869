import type { AnswerHead, Bypass } from "@rcache/core";
import { isPassedOver } from "../passed-over.ts";
import { besideTheCache } from "../process/process-state.ts";
import { type AskedRequest, askedHead, askedUrl } from "./asked-request.ts";
import type { NodeRequest, NodeResponse } from "./client-request.ts";
import { HeldEvents } from "./held-events.ts";
import type { HookedRequest } from "./http-exchange.ts";
import { pairsOf } from "./raw-pairs.ts";

type Judge = () => Bypass | undefined;

/** Whether no cache answers a request with this method and URL, whatever else it says. Then it need not be complete to be sent. */
export function passesAtOnce(hooked: HookedRequest): boolean {
  const { request, target, agent, installed } = hooked;
  const { method } = request;
  const url = askedUrl(request, target);
  if (url === undefined) return false;
  return passes(
    request,
    () => installed.cache.bypass({ method, url, headers: [] }),
    () => {
      // What it says is read from the head that has gone out.
      const asked = askedHead(request, target, agent);
      return asked && installed.cache.bypass(asked);
    },
  );
}

/** What no cache answers goes on by itself; the cache hears of its success before the caller does. */
export function passesBy({ request, installed }: HookedRequest, asked: AskedRequest): boolean {
  return passes(request, () => installed.cache.bypass(asked));
}

/** @param again judges once more, when all that is asked is known */
function passes(request: NodeRequest, judge: Judge, again?: Judge): boolean {
  try {
    const bypass = besideTheCache(judge);
    if (bypass === undefined) return false;
    tellBefore(request, (head) => (again === undefined ? bypass : again())?.answered(head));
  } catch (error) {
    // It is the origin's to say what is wrong with the request; what is wrong with the cache has been said.
    isPassedOver(error);
  }
  return true;
}

function tellBefore(request: NodeRequest, answered: (head: AnswerHead) => Promise<void> | undefined): void {
  const events = new HeldEvents(request, (event, first) => {
    if (event !== "response") return events.release();
    const { statusCode: status = 0, rawHeaders } = first as NodeResponse; // the cast: what Node emits
    const told = besideTheCache(() => answered({ status, headers: pairsOf(rawHeaders) }));
    if (told === undefined) return events.release();
    told.then(
      () => process.nextTick(() => events.release()),
      (error: unknown) => process.nextTick(() => events.fail(error)),
    );
  });
}
