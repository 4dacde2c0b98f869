import type { Lease, LeaseTaken } from "../../contracts/lease.ts";
import { keyText } from "../../key/lookup-of.ts";
import { andThen, quietly } from "../../platform/concurrency/awaitable.ts";
import { afterMs } from "../../platform/time/after-ms.ts";
import { pause } from "../../platform/time/pause.ts";
import { judgeLookup } from "../../policy/lookup/judge-lookup.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import type { AskVerdict } from "../../policy/verdict.ts";
import { serve } from "../answer/serve.ts";
import type { Flight, FlightResult } from "../memory/flights.ts";
import type { Engine } from "../session/engine.ts";
import type { Exchange } from "../session/exchange.ts";
import { lookUp } from "../session/look-up.ts";
import { keptPromise } from "../store/kept-promises.ts";

const RELEASED_AS = {
  candidate: "stored",
  "not-storable": "not-storable",
  held: "failed",
  "error-status": "failed",
  failed: "failed",
} as const;
/** So long after a process has died, another one asks. */
const LEASE_MS = 10_000;
/** Two renewals may be late or lost before the lease is another's. */
const RENEW_AFTER_MS = 2_500;
const LOOK_AGAIN_MS = 25;

/**
 * Asks the origin for other processes too: one holds the lease and asks, the others look again until there is an answer they can use
 * or the lease is free. A backend without leases, or one that fails, costs only the sharing.
 */
export async function acrossProcesses(
  exchange: Exchange,
  asked: AskVerdict,
  flight: Flight,
  ask: () => Promise<HandledResponse>,
): Promise<HandledResponse> {
  const { engine, requestKey } = exchange;
  const untilMs = engine.elapsedMs() + engine.limits.flightWaitMs;
  while (!flight.signal.aborted) {
    const lease = await engine.guard.call<Lease | LeaseTaken | undefined>(
      "lease",
      ({ backend }) =>
        andThen(backend.lease?.(keyText(requestKey), LEASE_MS), (given) => keptPromise.lease(given, backend)),
      undefined,
    );
    if (lease === undefined) return ask();
    if (lease.held) holdUntilLanded(lease, flight, engine);
    else await pause(Math.min(LOOK_AGAIN_MS, lease.forMs));
    // Under the lease too: its last holder may have stored what was not there when this request looked.
    const answer = await lookAgain(exchange, asked, flight);
    if (answer !== undefined) return answer;
    if (lease.held || engine.elapsedMs() >= untilMs) return ask();
  }
  throw flight.signal.reason;
}

function holdUntilLanded(lease: Lease, flight: Flight, engine: Engine): void {
  const landed = flight.wait();
  const letGo = renewing(lease, engine);
  const released = async (): Promise<void> => {
    const result = await landed;
    // Not before it stands there: who has the lease next looks into the store, and would ask the origin again.
    const outcome = (await isMissing(result)) ? "failed" : RELEASED_AS[result.kind];
    letGo();
    await lease.release(outcome);
  };
  void landed.then(() => engine.background.run(released));
}

/**
 * Renews a lease again and again, so that it lasts as long as the origin takes, and still ends soon where this process dies.
 *
 * @returns ends that
 */
function renewing(lease: Lease, { guard }: Engine): () => void {
  let isOver = false;
  let cancel: () => void;
  const renew = async (): Promise<void> => {
    // Where the backend fails, the next attempt may not; where the lease is lost, it is another's.
    const isOurs = await guard.call<boolean | undefined>("lease", () => lease.extend(LEASE_MS), undefined);
    if (isOurs !== false && !isOver) next();
  };
  const next = (): void => {
    cancel = afterMs(RENEW_AFTER_MS, () => quietly(renew));
  };
  next();
  return () => {
    isOver = true;
    cancel();
  };
}

/** Whether others will not find in the store what they could have used. */
async function isMissing(result: FlightResult): Promise<boolean> {
  if (result.kind !== "candidate" || result.storing === undefined) return false;
  try {
    return (await result.storing.written) !== "stored";
  } catch {
    // The guard has told of it.
    return true;
  }
}

async function lookAgain(
  exchange: Exchange,
  asked: AskVerdict,
  flight: Flight,
): Promise<HandledResponse | undefined> {
  const { engine, requestKey, request, directives, settings } = exchange;
  const looked = await lookUp(engine, requestKey);
  const nowMs = engine.clock.nowMs();
  const verdict = judgeLookup({
    request,
    directives,
    entries: looked.entries,
    settings,
    nowMs,
    digests: engine.digests,
    chance: 0,
  });
  if (verdict.kind !== "use") return undefined;
  const { entry } = verdict;
  const ref = looked.bodyRefs?.get(entry);
  const answer = await serve(
    { ...exchange, looked },
    entry,
    { kind: "joined", reason: asked.reason, ref, isShared: true },
    nowMs,
  );
  if (answer !== undefined) flight.settle({ kind: "candidate", entry });
  return answer;
}
