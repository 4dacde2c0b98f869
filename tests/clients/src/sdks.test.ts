import { installCache, uninstallCache } from "@rcache/patch";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { askTwicePatched, askTwiceWithFetch, MISS_THEN_HIT } from "./ask-twice.ts";
import { versionOf } from "./sdk.ts";
import { openSdkService, type SdkService } from "./sdk-service.ts";
import { sdks } from "./sdks.ts";

let service: SdkService;

beforeAll(async () => {
  service = await openSdkService();
});

afterAll(() => service[Symbol.asyncDispose]());

afterEach(() => {
  uninstallCache();
});

const rows = sdks.map((sdk) => [`${sdk.name} ${versionOf(sdk)}`, sdk] as const);

describe("an SDK in a patched process: a miss, then a hit", () => {
  it.each(rows)("%s", async (_name, sdk) => {
    const plain = await sdk.ask(service.base, {});
    expect(await askTwicePatched(sdk, service)).toEqual(MISS_THEN_HIT);
    expect(plain).toBeDefined();
  });
});

describe("an SDK that is given a cached fetch: a miss, then a hit", () => {
  it.each(rows.filter(([, { takesFetch = true }]) => takesFetch))("%s", async (_name, sdk) => {
    expect(await askTwiceWithFetch(sdk, service)).toEqual(MISS_THEN_HIT);
  });
});

describe("an SDK in a patched process", () => {
  it.each(rows.filter(([, { options }]) => options))(
    "%s: nothing is cached without a word",
    async (_name, sdk) => {
      using _installed = installCache({ backend: "memory" });
      const before = service.asked;
      for (const _ of [1, 2]) await sdk.ask(service.base, {});
      expect(service.asked - before).toBe(2);
    },
  );

  it("two keys never share an answer", async () => {
    using _installed = installCache({ backend: "memory" });
    const ask = async (apiKey: string): Promise<string> =>
      (await new OpenAI({ apiKey, baseURL: `${service.base}/v1` }).models.retrieve("other")).id;
    const [one, two] = [await ask("one"), await ask("two")];
    expect(one).not.toBe(two);
    expect([await ask("one"), await ask("two")]).toEqual([one, two]);
  });
});
