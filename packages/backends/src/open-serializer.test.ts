import { describe, expect, it } from "vitest";
import { loadSerializer, openSerializer } from "./open-serializer.ts";

describe("openSerializer", () => {
  it("SES-06, SER-01, G-293 gives core's frame and the JSON of its package", async () => {
    expect((await openSerializer("frame")).valueKind).toBe("bytes");
    expect((await openSerializer("json")).id).toMatch(/^json/);
    // The cast: only at run time does case not matter.
    expect((await openSerializer("JSON" as "json")).id).toMatch(/^json/);
  });

  it("names the nearest alias where one is unknown", async () => {
    // The cast: the compiler refuses it, JavaScript programs do not.
    await expect(openSerializer("ymal" as "yaml")).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_SERIALIZER",
      remedy: expect.stringContaining("Did you mean yaml?"),
    });
  });

  it.each(["yaml", "bson"] as const)("asks for %s in its own package", async (alias) => {
    const found = { [`${alias}Serializer`]: alias };
    expect(await loadSerializer(alias, async () => found)).toBe(alias);
  });
});
