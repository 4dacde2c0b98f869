/** What a process is told when it starts. */
export interface WorkerOrders {
  readonly life: string;
  /** Nodes of the cluster to be asked first: `redis://host:port`. */
  readonly nodes: readonly string[];
  readonly namespace: string;
  readonly originUrl: string;
  /** The items in the order in which it asks for them. */
  readonly items: readonly number[];
  /** How many it asks for at once. */
  readonly atOnce: number;
}

/** What a process tells: that it can begin, how one item was answered, that it has all. */
export type WorkerReport =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly item: number; readonly outcome: string; readonly isRight: boolean }
  | { readonly kind: "done" };
