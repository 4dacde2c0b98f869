import { describe, expect, it } from "vitest";
import { entryOf } from "../../../test/builders.ts";
import { gate } from "../../../test/gate.ts";
import { type MapBackend, mapBackend } from "../../../test/map-backend.ts";
import { checkBackend, withSerializer } from "../../backends/with-serializer.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { eventHub } from "../../platform/events/event-hub.ts";
import { documentSerializer } from "../../serializers/document-serializer.ts";
import { frameSerializer } from "../../serializers/frame-serializer.ts";
import type { BackendSource } from "../../settings/settings.ts";
import { backendHandle, isSetupMistake, openOnce, underlying } from "./backend-handle.ts";

const now = (): number => 0;
const host = { nowMs: now, report: () => undefined };
const bytes = (): MapBackend => mapBackend("map", "bytes", now);

function handleOf(
  source: BackendSource,
  cacheName?: string,
  backendDeadlineMs = 1_000,
): ReturnType<typeof backendHandle> {
  return backendHandle(source, {
    cacheName,
    serializer: undefined,
    clock: { nowMs: now },
    events: eventHub(undefined),
    backendDeadlineMs,
  });
}

describe("backendHandle", () => {
  it("makes and opens the backend when it is first asked to, once, also for many at the same time", async () => {
    const backend = bytes();
    const names: unknown[] = [];
    const handle = handleOf(async ({ cacheName }) => {
      names.push(cacheName);
      return backend;
    }, "mine");
    expect([handle.current(), names, handle.isOwn]).toEqual([undefined, [], true]);
    const opened = await Promise.all([handle.open(), handle.open()]);
    expect(opened[0]).toBe(opened[1]);
    expect([handle.current()?.backend, names, backend.calls]).toEqual([backend, ["mine"], ["map.open"]]);
  });

  it("opens a given one synchronously where it opens so, and does not own it", () => {
    const backend = bytes();
    const handle = handleOf(backend);
    expect(handle.open()).toMatchObject({ backend });
    expect(handle.isOwn).toBe(false);
  });

  it("tries again after an open that failed", async () => {
    const backend = bytes();
    let opens = 0;
    const handle = handleOf({
      ...backend,
      open: async () => {
        opens += 1;
        if (opens === 1) throw new Error("not yet");
      },
    });
    await expect(handle.open()).rejects.toThrow("not yet");
    await handle.open();
    expect(opens).toBe(2);
  });

  it.each<[string, (hanging: Promise<void>) => { source: BackendSource; begun(): number }]>([
    [
      "an open",
      (hanging) => {
        let begun = 0;
        const open = (): Promise<void> => {
          begun += 1;
          return begun === 1 ? hanging : Promise.resolve();
        };
        return { source: { ...bytes(), open }, begun: () => begun };
      },
    ],
    [
      "a source",
      (hanging) => {
        let begun = 0;
        const source = async (): Promise<MapBackend> => {
          begun += 1;
          if (begun === 1) await hanging;
          return bytes();
        };
        return { source, begun: () => begun };
      },
    ],
  ])("gives up %s that never settles, and tries again", async (_what, made) => {
    const { opened, open } = gate();
    const { source, begun } = made(opened);
    const handle = handleOf(source, undefined, 0.1);
    await expect(handle.open()).rejects.toMatchObject({ code: "RCACHE_BACKEND_TIMEOUT" });
    const second = await handle.open();
    expect(begun()).toBe(2);
    // What settles after all disturbs nothing.
    open();
    await opened;
    expect(handle.current()).toBe(second);
    expect(await handle.open()).toBe(second);
  });

  it("closes what opens only after it was given up", async () => {
    const { opened, open } = gate();
    const closed = gate();
    const handle = handleOf({ ...bytes(), open: () => opened, close: () => closed.open() }, undefined, 0.1);
    await expect(handle.open()).rejects.toMatchObject({ code: "RCACHE_BACKEND_TIMEOUT" });
    await handle.close();
    open();
    await closed.opened;
  });

  it("closes what is open or is being opened, and nothing else", async () => {
    const { opened, open } = gate();
    const calls: string[] = [];
    const slow = { ...bytes(), open: () => opened, close: () => void calls.push("close") };
    const handle = handleOf(slow);
    await handle.close();
    expect(calls).toEqual([]);
    const opening = handle.open();
    const closing = handle.close();
    open();
    await Promise.all([opening, closing]);
    expect(calls).toEqual(["close"]);
  });

  it("wraps what goes wrong in making it as a mistake of set-up, with the cause at hand", async () => {
    const cause = new Error("no driver");
    for (const source of [
      () => {
        throw cause;
      },
      () => Promise.reject(cause),
    ]) {
      const error = await Promise.resolve()
        .then(() => handleOf(source).open())
        .catch((caught: unknown) => caught);
      expect([isSetupMistake(error), underlying(error)]).toEqual([true, cause]);
    }
    expect([isSetupMistake(cause), underlying(cause)]).toEqual([false, cause]);
  });
});

