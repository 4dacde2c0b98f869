import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { FIELDS, FRAMINGS, LOCATIONS, STATUS_LINES } from "./answer-tables.ts";
import type { Cell } from "./cells.ts";

/** One request, as it came to the origin. */
export interface Sent {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** A server that answers as each cell says. */
export interface CellOrigin extends AsyncDisposable {
  readonly url: string;
  /** What was sent for a cell since this was last asked. */
  sentFor(cell: number): readonly Sent[];
}

export async function cellOrigin(cells: readonly Cell[]): Promise<CellOrigin> {
  const sent = new Map<number, Sent[]>();
  const server = createServer((request) => {
    const [, , number = "", ...rest] = (request.url ?? "").split("/");
    const at = Number(number);
    const cell = cells[at];
    const { socket } = request;
    request.on("error", () => undefined);
    void sentOf(request).then((came) => {
      const before = sent.get(at) ?? [];
      sent.set(at, [...before, came]);
      if (cell === undefined) socket.destroy();
      else answer(socket, cell, rest.join("/"), before.length);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    sentFor(cell) {
      const came = sent.get(cell) ?? [];
      sent.delete(cell);
      return came;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function sentOf(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.push([rawHeaders[at]?.toLowerCase() ?? "", rawHeaders[at + 1] ?? ""]);
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("latin1") };
}

function answer(socket: Socket, cell: Cell, rest: string, before: number): void {
  const isFirst = rest === "" && before === 0;
  const { status, location, framing, fields } = cell;
  const line = isFirst ? STATUS_LINES[status] : rest === "next" ? "302 Found" : "200 OK";
  const target = isFirst ? locationOf(cell, socket) : rest === "next" ? "end" : undefined;
  const { head, body } = FRAMINGS[isFirst || location === "missing" ? framing : "length"] ?? {
    head: "",
    body: "",
  };
  const named = target === undefined ? "" : `Location: ${target}\r\n`;
  const fresh = cell.cache === "headers" ? "Cache-Control: max-age=600\r\n" : "";
  socket.write(Buffer.from(`HTTP/1.1 ${line}\r\nConnection: close\r\n${named}${fresh}`));
  socket.write(Buffer.from(`${head}${FIELDS[fields]}\r\n`, fields === "UTF-8" ? "utf8" : "latin1"));
  socket.end(body);
}

function locationOf({ status, location, number }: Cell, socket: Socket): string | undefined {
  const target = /^3/.test(status) ? LOCATIONS[location] : undefined;
  if (target === "itself") return `/c/${number}`;
  if (target === "user:secret@") return `http://user:secret@127.0.0.1:${socket.localPort}/c/${number}/end`;
  return target === undefined || /^[a-z]+:/.test(target) || target === "" ? target : `/c/${number}/${target}`;
}
