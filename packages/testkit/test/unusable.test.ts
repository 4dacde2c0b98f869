import { RcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { referenceBackend, unusableBackend } from "../src/index.ts";

describe("unusableBackend", () => {
  it("gives what ready() rejects with, and closes the backend", async () => {
    const cause = new RcacheError("RCACHE_BACKEND_UNUSABLE", "no server", { remedy: "Start it." });
    let closed = 0;
    const backend = {
      ...referenceBackend(),
      open: () => Promise.reject(cause),
      close: () => {
        closed += 1;
      },
    };
    expect(await unusableBackend(backend)).toBe(cause);
    expect(closed).toBe(1);
  });

  it("fails where the backend opens", async () => {
    await expect(unusableBackend(referenceBackend())).rejects.toThrow("ready() rejects with an RcacheError");
  });
});
