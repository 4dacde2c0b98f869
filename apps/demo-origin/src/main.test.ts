import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

describe("the demo-origin program", () => {
  it("says where it listens, answers there, and ends with its signal", async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [greeting] = await once(child.stdout.setEncoding("utf8"), "data");
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(greeting))?.[0];
    expect((await fetch(`${url}/text`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
