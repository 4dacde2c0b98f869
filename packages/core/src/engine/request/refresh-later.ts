import type { Entry } from "../../entry/entry.ts";
import { withoutFields } from "../../http/fields/fields.ts";
import { drained } from "../../platform/bytes/drained.ts";
import { conditionsFor } from "../../policy/lookup/judge-lookup.ts";
import { CONDITION_FIELDS } from "../../policy/validation/validators.ts";
import { type Flight, flightKey } from "../memory/flights.ts";
import { askOrigin } from "../origin/ask-origin.ts";
import { announceWrite, type Exchange, keptAlive } from "../session/exchange.ts";
import { FellSilent, isUnderWay, watchedFlight } from "./watched-flight.ts";

/**
 * Asks the origin in the background, once however many want it (RFC 5861 §3; requests-cache V10). It outlives the caller's abort; its failure,
 * or its silence, keeps the entry, is told, and makes the next one wait.
 */
export function refreshLater(exchange: Exchange, entry: Entry): void {
  const { engine, requestKey, request, options } = exchange;
  const key = flightKey(
    requestKey.target,
    `${request.method} ${requestKey.selector}\n${entry.address.variant}`,
  );
  if (isUnderWay(engine.flights.get(key)) || !engine.memory.mayRefresh(requestKey, engine.elapsedMs()))
    return;
  const flight = engine.flights.open(key);
  // The caller has its answer: what it asked about its own copy says nothing of the stored one.
  const headers = withoutFields(request.headers, CONDITION_FIELDS);
  const detached: Exchange = {
    ...exchange,
    request: { ...request, headers, signal: undefined, timeout: undefined },
  };
  const begunMs = engine.elapsedMs();
  const work = watchedFlight(engine, flight, (sign) => refresh(detached, entry, flight, sign)).catch(
    (error: unknown) => {
      const isSilent = error instanceof FellSilent;
      // Who has joined one that is given up asks by itself; it has made the next one wait long enough.
      flight.settle(isSilent ? { kind: "not-storable" } : { kind: "failed", error });
      engine.memory.refreshFailed(requestKey, isSilent ? begunMs : engine.elapsedMs());
      announceWrite(detached, "refresh-failed", "gone");
    },
  );
  engine.background.add(work);
  keptAlive(options, work);
}

async function refresh(exchange: Exchange, entry: Entry, flight: Flight, sign: () => void): Promise<void> {
  const { engine, requestKey, request } = exchange;
  const conditions = conditionsFor(entry, request);
  const answer = await askOrigin(exchange, { kind: "ask", conditions, reason: "stale" }, flight, "refresh");
  sign();
  await drained(answer.body, sign);
  const { cache } = answer;
  // What was neither confirmed nor stored left the entry as stale as it was.
  const refreshed = cache.fromCache || cache.write === "stored" || cache.write === "pending";
  if (refreshed) engine.memory.refreshed(requestKey);
  else engine.memory.refreshFailed(requestKey, engine.elapsedMs());
  announceWrite(
    exchange,
    refreshed ? "refreshed" : "refresh-failed",
    cache.write ?? (refreshed ? "stored" : "gone"),
  );
}
