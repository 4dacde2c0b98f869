import { describe, expect, it } from "vitest";
import { sampleEntry } from "../../../test/sample-entry.ts";
import { type FlightResult, flightKey, openFlights, untilAborted } from "./flights.ts";

const REASON = new Error("enough");

describe("a flight", () => {
  it("is found under its key until it lands, and lands once", async () => {
    const flights = openFlights();
    const flight = flights.open("k");
    expect(flights.get("k")).toBe(flight);
    const result: FlightResult = { kind: "candidate", entry: sampleEntry() };
    flight.settle(result);
    flight.settle({ kind: "not-storable" });
    expect(flights.get("k")).toBeUndefined();
    expect(await flight.wait()).toBe(result);
  });

  it("without a key is found by nobody", () => {
    const flights = openFlights();
    flights.open();
    expect(flights.get("")).toBeUndefined();
  });

  it("ends, with its signal, when the last one has left, and not before", async () => {
    const flights = openFlights();
    const flight = flights.open("k");
    flight.join();
    flight.leaderLeaves(REASON);
    flight.leaderLeaves(REASON);
    expect([flight.participants(), flight.signal.aborted, flights.get("k")]).toEqual([1, false, flight]);
    flight.leave(REASON);
    expect([flight.signal.aborted, flight.signal.reason, flights.get("k")]).toEqual([
      true,
      REASON,
      undefined,
    ]);
    expect(await flight.wait()).toEqual({ kind: "failed", error: REASON });
  });

  it("that is retired goes on, but nobody new finds it", async () => {
    const flights = openFlights();
    const flight = flights.open("k");
    flight.retire();
    const next = flights.open("k");
    flight.settle({ kind: "not-storable" });
    expect([flights.get("k"), await flight.wait()]).toEqual([next, { kind: "not-storable" }]);
  });

  it("of a target is detached, whatever else its key says, and those of other targets are not", () => {
    const flights = openFlights();
    const keys = [
      flightKey("http://a/", "GET x"),
      flightKey("http://a/", "GET y"),
      flightKey("http://a/b", "GET"),
    ];
    for (const key of keys) flights.open(key);
    flights.detach("http://a/");
    expect(keys.map((key) => flights.get(key) === undefined)).toEqual([true, true, false]);
  });
});

describe("untilAborted", () => {
  it("is the work itself without a signal, and its result with one", async () => {
    const work = Promise.resolve(1);
    expect(untilAborted(work, undefined, () => undefined)).toBe(work);
    const { signal } = new AbortController();
    expect(await untilAborted(work, signal, () => undefined)).toBe(1);
    await expect(untilAborted(Promise.reject(REASON), signal, () => undefined)).rejects.toBe(REASON);
  });

  it("rejects with the reason when the signal fires, and tells who has to know", async () => {
    const leaving = new AbortController();
    const told: unknown[] = [];
    const waiting = untilAborted(new Promise(() => undefined), leaving.signal, (reason) => told.push(reason));
    leaving.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    expect(told).toEqual([REASON]);
  });

  it("does so at once where it has fired, and what the work then fails with is nobody's", async () => {
    const leaving = new AbortController();
    leaving.abort(REASON);
    await expect(
      untilAborted(Promise.reject(new Error("late")), leaving.signal, () => undefined),
    ).rejects.toBe(REASON);
  });

  it("listens no longer than the work takes", async () => {
    let listeners = 0;
    const signal = {
      aborted: false,
      addEventListener: () => {
        listeners += 1;
      },
      removeEventListener: () => {
        listeners -= 1;
      },
    };
    const waiting = untilAborted(Promise.resolve(1), signal, () => undefined);
    expect(listeners).toBe(1);
    await waiting;
    await Promise.resolve();
    expect(listeners).toBe(0);
  });
});
