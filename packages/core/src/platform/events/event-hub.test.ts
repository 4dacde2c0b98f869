import { describe, expect, it } from "vitest";
import type { CacheEvent } from "../../contracts/events.ts";
import { eventHub } from "./event-hub.ts";

const REMOVED: CacheEvent = { kind: "removed", target: "a", count: 1 };

describe("eventHub", () => {
  it("tells everything to the one general listener, and to others what they asked for", () => {
    const general: string[] = [];
    const some: string[] = [];
    const hub = eventHub((event) => general.push(event.kind));
    hub.on("removed", ({ target }) => some.push(target));
    hub.emit(REMOVED);
    hub.emit({ ...REMOVED, kind: "invalidated" });
    expect([general, some]).toEqual([["removed", "invalidated"], ["a"]]);
  });

  it("knows whether anybody hears a kind, so that no event is made for nobody", () => {
    const hub = eventHub(undefined);
    expect(hub.hears("removed")).toBe(false);
    const off = hub.on("removed", () => undefined);
    const offToo = hub.on("removed", () => undefined);
    off();
    expect([hub.hears("removed"), hub.hears("served")]).toEqual([true, false]);
    offToo();
    off();
    expect(hub.hears("removed")).toBe(false);
    expect(eventHub(() => undefined).hears("served")).toBe(true);
  });

  it("goes on after a listener that throws, and after one that rejects", async () => {
    const heard: string[] = [];
    const hub = eventHub(() => {
      throw new Error("the general one");
    });
    // The cast: a listener may be an async function, whatever its type says.
    hub.on("removed", (() => Promise.reject(new Error("asynchronous"))) as () => void);
    hub.on("removed", () => heard.push("last"));
    hub.emit(REMOVED);
    await Promise.resolve();
    expect(heard).toEqual(["last"]);
  });

  it("ends with a signal, also with one that has fired before", () => {
    const hub = eventHub(undefined);
    const stopping = new AbortController();
    hub.on("removed", () => undefined, { signal: stopping.signal });
    expect(hub.hears("removed")).toBe(true);
    stopping.abort();
    expect(hub.hears("removed")).toBe(false);
    hub.on("removed", () => undefined, { signal: stopping.signal });
    expect(hub.hears("removed")).toBe(false);
  });

  it.each([
    ["hit", "Listen to served, whose outcome.kind is hit."],
    ["serve", "Did you mean served?"],
    ["error", "Events are: served, stored"],
  ])("refuses to listen to %s, and says what there is", (kind, remedy) => {
    // The cast: what the compiler refuses.
    const listen = () => eventHub(undefined).on(kind as "served", () => undefined);
    expect(listen).toThrow(
      expect.objectContaining({ code: "RCACHE_UNKNOWN_OPTION", remedy: expect.stringContaining(remedy) }),
    );
  });

  it("refuses a listener that is no function", () => {
    // The cast: as above.
    expect(() => eventHub(undefined).on("served", {} as () => void)).toThrow("is not a function");
  });
});
