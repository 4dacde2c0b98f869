import type { Backend, StoredRecord } from "@rcache/core/backend";
import type { Ability } from "../backend-contract/trial.ts";
import { entryOf } from "../builders/entry-of.ts";
import { recordOf } from "../builders/record-of.ts";
import { check } from "../check.ts";
import { type ManualClock, manualClock } from "../clock/manual-clock.ts";
import { type ScriptedOrigin, scriptedOrigin } from "../origin/scripted-origin.ts";
import { openShared, type ProcessSubject } from "./process-subject.ts";
import { type RunningProgram, runProgram } from "./run-program.ts";

/** The proof of one promise: the id comes first in the name. */
export interface ProcessProof {
  readonly name: string;
  readonly needs?: Ability;
  prove(trial: ProcessTrial): Promise<void>;
}

/** A backend of a fresh name in this process, and others that share its store. */
export interface ProcessTrial {
  readonly backend: Backend;
  readonly clock: ManualClock;
  record(target: string, revision: string): Promise<StoredRecord>;
  /** Starts another process: what it does with what. */
  start(
    command: "invalidate" | "storeLate" | "lease" | "ask" | "askSlowly",
    subject: string,
  ): Promise<RunningProgram>;
  /** An origin that is closed at the end. */
  openOrigin(): Promise<ScriptedOrigin>;
  /** What another process says of an invalidation, after it has ended well. */
  invalidateElsewhere(target: string): Promise<string>;
}

/** Opens a backend of a fresh name, runs, ends every process and origin, closes and destroys. */
export async function onProcessTrial(
  subject: ProcessSubject,
  run: (trial: ProcessTrial) => Promise<void>,
): Promise<void> {
  const { module, place = "" } = subject;
  // Real time to begin with: the other processes go by it.
  const clock = manualClock(Date.now());
  const cacheName = `processes_${crypto.randomUUID().slice(0, 8)}`;
  const backend = await openShared(module.href, place, cacheName);
  await backend.open({ nowMs: () => clock.nowMs(), report: () => undefined });
  const running: AsyncDisposable[] = [];
  const start: ProcessTrial["start"] = async (command, what) => {
    const program = await runProgram(otherProcess(), module.href, place, cacheName, command, what);
    running.push(program);
    return program;
  };
  try {
    await run({
      backend,
      clock,
      start,
      async openOrigin() {
        const origin = await scriptedOrigin();
        running.push(origin);
        return origin;
      },
      record: (target, revision) =>
        recordOf(entryOf({ address: { target }, receivedAtMs: clock.nowMs(), revision }), backend),
      async invalidateElsewhere(target) {
        const other = await start("invalidate", target);
        const count = await other.line();
        await checkEndedWell(other);
        return count;
      },
    });
  } finally {
    for (const one of running) await one[Symbol.asyncDispose]();
    await backend.close();
    await subject.destroy?.(cacheName);
  }
}

/** Fails the test where a process did not end by itself. */
export async function checkEndedWell(program: RunningProgram): Promise<void> {
  const { by, stderr } = await program.ended();
  check(by === 0, `the other process ended by ${by}: ${stderr}`);
}

/** Beside this file, as a source or compiled. */
function otherProcess(): URL {
  return new URL(`./other-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
}
