import { Agent, ClientRequest } from "node:http";
import { placeProperty } from "../process/placed-property.ts";
import { activeCache, type PlacedHook } from "../process/process-state.ts";
import {
  type AddRequest,
  type AgentLike,
  type NodeRequest,
  type OnSocket,
  type RequestTarget,
  SEEN,
} from "./client-request.ts";
import { takeUp } from "./http-exchange.ts";

/**
 * Takes up every request of `node:http` and `node:https` that has an agent: when it is handed to the agent; where the agent has a way of its
 * own to find a socket, when it is handed the socket.
 */
export function placeHttpHook(): PlacedHook | undefined {
  const agents = Agent.prototype as unknown as { addRequest?: AddRequest }; // the cast: how Node calls it
  const requests = ClientRequest.prototype as unknown as { onSocket?: OnSocket }; // the cast: as above
  const { addRequest } = agents;
  const { onSocket } = requests;
  if (typeof addRequest !== "function" || typeof onSocket !== "function") return undefined;
  let byAgent = placeProperty(agents, "addRequest", addRequestHook(addRequest, onSocket));
  /** Whether it had gone: a library that leaves puts back what it had found, and that may be from before. */
  const putAgain = (): boolean => {
    if (byAgent?.stands() === true || agents.addRequest === undefined) return false;
    byAgent = placeProperty(agents, "addRequest", addRequestHook(agents.addRequest, onSocket));
    return byAgent !== undefined;
  };
  const bySocket = placeProperty(requests, "onSocket", onSocketHook(onSocket, putAgain));
  if (byAgent === undefined || bySocket === undefined) {
    byAgent?.remove();
    bySocket?.remove();
    return undefined;
  }
  return {
    stands: () => byAgent?.stands() === true && bySocket.stands(),
    remove() {
      byAgent?.remove();
      bySocket.remove();
    },
  };
}

function addRequestHook(addRequest: AddRequest, onSocket: OnSocket): AddRequest {
  return function addRequestThroughCache(this: object, request, ...given) {
    const installed = activeCache();
    if (installed === undefined || request[SEEN] !== undefined)
      return addRequest.call(this, request, ...given);
    const target = targetOf(given);
    if (!installed.concerns(request.method, target.host ?? "localhost", target.port)) {
      request[SEEN] = true;
      return addRequest.call(this, request, ...given);
    }
    const goOn = (): void => addRequest.call(this, request, ...given);
    takeUp({ request, target, agent: this as AgentLike, installed, onSocket, goOn }); // the cast: an agent of Node's kind
  };
}

/** Agents once were given host and port one by one, and some libraries still do so. */
function targetOf([first, port]: readonly unknown[]): RequestTarget {
  if (typeof first === "string") return { host: first, port: Number(port) };
  return (first ?? {}) as RequestTarget; // the cast: what Node hands to an agent
}

function onSocketHook(onSocket: OnSocket, putAgain: () => boolean): OnSocket {
  return function onSocketThroughCache(this: NodeRequest, socket, error) {
    const installed = activeCache();
    const { agent } = this;
    const isUnseen = installed !== undefined && this[SEEN] === undefined && agent !== undefined;
    const isOurs = isUnseen && agent !== null && (hasOwnWay(agent) || putAgain());
    const target = isOurs && socket && !error ? namedTarget(this) : undefined;
    if (target === undefined || installed?.concerns(this.method, this.host, target.port) !== true || !socket)
      return onSocket.call(this, socket, error);
    let failure: Error | undefined;
    const onFailure = (early: Error): void => {
      failure = early;
    };
    socket.on("error", onFailure);
    const goOn = (): void => {
      socket.removeListener("error", onFailure);
      onSocket.call(this, socket, failure);
    };
    // The cast: an agent of Node's kind.
    takeUp({ request: this, target, agent: agent as AgentLike, installed, onSocket, goOn, spare: socket });
  };
}

/** Whether an agent finds sockets in a way of its own, so that the other hook has not seen the request. */
function hasOwnWay(agent: object): boolean {
  return Reflect.get(agent, "addRequest") !== Reflect.get(Agent.prototype, "addRequest");
}

/** Node keeps a request's host but not its port, which only `Host` tells; undefined where that names somebody else. */
function namedTarget(request: NodeRequest): RequestTarget | undefined {
  const named = URL.parse(`${request.protocol}//${String(request.getHeader("host") ?? request.host)}/`);
  if (named === null || named.hostname !== URL.parse(`http://${request.host}/`)?.hostname) return undefined;
  return {
    host: request.host,
    port: named.port === "" ? undefined : named.port,
    socketPath: request.socketPath,
  };
}
