import { describe, expect, it } from "vitest";
import type { Awaitable } from "../../http/messages.ts";
import { later, using } from "./later.ts";

const part = { answer: 42 };

describe("later", () => {
  it("loads with the first use, and is there at once from then on", async () => {
    let loads = 0;
    const get = later(async () => {
      loads += 1;
      return part;
    });
    expect(loads).toBe(0);
    expect(await get()).toBe(part);
    expect([get(), loads]).toEqual([part, 1]);
  });

  it("tries again after a load that failed", async () => {
    let loads = 0;
    const get = later(() => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error("offline")) : Promise.resolve(part);
    });
    await expect(get()).rejects.toThrow("offline");
    expect(await get()).toBe(part);
  });
});

describe("using", () => {
  it("works with the part, at once where it is there", async () => {
    const get = later(() => Promise.resolve(part));
    const answer = (): Awaitable<number> =>
      using(
        get,
        ({ answer }) => answer,
        () => 0,
      );
    expect(await answer()).toBe(42);
    expect(answer()).toBe(42);
  });

  it("goes on without a part that cannot be loaded, and hides no failure of the work", async () => {
    const missing = later<typeof part>(() => Promise.reject(new Error("offline")));
    expect(
      await using(
        missing,
        ({ answer }) => answer,
        () => 0,
      ),
    ).toBe(0);
    const failing = async (): Promise<number> => {
      throw new Error("work");
    };
    await expect(
      using(
        later(() => Promise.resolve(part)),
        failing,
        () => 0,
      ),
    ).rejects.toThrow("work");
  });
});
