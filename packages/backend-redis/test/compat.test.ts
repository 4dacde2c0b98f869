import { readFileSync } from "node:fs";
import { join } from "node:path";
import { frameSerializer } from "@rcache/core";
import { withService } from "@rcache/services";
import { headsIn } from "@rcache/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { redisTrial } from "./redis-trial.ts";

await withService(it, "redis", ({ url }) => {
  describe("keys as a released version has left them", () => {
    const trial = redisTrial({ url });
    const client = new Redis(url);
    afterAll(async () => {
      await trial.end();
      client.disconnect();
    });

    /** Commands that make the keys, bytes as Latin-1. A new layout adds a fixture; nobody edits one. */
    async function restore(name: string): Promise<void> {
      const text = readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8");
      const commands: [command: string, key: string, ...rest: string[]][] = JSON.parse(text);
      for (const [command, key, ...rest] of commands) {
        const args = rest.map((arg) => Buffer.from(arg, "latin1"));
        await client.call(command, key.replace("http_cache:", `${trial.namespace}:`), ...args);
      }
    }

    it("F10 layout 1 is read as it was written", async () => {
      await restore("layout-1");
      const backend = await trial.open();
      const at = { target: "https://example.com/users?q={a}", selector: "GET.p1" };
      const [found] = (await backend.find(at, "v1")).records;
      expect(found).toMatchObject({ ...at, variant: "v1", revision: "r1", removeAtMs: 8.64e15 });
      const value = found?.value instanceof Uint8Array ? found.value : new Uint8Array();
      expect(await frameSerializer.decode(value, { ...at, variant: "v1" })).toMatchObject({
        entry: { revision: "r1", tags: ["users"] },
      });
      expect((await backend.find(at)).records.map(({ revision }) => revision)).toEqual(["r1", "r2"]);

      const [large] = (await backend.find({ target: "https://example.com/large", selector: "GET" })).records;
      const chunks = large?.body && (await backend.bodies?.open(large.body));
      const texts: string[] = [];
      for await (const chunk of chunks ?? []) texts.push(new TextDecoder().decode(chunk));
      expect(texts).toEqual(["large body"]);

      expect(await headsIn(backend)).toHaveLength(3);
      const gone = await backend.find({ target: "https://example.com/gone", selector: "GET" }, "-");
      expect(gone.epoch).toMatch(/^[0-9a-f-]{36}$/);
      expect(await backend.invalidate(at.target)).toBe(2);
      expect((await backend.find(at)).records).toEqual([]);
    });
  });
});
