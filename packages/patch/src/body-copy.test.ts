import { expect, it } from "vitest";
import { BodyCopy } from "./body-copy.ts";

it.each<[string, (copy: BodyCopy) => void]>([
  ["ends", (copy) => copy.end()],
  [
    "gives a piece and ends",
    (copy) => {
      copy.take(Uint8Array.of(2));
      copy.end();
    },
  ],
])("who asks for more is heard where the origin %s at once", async (_what, onHungry) => {
  const copy = new BodyCopy(() => onHungry(copy));
  copy.take(Uint8Array.of(1));
  const read: number[] = [];
  for await (const piece of copy) read.push(...piece);
  expect(read[0]).toBe(1);
  expect(copy.isOpen).toBe(false);
});
