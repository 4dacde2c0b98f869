import type { RecordDocument, StoredRecord } from "@rcache/core/backend";
import { type Service, withMongodbServers } from "@rcache/services";
import { unusableBackend } from "@rcache/testkit";
import { MongoClient } from "mongodb";
import { afterAll, describe, expect, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";
import { mongodbTrial, record } from "./mongodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

const HOST = { nowMs: () => Date.now(), report: () => undefined };
const AT = { target: "https://example.com/", selector: "GET" };

await withMongodbServers(it, suite);

async function suite({ name, url, version }: Service): Promise<void> {
  const trial = await mongodbTrial(url, mongodbBackend);
  afterAll(() => trial.end());
  const hasTtl = name !== "ferretdb";

  describe(`expiry by ${version}`, () => {
    it("G-284 is asked for by an index on a date, and refused with one warning", async () => {
      trial.commands();
      await trial.open("expiry");
      const asked = trial.commands().flatMap(({ command }) => command["indexes"] ?? []);
      expect(asked).toContainEqual({
        name: "removeAt_ttl",
        key: new Map([["removeAt", 1]]),
        expireAfterSeconds: 0,
      });
      const codes = trial.events.map((event) => (event.kind === "warning" ? event.code : event.kind));
      expect(codes).toEqual(hasTtl ? [] : ["RCACHE_TTL_NOT_ENABLED"]);
      trial.events.length = 0;
    });

    it("is of the date of removal, and left out for what never expires", async () => {
      const backend = await trial.open("dates");
      const removeAtMs = trial.clock.nowMs() + 60_000;
      await backend.put(await record("expires", { lifetimes: { removeAtMs } }));
      await backend.put(await record("never", { lifetimes: { removeAtMs: 8.64e15 } }));
      const dates = (await trial.documents("dates.responses")).map(({ removeAt }) => removeAt);
      expect(dates).toEqual([new Date(removeAtMs), undefined]);
      trial.events.length = 0;
    });

    it("MON-05, G-283 of all entries is set once, overwritten where that is asked, and removed", async () => {
      const backend = await trial.open("ttl");
      trial.events.length = 0;
      expect(await backend.getTtl()).toBeUndefined();
      await backend.setTtl("1h");
      if (!hasTtl) {
        expect(await backend.getTtl()).toBeUndefined();
        expect(trial.events).toMatchObject([{ kind: "warning", code: "RCACHE_TTL_NOT_ENABLED" }]);
        trial.events.length = 0;
        return;
      }
      await backend.setTtl(60);
      expect(await backend.getTtl()).toBe(3_600);
      await backend.setTtl({ minutes: 2 }, { overwrite: true });
      expect(await backend.getTtl()).toBe(120);
      await backend.setTtl(null);
      expect(await backend.getTtl()).toBe(120);
      await backend.setTtl(null, { overwrite: true });
      expect(await backend.getTtl()).toBeUndefined();
      // The cast: what a program without types may pass.
      await expect(backend.setTtl("soon" as "1s")).rejects.toMatchObject({
        code: "RCACHE_INVALID_DURATION",
      });
      await backend.put(await record("created"));
      const [created] = await trial.documents("ttl.responses");
      expect(created?.["createdAt"]).toBeInstanceOf(Date);
      expect(trial.events).toEqual([]);
    });
  });

  describe(`documents in ${version}`, () => {
    it("MON-01, MON-03, MON-04 have head and entry side by side, and can be asked for by them", async () => {
      const backend = await trial.open("native");
      await backend.put(
        await record("https://example.com/a", {
          tags: ["a"],
          etag: '"1"',
          body: new TextEncoder().encode('{"x":1}'),
        }),
      );
      await backend.put(await record("https://example.com/b", { response: { status: 404 } }));
      const responses = trial.db.collection("native.responses");
      expect(await responses.findOne({ tags: "a", status: 200 })).toMatchObject({
        etag: '"1"',
        headerNames: ["content-type"],
        headerValues: ["application/json"],
        bodyText: '{"x":1}',
        host: "example.com",
      });
      expect(await responses.countDocuments({ status: 404 })).toBe(1);
    });

    it("lose the fields that the record in their place does not have, and keep those of other serializers apart", async () => {
      const backend = await trial.open("fields");
      await backend.put(await record(AT.target, { etag: '"1"', body: new TextEncoder().encode("{}") }));
      await backend.put(await record(AT.target, { revision: "r2", body: null }), { revision: "r1" });
      const [second] = (await backend.find(AT)).records;
      expect(Object.keys(second?.value ?? {})).not.toContain("etag");
      expect(Object.keys(second?.value ?? {})).not.toContain("bodyText");
      const { head } = await record(AT.target, { revision: "r3" });
      const value: RecordDocument = {
        kind: "x",
        epoch: "y",
        inner: { list: ["a"] },
        bytes: new Uint8Array([1]),
      };
      const other: StoredRecord = { head: { ...head, serializerId: "other" }, value };
      expect(await backend.put(other, { revision: "r2" })).toBe("stored");
      expect((await backend.find(AT)).records).toMatchObject([
        { revision: "r3", serializerId: "other", value },
      ]);
      expect(await backend.put(await record(AT.target, { revision: "r4" }), { revision: "r3" })).toBe(
        "stored",
      );
      expect(await backend.put(await record(AT.target, { revision: "r5" }), { revision: "r3" })).toBe(
        "conflict",
      );
      const [last] = (await backend.find(AT)).records;
      expect(last?.value).toMatchObject({ revision: "r4", bodyText: '{"ok":true}' });
      expect(Object.keys(last?.value ?? {})).not.toContain("inner");
    });

    it("MON-08 of 17 MB go to chunks", async () => {
      const backend = await trial.open("large");
      const body = new Uint8Array(17_000_000).fill(7);
      expect(await backend.put(await record(AT.target, { body }))).toBe("too-large");
      const writer = await backend.bodies?.create({ ...AT, variant: "-" }, "large", trial.clock.nowMs());
      for (let at = 0; at < body.length; at += 65_536) await writer?.write(body.subarray(at, at + 65_536));
      await writer?.commit();
      const ref = { id: "large", target: AT.target, bytes: body.length, checksum: "crc32:00000000" };
      expect(await backend.put(await record(AT.target, { body: ref }))).toBe("stored");
      expect(await trial.db.collection("large.chunks").countDocuments()).toBe(
        Math.ceil(17_000_000 / 524_288),
      );
      let bytes = 0;
      for await (const chunk of (await backend.bodies?.open(ref, 16_000_001)) ?? []) bytes += chunk.length;
      expect(bytes).toBe(999_999);
    });

    it("of caches in one database are apart", async () => {
      const caches = await Promise.all(["apart", "apart.responses", "apart_2"].map((one) => trial.open(one)));
      for (const [n, backend] of caches.entries())
        await backend.put(await record(AT.target, { revision: `r${n}` }));
      await caches[0]?.clear();
      const revisions = caches.map(async (backend) =>
        (await backend.find(AT)).records.map((one) => one.revision),
      );
      expect(await Promise.all(revisions)).toEqual([[], ["r1"], ["r2"]]);
    });
  });

  describe(`a connection to ${version}`, () => {
    it("whose credentials are refused makes ready() reject, with no secret in what it says", async () => {
      const error = await unusableBackend(mongodbBackend({ url: url.replace("//", "//user:secret@") }));
      expect(error.code).toBe("RCACHE_BACKEND_UNUSABLE");
      expect(error.remedy).toContain("credentials");
      expect(String(error)).not.toContain("secret");
    });

    it("MON-02, G-286 of somebody else is left open, and one's own is closed", async () => {
      const backend = await trial.open("closing");
      await backend.close();
      expect(() => backend.find(AT)).toThrow("not open");
      expect(await trial.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
      const own = mongodbBackend({ dbName: trial.dbName, url });
      const close = vi.spyOn(MongoClient.prototype, "close");
      await own.open(HOST);
      await own.close();
      await own.close();
      expect(close).toHaveBeenCalledTimes(1);
      close.mockRestore();
      await own.open(HOST);
      await own.put(await record("again"));
      await own.close();
    });
  });
}

describe("a server that does not answer", () => {
  it("makes ready() reject soon, and costs each request one event", async () => {
    const url = "mongodb://user:secret@127.0.0.1:1/?serverSelectionTimeoutMS=200";
    const error = await unusableBackend(mongodbBackend({ url }));
    expect([error.code, error.message]).toEqual([
      "RCACHE_BACKEND_UNUSABLE",
      expect.stringContaining("ECONNREFUSED"),
    ]);
    expect(String(error)).not.toContain("secret");
  });

  it.each([
    ["read the URL", { url: "mongodb://127.0.0.1:1/?noSuchOption=1" }],
    ["take an option", { url: "mongodb://127.0.0.1:1", clientOptions: { noSuchOption: 1 } }],
  ])("is a mistake of set-up where the driver cannot %s", async (_, options) => {
    const backend = mongodbBackend(options);
    await expect(Promise.resolve(backend.open(HOST))).rejects.toMatchObject({
      code: "RCACHE_INVALID_OPTION",
    });
  });
});
