import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { WorkerOrders, WorkerReport } from "./messages.ts";

/** One life of a process, from its start to its end or its killing. */
export interface Life {
  /** `2.1`: the first life of the second process. */
  readonly name: string;
  readonly worker: number;
  wasKilled: boolean;
  /** How each item was answered that it reported. */
  readonly outcomes: Map<number, string>;
  /** Items whose body was not the one of the origin. */
  readonly wrong: number[];
  /** Why it ended before it was done, without being killed. */
  problem: string | undefined;
}

/** A running process. */
export interface WorkerProcess {
  readonly life: Life;
  /** Lets it ask. */
  go(): void;
  /** SIGKILL: nothing of it runs after that. */
  kill(): void;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

/** Starts a process and waits until its cache is open. */
export async function startWorker(worker: number, orders: WorkerOrders): Promise<WorkerProcess> {
  const child = fork(join(import.meta.dirname, "worker.ts"), {
    execArgv: ["--conditions=@rcache/source"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const life: Life = {
    name: orders.life,
    worker,
    wasKilled: false,
    outcomes: new Map(),
    wrong: [],
    problem: undefined,
  };
  let said = "";
  child.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  let isDone = false;
  const ready = new Promise<void>((resolve) => {
    child.on("message", (report: WorkerReport) => {
      if (report.kind === "ready") resolve();
      if (report.kind === "done") isDone = true;
      if (report.kind !== "answered") return;
      life.outcomes.set(report.item, report.outcome);
      if (!report.isRight) life.wrong.push(report.item);
    });
  });
  const ended = once(child, "close").then(() => {
    if (!isDone && !life.wasKilled) life.problem = said.trim() || "it ended without a word";
  });
  child.send(orders);
  await Promise.race([ready, ended]);
  return {
    life,
    go: () => void (child.connected && child.send("go")),
    kill: () => {
      life.wasKilled = true;
      child.kill("SIGKILL");
    },
    ended,
  };
}
