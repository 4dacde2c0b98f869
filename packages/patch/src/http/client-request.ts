import type { Agent, AgentOptions, ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { HeldEvents } from "./held-events.ts";
import type { HttpExchange } from "./http-exchange.ts";

/** On a request that a hook has seen: its exchange, or `true` where it passes. In the registry: copies of the package see each other's. */
export const SEEN: unique symbol = Symbol.for("rcache.patch.seen") as never; // the cast: `Symbol.for` cannot be typed unique

/** On a request whose events are held back: what holds them. */
export const HELD: unique symbol = Symbol("rcache.patch.held");

/** What is asked of Node's own request beyond its types. These members are as old as `node:http` and used by many libraries. */
export interface NodeRequest extends Omit<ClientRequest, "emit" | "socket" | "destroy" | "onSocket"> {
  [SEEN]?: HttpExchange | true;
  [HELD]?: HeldEvents;
  /** The head as it goes on the wire; null until it is rendered. */
  readonly _header: string | null;
  /** What waits for a socket, head first. */
  readonly outputData: readonly { readonly data: string | Uint8Array; readonly encoding?: BufferEncoding }[];
  _closed: boolean;
  _ended: boolean;
  readonly agent: Agent | undefined;
  readonly socketPath: string | undefined;
  readonly joinDuplicateHeaders?: boolean;
  readonly timeout?: number;
  socket: Socket | null;
  res: IncomingMessage | null;
  destroyed: boolean;
  emit(event: string, ...given: unknown[]): boolean;
  destroy(error?: Error): this;
  onSocket(socket: Socket | null, error?: unknown): void;
  _flush(): void;
}

/** What an agent is given for a request: the options of the request, with host and port in any case. */
export interface RequestTarget {
  readonly host?: string | undefined;
  readonly port?: number | string | undefined;
  readonly socketPath?: string | undefined;
  readonly lookup?: unknown;
  readonly rejectUnauthorized?: boolean | undefined;
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly pfx?: unknown;
  readonly servername?: string | undefined;
}

/** What an agent was made with. */
export interface AgentLike {
  readonly options?: AgentOptions & RequestTarget;
}

/** What is asked of Node's own response beyond its types. */
export interface NodeResponse extends IncomingMessage {
  readonly _dumped: boolean;
  _dump(): void;
  _addHeaderLines(lines: readonly string[], count: number): void;
}

export type AddRequest = (this: object, request: NodeRequest, ...given: readonly unknown[]) => void;
export type OnSocket = (this: NodeRequest, socket: Socket | null, error?: unknown) => void;
