import type { Socket } from "node:net";
import type { NodeRequest, NodeResponse } from "./client-request.ts";

/**
 * Lets a connection end by itself what it has begun for a request that is answered otherwise: what Node does at its end happens to a shadow
 * of the request, and the request's listeners hear nothing of it.
 */
export function detach(request: NodeRequest, response: NodeResponse | undefined): void {
  const { socket } = request;
  if (socket === null || socket === undefined) return;
  const shadow: object = Object.create(request, {
    emit: { value: () => true },
    socket: { value: socket, writable: true },
    res: { value: response ?? null, writable: true },
    destroyed: { value: false, writable: true },
    _closed: { value: false, writable: true },
    _ended: { value: false, writable: true },
  });
  // The casts: members of Node's own, by which a connection finds the request it is used for.
  (socket as Socket & { _httpMessage: object })._httpMessage = shadow;
  if (response === undefined) return;
  (response as unknown as { req: object }).req = shadow; // the cast: as above
  response._dump();
}
