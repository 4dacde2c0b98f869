import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROGRAM = `
  const { openBackend } = await import("@rcache/backends");
  console.log(await openBackend("sqlite").then(({ valueKind }) => valueKind, ({ code }) => code));
`;

function answerUnder(...conditions: readonly string[]): string {
  const flags = ["@rcache/source", ...conditions].map((condition) => `--conditions=${condition}`);
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "--input-type=module", "-e", PROGRAM], {
    cwd,
    encoding: "utf8",
  });
  return stdout.trim() || stderr;
}

describe("the package", () => {
  it.each(["workerd", "edge-light", "browser"])(
    "loads nothing by name under the condition %s",
    (condition) => {
      expect(answerUnder(condition)).toBe("RCACHE_UNKNOWN_BACKEND");
    },
  );

  it("loads what is installed elsewhere", () => {
    expect(answerUnder()).toBe("bytes");
  });
});
