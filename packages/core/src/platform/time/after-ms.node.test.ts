import { describe, expect, it } from "vitest";
import { afterMs } from "./after-ms.ts";

/** Keeps the event loop from turning, as a long computation does. */
function hold(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

describe("a limit of time", () => {
  it("counts what arrived while the program was busy as in time", async () => {
    const told: string[] = [];
    const answer = new Promise<void>((resolve) => {
      // As an answer that lies in a socket: it is there, and nobody has had the time to look.
      setImmediate(resolve);
    });
    const late = new Promise<void>((resolve) => {
      const cancel = afterMs(1, () => {
        told.push("too late");
        resolve();
      });
      void answer.then(() => {
        cancel();
        told.push("in time");
        resolve();
      });
    });
    hold(5);
    await late;
    expect(told).toEqual(["in time"]);
  });

  it("leaves what takes several turns of the event loop as many, however long a turn is", async () => {
    const told: string[] = [];
    let turns = 0;
    await new Promise<void>((resolve) => {
      const cancel = afterMs(20, () => {
        told.push("too late");
        resolve();
      });
      const turn = (): void => {
        hold(10);
        turns += 1;
        if (turns < 6) return void setImmediate(turn);
        cancel();
        resolve();
      };
      setImmediate(turn);
    });
    expect([told, turns]).toEqual([[], 6]);
  });

  it("ends what has no answer", async () => {
    expect(await new Promise((resolve) => afterMs(1, () => resolve("too late")))).toBe("too late");
  });

  it("is nothing once it is cancelled, in its last turn too", async () => {
    const told: string[] = [];
    const cancel = afterMs(0, () => told.push("too late"));
    await new Promise<void>((resolve) => {
      // After the timer of the limit, and before the turn that it waits for is over.
      setTimeout(() => {
        cancel();
        setImmediate(() => setImmediate(resolve));
      }, 0);
      hold(3);
    });
    expect(told).toEqual([]);
  });
});
