import { readFileSync, writeFileSync } from "node:fs";

const MEGABYTE = 1_000_000;

/** Runs it and says by how many megabytes the resident memory rose at most; undefined where the system does not tell. */
export async function peakRiseOf(work: () => Promise<void>): Promise<number | undefined> {
  globalThis.gc?.();
  if (!forgetPeak()) return work().then(() => undefined);
  const beforeKb = statusField("VmRSS");
  await work();
  return Math.max(0, ((statusField("VmHWM") - beforeKb) * 1024) / MEGABYTE);
}

function forgetPeak(): boolean {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}

function statusField(name: string): number {
  const line = readFileSync("/proc/self/status", "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${name}:`));
  return Number.parseInt(line?.slice(name.length + 1) ?? "", 10);
}
