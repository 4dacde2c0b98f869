import { describe, expect, it } from "vitest";
import { overlaps } from "./overlaps.ts";

describe("work on a target", () => {
  it("is not overlapped by itself, by reads, or by work that has ended", () => {
    const work = overlaps();
    work.write("a").end();
    const read = work.read("a");
    const other = work.read("a");
    expect([read.isOverlapped, other.isOverlapped]).toEqual([false, false]);
    read.end();
    other.end();
    expect(work.write("a").isOverlapped).toBe(false);
  });

  it("is overlapped by a write that begins after it or is still under way", () => {
    const work = overlaps();
    const before = work.read("a");
    const write = work.write("a");
    const after = work.read("a");
    expect([before.isOverlapped, write.isOverlapped, after.isOverlapped]).toEqual([true, false, true]);
  });

  it("overlaps on both sides where two writes meet", () => {
    const work = overlaps();
    const first = work.write("a");
    const second = work.write("a");
    expect([first.isOverlapped, second.isOverlapped]).toEqual([true, true]);
  });

  it("is not overlapped by another target's", () => {
    const work = overlaps();
    const read = work.read("a");
    work.write("b");
    expect(read.isOverlapped).toBe(false);
  });

  it("is overlapped by a write to every target, until that ends", () => {
    const work = overlaps();
    const before = work.read("a");
    const all = work.writeAll();
    expect([before.isOverlapped, work.read("b").isOverlapped]).toEqual([true, true]);
    all.end();
    expect(work.read("c").isOverlapped).toBe(false);
  });
});
