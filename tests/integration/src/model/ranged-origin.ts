import type { HttpRequest, HttpResponse, Send } from "@rcache/core";
import { settled } from "../gate.ts";
import { fieldOf } from "../stage.ts";

/** How the origin names its states. */
export type Tags = "strong" | "weak" | "none";

/** Of each state, in bytes. */
export const LENGTH = 20;
/** So many states have bytes that no other has. */
const MOST_VERSIONS = 12;

/** One resource, whose states follow one another; every byte tells of which state it is, and where it stands. */
export class RangedOrigin {
  tags: Tags = "strong";
  #version = 0;
  /** When a state gave way to the next. */
  readonly #goneAtMs = new Map<number, number>();
  /** When a HEAD was last answered without a validator: of whatever is stored that says that it is so still (RFC 9111 §4.3.5). */
  #vouchedAtMs = Number.NEGATIVE_INFINITY;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  change(): void {
    if (this.#version + 1 === MOST_VERSIONS) return;
    this.#goneAtMs.set(this.#version, this.#nowMs());
    this.#version += 1;
  }

  /** When a state was last there, or was last said to be. */
  lastSeenMs(version: number): number {
    return Math.max(this.#goneAtMs.get(version) ?? this.#nowMs(), this.#vouchedAtMs);
  }

  /** Both ends counted in. */
  bytesOf(version: number, start: number, end: number): readonly number[] {
    return Array.from({ length: end - start + 1 }, (_, at) => version * LENGTH + start + at);
  }

  readonly send: Send = async (request) => {
    const version = this.#version;
    const tags = this.tags;
    await settled(1);
    return this.#answer(request, version, tags);
  };

  #answer(request: HttpRequest, version: number, tags: Tags): HttpResponse {
    const etag = tags === "none" ? undefined : `${tags === "weak" ? "W/" : ""}"${version}"`;
    const headers = [
      ["cache-control", "max-age=10"] as const,
      ...(etag === undefined ? [] : [["etag", etag] as const]),
    ];
    const given = { url: request.url, coding: "decoded" as const };
    const known = fieldOf(request.headers, "if-none-match")?.split(", ") ?? [];
    if (etag !== undefined && known.includes(etag)) return { ...given, status: 304, headers, body: null };
    if (request.method === "HEAD" && etag === undefined) this.#vouchedAtMs = this.#nowMs();
    if (request.method === "HEAD") return { ...given, status: 200, headers, body: null };
    const condition = fieldOf(request.headers, "if-range");
    const isAsked = condition === undefined || (tags === "strong" && condition === etag);
    const span = isAsked ? spanOf(fieldOf(request.headers, "range")) : undefined;
    if (span === "none")
      return { ...given, status: 416, headers: [["content-range", `bytes */${LENGTH}`]], body: null };
    const [start, end] = span ?? [0, LENGTH - 1];
    const body = Uint8Array.from(this.bytesOf(version, start, end));
    if (span === undefined) return { ...given, status: 200, headers, body };
    const where = ["content-range", `bytes ${start}-${end}/${LENGTH}`] as const;
    return { ...given, status: 206, headers: [...headers, where], body };
  }
}

/** Undefined: nothing is asked. */
function spanOf(range: string | undefined): readonly [start: number, end: number] | "none" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return last === "0" ? "none" : [Math.max(0, LENGTH - Number(last)), LENGTH - 1];
  if (Number(first) >= LENGTH) return "none";
  return [Number(first), last === "" ? LENGTH - 1 : Math.min(LENGTH - 1, Number(last))];
}