describe("openOnce", () => {
  it("opens an object once, whoever asks, synchronously again once it is open", async () => {
    const backend = { ...bytes(), open: () => Promise.resolve() };
    const first = openOnce(backend, host);
    expect(openOnce(backend, host)).toBe(first);
    await first;
    expect(openOnce(backend, host)).toBeUndefined();
  });

  it("opens it again after it was closed or did not open", async () => {
    const backend = bytes();
    const handle = handleOf(backend);
    await handle.open();
    await handle.close();
    await openOnce(backend, host);
    expect(backend.calls).toEqual(["map.open", "map.close", "map.open"]);
    const failing = { ...bytes(), open: () => Promise.reject(new Error("no")) };
    await expect(openOnce(failing, host)).rejects.toThrow("no");
    await expect(openOnce(failing, host)).rejects.toThrow("no");
  });
});

describe("checkBackend", () => {
  it.each([null, 1, "memory", {}, { ...bytes(), find: undefined }])("refuses %j", (backend) => {
    expect(() => checkBackend(backend)).toThrow(/RCACHE_INVALID_BACKEND: the backend lacks .*find/);
  });
});

describe("withSerializer", () => {
  it("takes the user's, else the backend's, else core's for its form; none for entries", () => {
    const own = { ...frameSerializer, id: "own" };
    const chosen = { ...frameSerializer, id: "chosen" };
    expect(withSerializer({ ...bytes(), serializer: own }, chosen).serializer?.id).toBe("chosen");
    expect(withSerializer({ ...bytes(), serializer: own }, undefined).serializer?.id).toBe("own");
    expect(withSerializer(bytes(), undefined).serializer).toBe(frameSerializer);
    expect(withSerializer(mapBackend("m", "document", now), undefined).serializer?.id).toBe(
      documentSerializer.id,
    );
    expect(withSerializer(mapBackend("m", "entry", now), chosen).serializer).toBeUndefined();
  });

  it("tells it for which cache it works", async () => {
    const told: unknown[] = [];
    const asking: Serializer<Uint8Array> = {
      ...frameSerializer,
      encode: (entry, at, cacheName) => {
        told.push(cacheName);
        return frameSerializer.encode(entry, at);
      },
    };
    const entry = entryOf();
    for (const name of ["mine", undefined])
      await withSerializer(bytes(), asking, name).serializer?.encode(entry, entry.address);
    expect(told).toEqual(["mine", undefined]);
  });

  it("refuses one of another form", () => {
    expect(() => withSerializer(bytes(), documentSerializer)).toThrow(
      /RCACHE_SERIALIZER_MISMATCH: map keeps bytes/,
    );
    expect(() => withSerializer(mapBackend("m", "document", now), frameSerializer)).toThrow(/keeps document/);
  });
});
