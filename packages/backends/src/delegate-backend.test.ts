import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { delegateBackend } from "./delegate-backend.ts";

class CountingBackend {
  readonly #calls: string[] = [];
  readonly name = "counting";
  readonly valueKind = "bytes";
  readonly maxValueBytes = 10;
  calls(): readonly string[] {
    return this.#calls;
  }
  open(): void {
    this.#calls.push("open");
  }
  find(): { complete: boolean; records: [] } {
    this.#calls.push("find");
    return { complete: true, records: [] };
  }
  put(): "stored" {
    this.#calls.push("put");
    return "stored";
  }
  remove(): number {
    return 0;
  }
  invalidate(): number {
    return 0;
  }
  sweep(): { removed: number; more: boolean } {
    return { removed: 0, more: false };
  }
  clear(): void {
    this.#calls.push("clear");
  }
  flush(): void {
    this.#calls.push("flush");
  }
  close(): void {
    this.#calls.push("close");
  }
}

describe("delegateBackend", () => {
  it("keeps every member that the backend has", () => {
    const memory: Backend = memoryBackend();
    const members = Object.keys(memory).filter((name) => Reflect.get(memory, name) !== undefined);
    expect(Object.keys(delegateBackend(memory, {}))).toEqual(expect.arrayContaining(members));
  });

  it("adds no ability, and calls methods on the backend itself", async () => {
    const inner = new CountingBackend();
    const outer = delegateBackend(inner, {});
    await outer.find({ target: "t", selector: "s" });
    await outer.clear();
    await outer.flush();
    await outer.close();
    expect(inner.calls()).toEqual(["find", "clear", "flush", "close"]);
    expect(outer).not.toHaveProperty("scan");
    expect(outer).not.toHaveProperty("bodies");
    expect(outer).not.toHaveProperty("serializer");
  });

  it("puts the changes in place", async () => {
    const inner = new CountingBackend();
    let opened = 0;
    const outer = delegateBackend(inner, {
      name: "outer",
      open: () => {
        opened += 1;
      },
    });
    await outer.open({ nowMs: () => 0, report: () => undefined });
    expect([outer.name, opened, inner.calls().length]).toEqual(["outer", 1, 0]);
  });
});
