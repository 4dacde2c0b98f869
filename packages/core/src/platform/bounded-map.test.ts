import { expect, it } from "vitest";
import { boundedMap } from "./bounded-map.ts";

it("forgets what was put in first once it is full, and says what", () => {
  const forgotten: [string, number][] = [];
  const map = boundedMap<string, number>(2, (...entry) => forgotten.push(entry));
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([3, undefined, 4, 2]);
  expect(forgotten).toEqual([["b", 2]]);
});

it("deletes and clears without saying so", () => {
  const forgotten: string[] = [];
  const map = boundedMap<string, number>(2, (key) => forgotten.push(key));
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  map.set("c", 3);
  map.clear();
  expect([map.size, map.get("b"), forgotten]).toEqual([0, undefined, []]);
});
