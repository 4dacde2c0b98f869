import type { Entry } from "../../entry/entry.ts";
import { withoutFields } from "../../http/fields.ts";
import { drained } from "../../platform/drained.ts";
import { conditionsFor } from "../../policy/judge-lookup.ts";
import { CONDITION_FIELDS } from "../../policy/validators.ts";
import { flightKey } from "../memory/flights.ts";
import { askOrigin } from "../origin/ask-origin.ts";
import { announceWrite, type Exchange, keptAlive } from "../session/exchange.ts";

/**
 * Asks the origin in the background, once however many want it (RFC 5861 §3; requests-cache V10). It outlives the caller's abort; its failure
 * keeps the entry, is told, and makes the next one wait.
 */
export function refreshLater(exchange: Exchange, entry: Entry): void {
  const { engine, requestKey, request, options } = exchange;
  const nowMs = engine.clock.nowMs();
  const key = flightKey(
    requestKey.target,
    `${request.method} ${requestKey.selector}\n${entry.address.variant}`,
  );
  if (engine.flights.get(key) !== undefined || !engine.memory.mayRefresh(requestKey, nowMs)) return;
  const flight = engine.flights.open(key);
  // The caller has its answer: what it asked about its own copy says nothing of the stored one.
  const headers = withoutFields(request.headers, CONDITION_FIELDS);
  const detached: Exchange = { ...exchange, request: { ...request, headers, signal: undefined } };
  const conditions = conditionsFor(entry, detached.request);
  const work = askOrigin(detached, { kind: "ask", conditions, reason: "stale" }, flight, "refresh").then(
    async ({ body, cache }) => {
      await drained(body);
      // What was neither confirmed nor stored left the entry as stale as it was.
      const refreshed = cache.fromCache || cache.write === "stored" || cache.write === "pending";
      if (refreshed) engine.memory.refreshed(requestKey);
      else engine.memory.refreshFailed(requestKey, engine.clock.nowMs());
      announceWrite(
        detached,
        refreshed ? "refreshed" : "refresh-failed",
        cache.write ?? (refreshed ? "stored" : "gone"),
      );
    },
    (error: unknown) => {
      flight.settle({ kind: "failed", error });
      engine.memory.refreshFailed(requestKey, engine.clock.nowMs());
      announceWrite(detached, "refresh-failed", "gone");
    },
  );
  engine.background.add(work);
  keptAlive(options, work);
}
