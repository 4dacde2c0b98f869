import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { ContenderName } from "../contenders/contenders.ts";
import type { Answers, Order } from "./orders.ts";

/** A contender that runs in its own process and does one thing at a time. */
export interface Contestant extends AsyncDisposable {
  readonly name: ContenderName;
  obey<O extends Order>(order: O): Promise<Answers[O["kind"]]>;
}

/** Starts the contender's process; its store is in the directory, or in the server. */
export async function startContestant(
  name: ContenderName,
  directory: string,
  server: string,
): Promise<Contestant> {
  const program = new URL("contender-process.ts", import.meta.url);
  const execArgv = [...process.execArgv, "--expose-gc", "--no-warnings"];
  const child = fork(program, [name, directory, server], { execArgv });
  await replyOf(child, name);
  return {
    name,
    async obey(order) {
      child.send(order);
      const { answer, failure } = Object(await replyOf(child, name));
      if (failure !== undefined) throw new Error(`${name}: ${failure}`);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.send("close");
      await ended;
    },
  };
}

async function replyOf(child: ChildProcess, name: string): Promise<unknown> {
  const over = new AbortController();
  const died = once(child, "exit", { signal: over.signal }).then(([code]) => {
    throw new Error(`${name} ended with code ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal: over.signal }), died]);
    return message;
  } finally {
    over.abort();
    died.catch(() => undefined);
  }
}
