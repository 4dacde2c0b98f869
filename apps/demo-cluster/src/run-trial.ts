import { randomUUID } from "node:crypto";
import { redisBackend } from "@rcache/backend-redis";
import { createCachedFetch } from "@rcache/fetch";
import { type Asked, countingOrigin } from "./counting-origin.ts";
import { isItemBody } from "./item-body.ts";
import { type Life, startWorker, type WorkerProcess } from "./worker-process.ts";

/** What is tried. */
export interface TrialOptions {
  /** Nodes of the cluster to be asked first: `redis://host:port`. */
  readonly nodes: readonly string[];
  readonly workers: number;
  readonly items: number;
  /** How many processes are killed while they ask the origin, each to be started again. */
  readonly kills: number;
  /** How long the origin takes for an answer. */
  readonly delayMs: number;
  /** Hears of what happens. */
  readonly onEvent: (event: TrialEvent) => void;
}

export type TrialEvent =
  | { readonly kind: "started" | "started-again"; readonly life: string }
  | { readonly kind: "killed"; readonly life: string; readonly item: number }
  /** Told four times on the way, if every item is asked for once. */
  | { readonly kind: "asked"; readonly times: number };

/** What came of it. */
export interface TrialReport {
  /** All requests that reached the origin, in the order of their arrival. */
  readonly asked: readonly Asked[];
  /** In the order of their start. */
  readonly lives: readonly Life[];
  /** How another process finds each item afterwards, without asking the origin: `hit`, or what else. */
  readonly afterwards: readonly string[];
  readonly ms: number;
}

const AT_ONCE = 4;
const LOOK_WITHIN_MS = 10_000;

/**
 * Lets several processes ask for the same items through one cache in a Redis Cluster. Some are killed at the moment at which the origin
 * has their request, and started again. What it stored is removed.
 */
export async function runTrial(options: TrialOptions): Promise<TrialReport> {
  const namespace = `demo-cluster-${randomUUID()}`;
  const crew = new Crew(options, namespace);
  const origin = await countingOrigin(options.delayMs, (asked) => crew.heard(asked));
  try {
    const startMs = performance.now();
    await crew.work(origin.url);
    const ms = performance.now() - startMs;
    const afterwards = await lookAfterwards(options, namespace, origin.url);
    return { asked: [...origin.asked], lives: crew.lives, afterwards, ms };
  } finally {
    await origin.close();
  }
}

/** The processes, and who of them is killed when. */
class Crew {
  readonly lives: Life[] = [];
  readonly #options: TrialOptions;
  readonly #namespace: string;
  readonly #running = new Map<string, WorkerProcess>();
  #heard = 0;
  #killed = 0;

  constructor(options: TrialOptions, namespace: string) {
    this.#options = options;
    this.#namespace = namespace;
  }

  /** Settles when each process has its items, in this life or another. */
  async work(originUrl: string): Promise<void> {
    const numbers = Array.from({ length: this.#options.workers }, (_, index) => index + 1);
    const first = await Promise.all(numbers.map((worker) => this.#start(worker, 1, originUrl)));
    for (const one of first) one.go();
    await Promise.all(first.map((one, index) => this.#outlive(one, index + 1, originUrl)));
  }

  /** A request of one of them has reached the origin: the moment at which it would hurt most. */
  heard({ life, item }: Asked): void {
    this.#heard += 1;
    const { items, kills, onEvent } = this.#options;
    if (this.#heard % Math.ceil(items / 4) === 0) onEvent({ kind: "asked", times: this.#heard });
    const asking = this.#running.get(life);
    const isDue = this.#killed < kills && this.#heard >= ((this.#killed + 1) * items) / (kills + 1);
    if (!isDue || asking === undefined || asking.life.wasKilled) return;
    this.#killed += 1;
    asking.kill();
    onEvent({ kind: "killed", life, item });
  }

  async #start(worker: number, life: number, originUrl: string): Promise<WorkerProcess> {
    const { items, nodes, onEvent, workers } = this.#options;
    const all = Array.from({ length: items }, (_, item) => item);
    // Each begins elsewhere, so that each is the first for some of them.
    const from = Math.floor(((worker - 1) * items) / workers);
    const one = await startWorker(worker, {
      life: `${worker}.${life}`,
      nodes,
      namespace: this.#namespace,
      originUrl,
      items: [...all.slice(from), ...all.slice(0, from)],
      atOnce: AT_ONCE,
    });
    this.lives.push(one.life);
    this.#running.set(one.life.name, one);
    onEvent({ kind: life === 1 ? "started" : "started-again", life: one.life.name });
    return one;
  }

  async #outlive(first: WorkerProcess, worker: number, originUrl: string): Promise<void> {
    let one = first;
    for (let life = 2; ; life += 1) {
      await one.ended;
      if (!one.life.wasKilled) return;
      one = await this.#start(worker, life, originUrl);
      one.go();
    }
  }
}

async function lookAfterwards(
  { items, nodes }: TrialOptions,
  namespace: string,
  originUrl: string,
): Promise<string[]> {
  const cachedFetch = createCachedFetch({
    backend: redisBackend({ cluster: nodes, namespace }),
    onlyIfCached: true,
    autoClose: true,
    // A machine that is busy with other things has lost nothing.
    backendDeadlineMs: LOOK_WITHIN_MS,
  });
  try {
    await cachedFetch.cache.ready();
    const found: string[] = [];
    for (let item = 0; item < items; item += 1) {
      const response = await cachedFetch(`${originUrl}/items/${item}`);
      const body = new Uint8Array(await response.arrayBuffer());
      found.push(isItemBody(item, body) ? response.cache.kind : `${response.cache.kind}, another body`);
    }
    await cachedFetch.cache.clear();
    return found;
  } finally {
    await cachedFetch.cache.close();
  }
}
