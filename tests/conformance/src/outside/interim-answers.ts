import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Interim } from "./suite.ts";

/** What Node's fetch publishes of every head of an answer, also of those that fetch never shows. */
interface PublishedHead {
  readonly request: { readonly path: string };
  readonly response: { readonly statusCode: number; readonly headers: readonly Uint8Array[] };
}

const CHANNEL = "undici:request:headers";

/** The interim answers to requests for a path, as they come, until it is disposed of. */
export function interimAnswers(path: string): { readonly seen: readonly Interim[] } & Disposable {
  const seen: Interim[] = [];
  const listener = (message: unknown): void => {
    // The cast: this is what the channel is documented to give.
    const { request, response } = message as PublishedHead;
    if (request.path === path && response.statusCode < 200)
      seen.push([response.statusCode, linesOf(response.headers)]);
  };
  subscribe(CHANNEL, listener);
  return { seen, [Symbol.dispose]: () => unsubscribe(CHANNEL, listener) };
}

function linesOf(raw: readonly Uint8Array[]): readonly (readonly [string, string])[] {
  const texts = raw.map((bytes) => Buffer.from(bytes).toString("latin1"));
  return texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? ""] as const] : []));
}
