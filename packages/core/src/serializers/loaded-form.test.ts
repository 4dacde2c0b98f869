import { expect, it } from "vitest";
import { entryOf } from "../../test/builders.ts";
import { loadedForm } from "./loaded-form.ts";

it("a form whose code cannot be loaded leaves records alone, writes none, and is tried again", async () => {
  const entry = entryOf();
  let isOnline = false;
  const form = loadedForm<Uint8Array>({ id: "a", valueKind: "bytes" }, async () => {
    if (!isOnline) throw new Error("offline");
    return { encode: () => Uint8Array.of(1), decode: () => ({ entry }) };
  });
  expect(await form.decode(Uint8Array.of(1), entry.address)).toEqual({ fault: "foreign" });
  await expect(form.encode(entry, entry.address)).rejects.toThrow("offline");
  isOnline = true;
  expect(await form.encode(entry, entry.address)).toEqual(Uint8Array.of(1));
  expect(form.decode(Uint8Array.of(1), entry.address)).toEqual({ entry });
});
