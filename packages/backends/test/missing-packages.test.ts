import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { BACKEND_ALIASES, type BackendAlias } from "../src/backend-aliases.ts";

const PROGRAM = fileURLToPath(new URL("programs/ask-without.ts", import.meta.url));

/** What the first request of a cache with these options rejects with, where packages of such names are not installed. */
function refusal(missing: string, options: object): unknown {
  const args = ["--conditions=@rcache/source", PROGRAM, missing, JSON.stringify(options)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return stdout === "" ? stderr : JSON.parse(stdout);
}

describe("the first request", () => {
  it.each(BACKEND_ALIASES.filter((alias) => alias !== "memory"))(
    "BE-05, G-006 rejects where the package of %s is not installed, with the command to run",
    (backend) => {
      expect(refusal("^@rcache/backend-(?!memory$)", { backend })).toEqual({
        code: "RCACHE_PACKAGE_MISSING",
        message: `RCACHE_PACKAGE_MISSING: @rcache/backend-${backend} is not installed`,
        remedy: expect.stringMatching(new RegExp(`^Run: .+ @rcache/backend-${backend}$`)),
      });
    },
  );

  it.each<[backend: BackendAlias, driver: string]>([
    ["redis", "ioredis"],
    ["mongodb", "mongodb"],
    ["gridfs", "mongodb"],
    ["dynamodb", "@aws-sdk/client-dynamodb"],
  ])("rejects where the driver of %s, %s, is not installed", (backend, driver) => {
    expect(refusal(`^${driver}$`, { backend })).toEqual({
      code: expect.stringMatching(/^RCACHE_(PACKAGE_MISSING|BACKEND_UNUSABLE)$/),
      message: expect.stringContaining(`Cannot find package '${driver}'`),
      // In the words of whichever package manager runs this.
      remedy: expect.stringMatching(/(?:npm install|pnpm add) @rcache\/backend-/),
    });
  });

  it.each(["json", "yaml", "bson"])(
    "SER-16, G-294 rejects where the package of the serializer %s is not installed",
    (serializer) => {
      expect(
        refusal("^@rcache/serializer-", {
          backend: "sqlite",
          backendOptions: { useMemory: true },
          serializer,
        }),
      ).toMatchObject({
        code: "RCACHE_PACKAGE_MISSING",
        remedy: expect.stringMatching(new RegExp(`^Run: .+ @rcache/serializer-${serializer}$`)),
      });
    },
  );
});
