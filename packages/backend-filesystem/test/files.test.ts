import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { entryOf, recordOf } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemTrial, found, program, record, revision } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

const RECORD = /^entries\/[0-9a-f]{2}\/[0-9a-f]{40}\/[0-9a-f]{32}-[0-9a-f]{32}\.json$/;

describe("the files", () => {
  it("FS-04, G-262 are JSON that any program reads", async () => {
    const backend = await trial.open("json");
    await backend.put(await record("https://example.com/a", { tags: ["x"] }));
    expect(trial.files("json").filter((file) => RECORD.test(file))).toHaveLength(1);
    expect(JSON.parse(readFileSync(trial.onlyFile("json"), "utf8"))).toMatchObject({
      rcache: 1,
      head: { target: "https://example.com/a", status: 200, tags: ["x"], serializerId: "json1" },
      entry: {
        format: "json1",
        headers: [["content-type", "application/json"]],
        body: { json: { ok: true } },
      },
    });
  });

  it.each([
    ["yaml1", "yaml", /^# \{"rcache":1,.*\}\nvalue$/],
    ["bson1", "bson", /^\{"rcache":1,.*\}\nvalue$/],
    ["json1+gzip", "dat", /^\{"rcache":1,.*\}\nvalue$/],
  ])("FS-03, G-262 of the serializer %s end in .%s", async (serializerId, extension, content) => {
    const backend = await trial.open(serializerId);
    const { head } = await record("a");
    await backend.put({ head: { ...head, serializerId }, value: Buffer.from("value") });
    expect(trial.onlyFile(serializerId)).toMatch(new RegExp(`\\.${extension}$`));
    expect(readFileSync(trial.onlyFile(serializerId), "utf8")).toMatch(content);
    expect(found(backend, "a").records).toMatchObject([
      { serializerId, value: new TextEncoder().encode("value") },
    ]);
  });

  it("FS-05, G-261 have the extension that was given, also where it is another one than before", async () => {
    await (await trial.open("extension")).put(await record("a"));
    const backend = await trial.open("extension", { extension: "cached.json" });
    expect(revision(backend, "a")).toBe("r1");
    await backend.put(await record("a", { revision: "r2" }), { revision: "r1" });
    expect(trial.onlyFile("extension")).toMatch(/\.cached\.json$/);
    expect(revision(await trial.open("extension"), "a")).toBe("r2");
    expect(await backend.remove([{ target: "a", selector: "GET", variant: "-" }])).toBe(1);
  });

  it("F44 stand nowhere else, whatever is in a key", async () => {
    const backend = await trial.open("keys");
    const before = readdirSync(trial.path()).sort();
    const keys = [
      "../../../escaped",
      "/etc/passwd",
      "a/../../b",
      "con.txt",
      "..",
      ".",
      "a\0b",
      "\ud800",
      "x".repeat(65_536),
    ];
    for (const target of keys)
      for (const address of [
        { target },
        { target: "t", selector: target },
        { target: "t", variant: target },
      ]) {
        const made = await record("t", { address, url: "https://example.com/" });
        expect(await backend.put(made)).toBe("stored");
      }
    for (const target of keys) expect(revision(backend, target)).toBe("r1");
    const at = { target: "t", selector: "GET", variant: "-" };
    const writer = await backend.bodies?.create(at, "../../escaped", 0);
    await writer?.commit();
    expect(readdirSync(trial.path()).sort()).toEqual(before);
    for (const file of trial.files("keys"))
      expect(file).toMatch(
        /^(?:rcache\.json|entries\/[0-9a-f]{2}\/[0-9a-f]{40}\/(?:[0-9a-f]{32}-[0-9a-f]{32}\.json|[0-9a-f]{32}\.body))$/,
      );
  });

  it("F45 are for this user alone, whatever the umask", async () => {
    const root = trial.path("outer", "umask");
    await (await program("files-under-umask-0.ts", root)).line();
    const all = readdirSync(root, { recursive: true, withFileTypes: true });
    expect(all.length).toBeGreaterThan(10);
    for (const one of [...all.map((entry) => join(entry.parentPath, entry.name)), root, dirname(root)]) {
      const stats = lstatSync(one);
      expect([one, (stats.mode & 0o777).toString(8)]).toEqual([one, stats.isDirectory() ? "700" : "600"]);
    }
  });

  it("F45 that are planted symbolic links are not followed", async () => {
    const backend = await trial.open("links");
    await backend.put(await record("a"));
    const file = trial.onlyFile("links");
    const outside = trial.path("outside.json");
    renameSync(file, outside);
    const content = readFileSync(outside, "utf8");
    symlinkSync(outside, file);
    expect(found(backend, "a").records).toEqual([]);
    expect(found(backend, "a", "-").records).toEqual([]);
    await backend.put(await record("a", { revision: "r2" }));
    expect(revision(backend, "a")).toBe("r2");
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readFileSync(outside, "utf8")).toBe(content);
    rmSync(file);
    symlinkSync(outside, file);
    await backend.clear();
    expect(existsSync(outside)).toBe(true);
  });

  it("FS-16, F5, F11 are not read where they are cut off or longer, and F7 damaged ones never say something else", async () => {
    const backend = await trial.open("damaged");
    await backend.put(await record("a"));
    const file = trial.onlyFile("damaged");
    const whole = readFileSync(file);
    for (let left = 0; left < whole.length; left++) {
      writeFileSync(file, whole.subarray(0, left));
      expect([left, found(backend, "a").records.length]).toEqual([left, 0]);
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.from(" ")]));
    expect(found(backend, "a", "-").records).toEqual([]);
    const head = whole.indexOf("\n");
    writeFileSync(file, whole);
    const [sane] = found(backend, "a").records;
    for (let at = 0; at <= head; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(file, flipped);
      for (const one of found(backend, "a").records) expect(one).toEqual(sane);
    }
    writeFileSync(file, whole.subarray(0, 100));
    expect(await backend.sweep(10)).toEqual({ removed: 0, more: false });
    expect(existsSync(file)).toBe(false);
  });

  it("F9 of a later version are left alone, and F12 swapped ones are not read", async () => {
    const backend = await trial.open("others");
    await backend.put(await record("a"));
    const file = trial.onlyFile("others");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('{"rcache":1,', '{"rcache":2,'));
    expect(found(backend, "a").records).toEqual([]);
    await backend.sweep(10);
    expect(await backend.remove([{ target: "a", selector: "GET", variant: "-" }])).toBe(0);
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, text);
    await backend.put(await record("b"));
    const [other = ""] = trial.files("others", "entries").filter((one) => !file.endsWith(one));
    renameSync(trial.path("others", "entries", other), file);
    expect(found(backend, "a").records).toEqual([]);
    expect(found(backend, "a", "-").records).toEqual([]);
  });

  it("F13 of two addresses with one digest are not taken for one another", async () => {
    const digest = (text: string): string => String(text.length % 2).repeat(64);
    const backend = await trial.openParts("digest", { digest });
    await backend.put(await record("aa"));
    expect(revision(backend, "bb")).toBeUndefined();
    expect(await backend.remove([{ target: "bb", selector: "GET", variant: "-" }])).toBe(0);
    expect(await backend.put(await record("bb"), { revision: "r1" })).toBe("conflict");
    expect(revision(backend, "aa")).toBe("r1");
    await backend.put(await record("bb", { revision: "r2" }));
    expect([revision(backend, "aa"), revision(backend, "bb")]).toEqual([undefined, "r2"]);
  });
});

