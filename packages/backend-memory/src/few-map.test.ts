import { describe, expect, it } from "vitest";
import { FewMap } from "./few-map.ts";

describe("FewMap", () => {
  it("behaves as a Map with no, one and several members", () => {
    const few = new FewMap<number>();
    const map = new Map<string, number>();
    // "b" comes and goes while it is the only one, and again among others.
    const steps = ["+a", "+a", "-b", "-a", "+b", "+a", "+c", "-b", "-c", "-a", "+__proto__", "+d", "-d"];
    for (const [n, step] of steps.entries()) {
      const key = step.slice(1);
      if (step.startsWith("+")) {
        few.set(key, n);
        map.set(key, n);
      } else {
        few.delete(key);
        map.delete(key);
      }
      expect(few.size).toBe(map.size);
      expect(few.values()).toEqual([...map.values()]);
      for (const one of ["a", "b", "c", "d", "__proto__"]) expect(few.get(one)).toBe(map.get(one));
    }
  });
});
