import { expect, it } from "vitest";
import { boundedMap, lengthOfTexts, MOST_TEXT } from "./bounded-map.ts";

it("forgets what was put in first once it is full, and says what", () => {
  const forgotten: [string, number][] = [];
  const map = boundedMap<string, number>(2, { onForget: (...entry) => forgotten.push(entry) });
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([3, undefined, 4, 2]);
  expect(forgotten).toEqual([["b", 2]]);
});

it("deletes and clears without saying so", () => {
  const forgotten: string[] = [];
  const map = boundedMap<string, number>(2, { onForget: (key) => forgotten.push(key) });
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  map.set("c", 3);
  map.clear();
  expect([map.size, map.get("b"), forgotten]).toEqual([0, undefined, []]);
});

it("holds no more text than it may, in keys and in values, whatever is put in again, deleted or cleared", () => {
  const forgotten: string[] = [];
  const options = { lengthOf: lengthOfTexts, onForget: (key: string) => forgotten.push(key) };
  const map = boundedMap<string, readonly string[]>(1_000, options);
  const half = "x".repeat(MOST_TEXT / 2 - 10);
  for (let n = 0; n < 10; n += 1) map.set("same", [half]);
  map.set("other", [half]);
  expect([map.size, forgotten]).toEqual([2, []]);
  map.set("third", [half]);
  expect([map.size, forgotten]).toEqual([2, ["same"]]);
  map.delete("other");
  map.set(half, []);
  expect([map.size, forgotten]).toEqual([2, ["same"]]);
  map.clear();
  map.set("one", [half, half]);
  expect([map.size, forgotten]).toEqual([1, ["same"]]);
  map.set("too much", [half, half, half]);
  expect([map.size, forgotten]).toEqual([0, ["same", "one", "too much"]]);
});
