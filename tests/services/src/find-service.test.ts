import { afterEach, describe, expect, it, vi } from "vitest";
import { findService } from "./find-service.ts";
import { freePort } from "./free-port.ts";
import { redis } from "./redis.ts";
import type { ServerKind, Started } from "./service.ts";

const VARIABLE = "RCACHE_TEST_NOTHING";

/** A kind of server that is looked for as these say. */
function kind(parts: Partial<ServerKind>): ServerKind {
  return {
    name: "redis",
    variable: VARIABLE,
    connect: (url) => Promise.resolve({ url, version: "1" }),
    ...parts,
  };
}

describe("findService", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("takes what the environment names, and leaves it running", async () => {
    vi.stubEnv(VARIABLE, "redis://named");
    const start = vi.fn<() => Promise<Started>>();
    expect(await findService(kind({ start }))).toMatchObject({ from: "environment", url: "redis://named" });
    expect(start).not.toHaveBeenCalled();
  });

  it("does not look further where nobody answers at what the environment names", async () => {
    vi.stubEnv(VARIABLE, `redis://127.0.0.1:${await freePort()}`);
    const start = vi.fn<() => Promise<Started>>();
    const found = await findService(kind({ connect: redis.connect, start }));
    expect(found).toMatchObject({ because: expect.stringContaining(`what ${VARIABLE} names`) });
    expect(start).not.toHaveBeenCalled();
  });

  it("starts a program, and stops it once", async () => {
    const stop = vi.fn(() => Promise.resolve());
    const found = await findService(
      kind({ start: () => Promise.resolve({ url: "redis://started", version: "1", stop }) }),
    );
    if (!("stop" in found)) throw new Error("it is there");
    expect(found).toMatchObject({ from: "program", url: "redis://started" });
    await Promise.all([found.stop(), found.stop()]);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it("says why there is none, what would help, and which variable names one", async () => {
    const missing = { because: "there is none", remedy: "Install it, or name a running one" };
    expect(await findService(kind({ start: () => Promise.resolve(missing) }))).toEqual({
      because: "there is none",
      remedy: `Install it, or name a running one in ${VARIABLE}, or let the tests install it: RCACHE_INSTALL_SERVICES=1.`,
    });
    expect(await findService(kind({ start: () => Promise.reject(new Error("no start")) }))).toMatchObject({
      because: "Error: no start",
    });
    expect(await findService(kind({}))).toMatchObject({ because: expect.stringContaining("no Docker") });
  });

  it("installs only where that is allowed", async () => {
    const allowed: boolean[] = [];
    const asked = kind({
      start: ({ mayInstall }) => {
        allowed.push(mayInstall);
        return Promise.resolve({ because: "", remedy: "" });
      },
    });
    vi.stubEnv("RCACHE_REQUIRE_ALL", "");
    vi.stubEnv("RCACHE_INSTALL_SERVICES", "");
    await findService(asked);
    vi.stubEnv("RCACHE_INSTALL_SERVICES", "1");
    await findService(asked);
    expect(allowed).toEqual([false, true]);
  });
});
