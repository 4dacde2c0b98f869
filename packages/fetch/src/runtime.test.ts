import { afterEach, describe, expect, it, vi } from "vitest";
import { isNode } from "./runtime.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("isNode", () => {
  it.each(["Bun", "Deno", "WebSocketPair"])(
    "is false where there is a global %s, though it passes for Node",
    (name) => {
      vi.stubGlobal("process", { versions: { node: "24.0.0" } });
      expect(isNode()).toBe(true);
      vi.stubGlobal(name, {});
      expect(isNode()).toBe(false);
    },
  );

  it("is false where there is no version of Node", () => {
    vi.stubGlobal("process", { versions: {} });
    expect(isNode()).toBe(false);
  });
});
