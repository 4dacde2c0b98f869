import { GatheredWrites } from "./gathered-writes.ts";
import { isClusterClient, type RedisClientLike } from "./redis-client-like.ts";
import type { Script } from "./script.ts";

/** What a command takes. */
export type Arg = string | Uint8Array | number;
/** What comes back where bytes were asked for: lists of lists of bytes, numbers, and null for nothing. */
export type Reply = Uint8Array | number | null | readonly Reply[];

/** Sends commands over one client, and knows what is under way. */
export class RedisCommands {
  readonly client: RedisClientLike;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #writes: GatheredWrites;
  #reading = 0;

  constructor(client: RedisClientLike) {
    this.client = client;
    this.#writes = new GatheredWrites(client);
  }

  /** Runs a script by its name; only a server that does not know it yet is sent the text. */
  async run(script: Script, keys: readonly string[], args: readonly Arg[]): Promise<Reply> {
    const sent = this.client
      .callBuffer("EVALSHA", script.sha, keys.length, ...keys, ...args)
      .catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        return this.client.callBuffer("EVAL", script.lua, keys.length, ...keys, ...args);
      });
    return (await this.#tracked(sent)) as Reply; // the cast: what `callBuffer` promises
  }

  async count(script: Script, keys: readonly string[], args: readonly Arg[]): Promise<number> {
    return Number(await this.run(script, keys, args));
  }

  async call(command: string, ...args: readonly Arg[]): Promise<unknown> {
    return await this.#tracked(this.client.call(command, ...args));
  }

  /** For a reply that is a list of bytes. Nobody needs to wait for a reading command, so that it is not counted as under way. */
  read(command: string, ...args: readonly Arg[]): Promise<Reply> {
    // One that is alone is written at once.
    if (this.#reading > 0) this.#writes.gather();
    this.#reading += 1;
    const sent = this.client.callBuffer(command, ...args) as Promise<Reply>; // the cast: what `callBuffer` promises
    sent.then(this.#hasRead, this.#hasRead);
    return sent;
  }

  readonly #hasRead = (): void => {
    this.#reading -= 1;
  };

  async bytes(command: string, ...args: readonly Arg[]): Promise<Uint8Array | undefined> {
    const reply = await this.read(command, ...args);
    return reply instanceof Uint8Array ? reply : undefined;
  }

  /** Removes keys, wherever they are. */
  async unlink(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    // One command over several slots is refused; so many at once are one write to each node all the same.
    if (isClusterClient(this.client)) await Promise.all(keys.map((key) => this.call("UNLINK", key)));
    else await this.call("UNLINK", ...keys);
  }

  /** Settles when all that was sent so far has its reply. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #tracked<T>(sent: Promise<T>): Promise<T> {
    this.#underWay.add(sent);
    try {
      return await sent;
    } finally {
      this.#underWay.delete(sent);
    }
  }
}

/** A list in a reply. */
export function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

/** A text in a reply. */
export function textOf(reply: Reply | undefined): string {
  if (reply instanceof Uint8Array)
    return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength).toString();
  return typeof reply === "number" ? String(reply) : "";
}

/** The same bytes as what clients take for bytes. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The key holds something of another type than the command is for. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.includes("WRONGTYPE");
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOSCRIPT");
}
