import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ContenderName, serverOf } from "../contenders/contenders.ts";
import type { Column, Row } from "../report/result.ts";
import { type Contestant, startContestant } from "./contestant.ts";
import { type Origin, startOrigin } from "./origin.ts";
import { lazyServers, type Servers } from "./servers.ts";

/** What a scenario measures with. */
export interface Bench extends AsyncDisposable {
  /** Short rounds: shows that it works, and says little of speed. */
  readonly quick: boolean;
  readonly origin: Origin;
  /** An empty directory, removed at the end. */
  directory(): string;
  readonly servers: Servers;
  /** Those of them whose server is here. The others are told of in `servers.missing`. */
  available(names: readonly ContenderName[]): Promise<readonly ContenderName[]>;
  /** The contender in a process of its own; in an empty directory and with the bench's server unless another is given. */
  start(name: ContenderName, directory?: string, server?: string): Promise<Contestant>;
}

/** One question about speed or memory. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** What the figures are compared with, measured in the same run. */
  readonly limit: string;
  readonly columns: readonly Column[];
  run(bench: Bench): Promise<readonly Row[]>;
}

/** Starts the origin and makes room for stores. */
export async function openBench(quick: boolean): Promise<Bench> {
  const room = mkdtempSync(join(tmpdir(), "rcache-bench-"));
  const origin = await startOrigin();
  const servers = lazyServers();
  const directory = (): string => mkdtempSync(join(room, "store-"));
  const serverFor = async (name: ContenderName): Promise<string | undefined> => {
    const server = serverOf(name);
    return server === undefined ? "" : servers.urlOf(server);
  };
  return {
    quick,
    origin,
    directory,
    servers,
    async available(names) {
      const there: ContenderName[] = [];
      for (const name of names) if ((await serverFor(name)) !== undefined) there.push(name);
      return there;
    },
    start: async (name, at = directory(), server) =>
      startContestant(name, at, server ?? (await serverFor(name)) ?? ""),
    async [Symbol.asyncDispose]() {
      await servers[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
      rmSync(room, { recursive: true, force: true });
    },
  };
}

/** Gives the contestants to the work and ends their processes after it. */
export async function withContestants<T>(
  bench: Bench,
  names: readonly ContenderName[],
  work: (contestants: readonly Contestant[]) => Promise<T>,
): Promise<T> {
  await using started = new AsyncDisposableStack();
  const starts = await Promise.allSettled(names.map((name) => bench.start(name)));
  const contestants = starts.flatMap((start) =>
    start.status === "fulfilled" ? started.use(start.value) : [],
  );
  for (const start of starts) if (start.status === "rejected") throw start.reason;
  return await work(contestants);
}
