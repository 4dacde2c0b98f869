import { describe, expect, it } from "vitest";
import { startProcess } from "./child-process.ts";

const command = process.execPath;

describe("startProcess", () => {
  it("waits until the server answers, and stops it", async () => {
    let probes = 0;
    const server = await startProcess({
      command,
      args: ["-e", "setInterval(() => {}, 1000)"],
      probe: () => (++probes < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve()),
    });
    expect(probes).toBe(3);
    await Promise.all([server.stop(), server.kill()]);
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow("ESRCH");
  });

  it("rejects with what a server said that ended", async () => {
    const args = ["-e", "console.error('no such option'); process.exit(3)"];
    const starting = startProcess({ command, args, probe: () => Promise.reject(new Error("nobody there")) });
    await expect(starting).rejects.toThrow(/it ended with 3\n.*no such option/s);
  });

  it("rejects where there is no such program, and where one takes too long", async () => {
    const probe = () => Promise.reject(new Error("nobody there"));
    await expect(startProcess({ command: "/no/such/program", args: [], probe })).rejects.toThrow("ENOENT");
    const args = ["-e", "setInterval(() => {}, 1000)"];
    await expect(startProcess({ command, args, probe, readyWithinMs: 50 })).rejects.toThrow("nobody there");
  });
});
