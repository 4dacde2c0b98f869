import type { Socket } from "node:net";
import type { HandledResponse } from "@rcache/core";
import { setRealImmediate } from "../process/real-timers.ts";
import type { NodeRequest } from "./client-request.ts";
import { StandInSocket } from "./stand-in-socket.ts";
import { StoredMessage } from "./stored-message.ts";

type Tell = (event: string, ...given: unknown[]) => boolean;

/**
 * Answers a request from the cache, with the events of a real exchange in their order: `socket`, `finish`, `response`, `end`, `close`.
 *
 * @param tell tells the request's listeners
 * @param onEnd is called once, when the response has ended or its reader has left
 */
export function serveStored(
  request: NodeRequest,
  answer: HandledResponse,
  tell: Tell,
  onEnd: () => void,
): void {
  const hasSocket = request.socket !== null && request.socket !== undefined;
  const socket = new StandInSocket(request, request.protocol === "https:", tell);
  // The cast: it has the members that a request asks of its socket.
  request.socket = socket as unknown as Socket;
  request.res = null;
  request.destroyed = false;
  // Where the caller's own exchange had begun, listeners have been told of its socket, and the request has been sent.
  if (!hasSocket) {
    tell("socket", socket);
    request._flush();
  }
  process.nextTick(respond, request, socket, answer, tell, onEnd);
}

function respond(
  request: NodeRequest,
  socket: StandInSocket,
  answer: HandledResponse,
  tell: Tell,
  onEnd: () => void,
): void {
  if (socket.destroyed) {
    onEnd();
    return;
  }
  const response = new StoredMessage(request, socket, answer);
  request.res = response;
  // First of all listeners, as Node's own.
  response.on("end", () => ended(request, socket, tell));
  response.on("close", onEnd);
  const isHeard = !request.aborted && tell("response", response);
  response.begin(isHeard);
}

/** After what listeners to `end` do: the request is over. A connection that is not kept takes a little longer to end. */
function ended(request: NodeRequest, socket: StandInSocket, tell: Tell): void {
  request._ended = true;
  request.destroyed = true;
  if (request.shouldKeepAlive) process.nextTick(close, request, socket, tell);
  else setRealImmediate(close, request, socket, tell);
}

function close(request: NodeRequest, socket: StandInSocket, tell: Tell): void {
  if (request._closed) return;
  socket._httpMessage = null;
  request._closed = true;
  tell("close");
  socket.emit(request.shouldKeepAlive ? "free" : "close");
}
