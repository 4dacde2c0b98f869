import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { gate, until } from "./gate.ts";
import type { Stage } from "./stage.ts";

/** A transport that holds its answer back until it is told. */
export function heldSend(stage: Stage): { send: Send; release(): void; asked(): Promise<void> } {
  const hold = gate();
  let isAsked = false;
  const send: Send = async (request, context) => {
    const response = await httpSend(request, context);
    isAsked = true;
    await hold.opened;
    return response;
  };
  return {
    send,
    release: hold.open,
    asked: () => until(() => isAsked && stage.origin.requests.length > 0, "it is asked"),
  };
}
