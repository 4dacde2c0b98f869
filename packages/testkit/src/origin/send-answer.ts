import type { IncomingMessage, ServerResponse } from "node:http";
import type { ScriptedAnswer, ScriptedRequest } from "./scripted-origin.ts";

/** Sends one scripted answer, or breaks the connection as it says. Never rejects: a client that goes away is part of many tests. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ScriptedAnswer,
  { closing, asked }: { readonly closing: AbortSignal; readonly asked: ScriptedRequest },
): Promise<void> {
  response.on("error", ignore);
  if (answer.fault === "hang") return;
  if (answer.delayMs !== undefined) await pause(answer.delayMs, closing);
  if (answer.fault === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  // An answer that overtakes a large upload may close the connection over it.
  await asked.body;
  try {
    sendHead(response, answer);
    await sendBody(response, answer);
  } catch {
    request.socket.destroy();
  }
}

function sendHead(response: ServerResponse, answer: ScriptedAnswer): void {
  const lines: string[] = [];
  let measured = false;
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    measured ||= /^(content-length|transfer-encoding)$/i.test(name);
    for (const line of typeof value === "string" ? [value] : value) lines.push(name, line);
  }
  const status = answer.status ?? 200;
  const length = knownLength(answer);
  if (!measured && length !== undefined && status >= 200 && status !== 204 && status !== 304)
    lines.push("Content-Length", String(length));
  // Real time in a `Date` would contradict a manual clock.
  response.sendDate = false;
  if (answer.statusText === undefined) response.writeHead(status, lines);
  else response.writeHead(status, answer.statusText, lines);
  response.flushHeaders();
}

function knownLength(answer: ScriptedAnswer): number | undefined {
  const { body } = answer;
  if (body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array)) return undefined;
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  return answer.fault === "truncate" ? Math.max(length, 1) : length;
}

async function sendBody(response: ServerResponse, answer: ScriptedAnswer): Promise<void> {
  const cut = answer.fault === "truncate";
  let first = true;
  for await (const piece of pieces(answer.body)) {
    if (!first) {
      if (cut) break;
      await answer.hold;
    }
    first = false;
    await written(response, piece);
  }
  if (first) await answer.hold;
  if (cut) response.socket?.destroy();
  else response.end();
}

async function* pieces(body: ScriptedAnswer["body"]): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    yield* body;
    return;
  }
  const bytes = Buffer.from(body);
  const half = bytes.length >> 1;
  yield bytes.subarray(0, half);
  yield bytes.subarray(half);
}

/** Settles when the piece has left for the socket: a connection that is destroyed right after must still have carried it. */
function written(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed) {
      reject(new Error("The client has gone"));
      return;
    }
    response.once("close", resolve);
    response.write(piece, (error) => {
      response.off("close", resolve);
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

function pause(ms: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    closing.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      closing.removeEventListener("abort", done);
      resolve();
    }
  });
}

function ignore(): void {}