describe("a large body", () => {
  it("F8 that is removed before it is read is an error, never a short one", async () => {
    const backend = await trial.open("bodies");
    const at = { target: "a", selector: "GET", variant: "-" };
    const writer = await backend.bodies?.create(at, "b", trial.clock.nowMs() + 1000);
    await writer?.write(Buffer.alloc(700_000, 7));
    await writer?.commit();
    const body = { id: "b", target: "a", bytes: 700_000, checksum: "" };
    await backend.put(await recordOf(entryOf({ address: at, body }), backend));
    const [file = ""] = trial.files("bodies", "entries").filter((name) => name.endsWith(".body"));
    const chunks = await backend.bodies?.open(body);
    const begun = (await backend.bodies?.open(body))?.[Symbol.asyncIterator]();
    await begun?.next();
    rmSync(trial.path("bodies", "entries", file));
    await expect(chunks?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "RCACHE_BODY_CORRUPT",
    });
    let length = 262_144;
    for (let next = await begun?.next(); next?.done === false; next = await begun?.next())
      length += next.value.length;
    expect(length).toBe(700_000);
    expect(await backend.bodies?.open(body)).toBeUndefined();
  });

  it("F5 that is cut off is not there", async () => {
    const backend = await trial.open("cut");
    const at = { target: "a", selector: "GET", variant: "-" };
    const writer = await backend.bodies?.create(at, "b", trial.clock.nowMs() + 1000);
    await writer?.write(Buffer.alloc(1000, 7));
    await writer?.commit();
    truncateSync(trial.onlyFile("cut"), 999);
    expect(await backend.bodies?.open({ id: "b", target: "a", bytes: 1000, checksum: "" })).toBeUndefined();
  });
});
