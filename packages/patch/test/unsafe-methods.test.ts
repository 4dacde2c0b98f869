import { memoryBackend } from "@rcache/backend-memory";
import { RcacheError } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { afterEach, describe, expect, it } from "vitest";
import { enabled, installCache, uninstallCache } from "../src/index.ts";
import { exchange } from "./http-client.ts";
import { counting } from "./patched-process.ts";

type Ask = (url: string, method: string, headers?: Record<string, string>) => Promise<string>;

const WAYS: readonly (readonly [string, Ask])[] = [
  ["node:http", async (url, method, headers) => (await exchange(url, { method, headers })).body],
  ["fetch", async (url, method, headers = {}) => (await fetch(url, { method, headers })).text()],
];

afterEach(() => {
  uninstallCache();
});

describe.each(WAYS)("an unsafe method by %s in a patched process", (_name, ask) => {
  it.each(["at once", "later"])(
    "invalidates before its caller hears of it; the store answers %s",
    async (when) => {
      await using own = await counting();
      using installed = installCache({ backend: when === "later" ? laterBackend() : memoryBackend() });
      const read = async (): Promise<string> => {
        await installed.cache.flush();
        return ask(own.url, "GET");
      };
      const bodies = [await read(), await read(), await ask(own.url, "POST"), await read(), await read()];
      expect(bodies).toEqual(["1", "1", "2", "3", "3"]);
    },
  );

  it.each(["at once", "later"])(
    "fails where the store does %s and failures of the store are to reject requests",
    async (when) => {
      await using own = await counting();
      const backend = when === "later" ? laterBackend() : memoryBackend();
      backend.invalidate = () => {
        const failure = new Error("no room");
        if (when === "later") return Promise.reject(failure);
        throw failure;
      };
      using _installed = installCache({ backend, onBackendError: "throw" });
      const error = await ask(own.url, "DELETE").catch((cause: Error) => cause);
      expect(codeOf(error)).toBe("RCACHE_BACKEND_FAILED");
      expect(own.count()).toBe(1);
    },
  );

  it("invalidates where it stands behind a safe one, in a field", async () => {
    await using own = await counting();
    using _installed = installCache({ backend: memoryBackend() });
    const asked = async (headers?: Record<string, string>): Promise<string> => {
      await ask(own.url, "OPTIONS", headers);
      return ask(own.url, "GET");
    };
    expect(await ask(own.url, "GET")).toBe("1");
    expect(await asked()).toBe("1");
    expect(await asked({ "X-HTTP-Method-Override": "DELETE" })).toBe("4");
  });

  it("is sent once, and answered, where the store cannot be opened", async () => {
    await using own = await counting();
    using _installed = installCache({ backend: missingBackend });
    expect([await ask(own.url, "POST"), own.count()]).toEqual(["1", 1]);
  });

  it("is sent once, and answered, where a cache that cannot be opened is enabled by the face of another", async () => {
    await using own = await counting();
    const { cache } = installCache({ backend: missingBackend });
    expect([await enabled({ cache }, () => ask(own.url, "POST")), own.count()]).toEqual(["1", 1]);
    // A body that is no text is read by the cache before it is sent.
    const sendBytes = (): Promise<Response> =>
      fetch(own.url, { method: "POST", body: new Uint8Array([1, 2]) });
    expect([await (await enabled({ cache }, sendBytes)).text(), own.count()]).toEqual(["2", 2]);
  });
});

async function missingBackend(): Promise<Backend> {
  throw new RcacheError("RCACHE_PACKAGE_MISSING", "x is not installed", { remedy: "Install x." });
}

/** Invalidates a turn of the event loop later, as a server does. */
function laterBackend(): Backend {
  const backend = memoryBackend();
  const invalidate = backend.invalidate.bind(backend);
  backend.invalidate = async (target) => {
    await new Promise(setImmediate);
    return invalidate(target);
  };
  return backend;
}

function codeOf(error: unknown): unknown {
  const { code, cause } = Object(error);
  return code ?? Object(cause).code;
}
