import { cpSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { headsIn } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemTrial, found, record } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

/** What a released version has left. A new format adds a directory; nobody edits one. */
function unpack(name: string): void {
  cpSync(join(import.meta.dirname, "fixtures", name), trial.path(name), { recursive: true });
  // With a name of their own in the repository, so that no formatter takes them for its own.
  for (const one of readdirSync(trial.path(name), { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    if (one.isFile()) renameSync(path, path.replace(/\.fixture$/, ""));
  }
}

describe("format 1", () => {
  it("F10 is read as it was written", async () => {
    unpack("format-1");
    const backend = await trial.open("format-1");
    const at = { target: "https://example.com/users", selector: "GET.p1", variant: "v1" };
    const [users] = (await backend.find(at, "v1")).records;
    const decoded = users?.value instanceof Uint8Array && (await backend.serializer?.decode(users.value, at));
    expect(decoded).toMatchObject({ entry: { revision: "r1", tags: ["users"] } });
    const large = found(backend, "https://example.com/large").records[0]?.body;
    expect(large).toEqual({
      id: "body-1",
      target: "https://example.com/large",
      bytes: 10,
      checksum: "crc32:00000000",
    });
    const chunks = large && (await backend.bodies?.open(large));
    for await (const chunk of chunks ?? []) expect(new TextDecoder().decode(chunk)).toBe("large body");
    expect(chunks).toBeDefined();
    expect(found(backend, "https://example.com/yaml").records).toMatchObject([
      { serializerId: "yaml1", value: new TextEncoder().encode("a: 1\n") },
    ]);
    expect(found(backend, "https://example.com/frame").records).toMatchObject([
      { serializerId: "frame1", value: Uint8Array.of(0, 255) },
    ]);
    const heads = await headsIn(backend);
    expect(heads).toHaveLength(4);
    expect(heads.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(43);
    expect(found(backend, "https://example.com/gone").epoch).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/);
    expect(await backend.put(await record("new"))).toBe("stored");
  });
});
