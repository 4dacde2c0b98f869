/** What is asked of a client. */
export interface Asked {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a client gives of an answer. */
export interface Reply {
  readonly status: number;
  /** As the client gives it: with or without its content coding. */
  readonly body: string;
  /** A field, or undefined. Not every client shows them. */
  readonly contentType: string | undefined;
}

/** A runtime other than Node. */
export type OtherRuntime = "bun" | "deno";

/** A client as its users have it: its own defaults, and no word of a cache. */
export interface Client {
  readonly name: string;
  ask(asked: Asked): Promise<Reply>;
  /** Names of cases in which it never settles, with or without a cache. */
  readonly hangs?: readonly string[];
  /** The same for runtimes in which that is otherwise. */
  readonly hangsIn?: Readonly<Partial<Record<OtherRuntime | "node", readonly string[]>>>;
}

export async function fromResponse(response: {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}): Promise<Reply> {
  const body = await response.text();
  return { status: response.status, body, contentType: response.headers.get("content-type") ?? undefined };
}

/** What fetch-like clients take. */
export function initOf({ method, headers, body }: Asked): {
  method: string;
  headers: Record<string, string>;
  body?: string;
} {
  return body === undefined ? { method, headers: { ...headers } } : { method, headers: { ...headers }, body };
}
