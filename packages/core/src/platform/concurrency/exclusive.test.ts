import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { exclusive } from "./exclusive.ts";

describe("turns", () => {
  it("are taken at once, and synchronously, where nothing is under way", () => {
    const turns = exclusive();
    expect(turns.run("a", () => 1)).toBe(1);
    expect(turns.idle()).toBeUndefined();
  });

  it("come one after another for a key, and side by side for two", async () => {
    const turns = exclusive();
    const seen: string[] = [];
    const door = gate();
    const first = turns.run("a", async () => {
      await door.opened;
      seen.push("a1");
    });
    const second = turns.run("a", () => void seen.push("a2"));
    expect(turns.run("b", () => seen.push("b1"))).toBe(1);
    expect(seen).toEqual(["b1"]);
    door.open();
    await Promise.all([first, second]);
    expect(seen).toEqual(["b1", "a1", "a2"]);
  });

  it("go on after work that failed, whose error its caller gets", async () => {
    const turns = exclusive();
    const first = turns.run("a", () => Promise.reject(new Error("lost")));
    const second = turns.run("a", () => 2);
    await expect(first).rejects.toThrow("lost");
    expect(await second).toBe(2);
  });

  it("are idle when all work has ended, also what came meanwhile", async () => {
    const turns = exclusive();
    const door = gate();
    let done = 0;
    const work = (): Promise<void> => door.opened.then(() => void done++);
    const running = [turns.run("a", work), turns.run("a", work)];
    const idle = turns.idle();
    door.open();
    await idle;
    expect(done).toBe(2);
    await Promise.all(running);
    expect(turns.run("a", () => "free")).toBe("free");
  });
});
