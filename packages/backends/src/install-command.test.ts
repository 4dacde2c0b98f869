import { describe, expect, it } from "vitest";
import { installCommand } from "./install-command.ts";

describe("installCommand", () => {
  it.each([
    ["npm/10.8.2 node/v22.0.0 linux x64", "npm install @rcache/backend-redis"],
    ["pnpm/12.21.0 npm/? node/v24.21.0 linux x64", "pnpm add @rcache/backend-redis"],
    ["yarn/4.5.0 npm/? node/v22.0.0", "yarn add @rcache/backend-redis"],
    ["bun/1.3.0 npm/? node/v24.0.0", "bun add @rcache/backend-redis"],
    ["deno/2.5.0", "deno add npm:@rcache/backend-redis"],
    ["something-else/1.0", "npm install @rcache/backend-redis"],
    ["", "npm install @rcache/backend-redis"],
  ])("for %j is %s", (userAgent, command) => {
    expect(installCommand("@rcache/backend-redis", userAgent)).toBe(command);
  });
});
