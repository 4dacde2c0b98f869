import { Agent, ClientRequest, createServer, type RequestListener, type Server } from "node:http";

/** An origin that answers as it is told, and counts. */
export interface Origin extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** How often it was asked. */
  count(): number;
  /** Resolves when it has been asked so often. */
  asked(times: number): Promise<void>;
}

export async function origin(listener: RequestListener): Promise<Origin> {
  let count = 0;
  const waiting = new Map<number, () => void>();
  const server = createServer((request, response) => {
    count += 1;
    listener(request, response);
    waiting.get(count)?.();
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    count: () => count,
    asked: (times) =>
      count >= times ? Promise.resolve() : new Promise((resolve) => void waiting.set(times, resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function listening(server: Pick<Server, "listen" | "once" | "address">): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** An origin whose answers count up: equal bodies mean one answer. */
export function counting(): Promise<Origin> {
  let answers = 0;
  return origin((_request, response) => {
    answers += 1;
    response.end(String(answers));
  });
}

/** Everything that a patch may put something in place of, as it stands now. */
export function places(): Readonly<Record<string, unknown>> {
  const undici = [1, 2].map((version) =>
    Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`)),
  );
  const described = (target: object, key: PropertyKey): unknown => ({
    ...Object.getOwnPropertyDescriptor(target, key),
  });
  return {
    fetch: described(globalThis, "fetch"),
    addRequest: described(Agent.prototype, "addRequest"),
    onSocket: described(ClientRequest.prototype, "onSocket"),
    dispatchers: undici,
    dispatches: undici.map((dispatcher) => (dispatcher ? described(dispatcher, "dispatch") : undefined)),
  };
}

/** Whether the platform's fetch is undici's, whose dispatcher can be hooked. Bun and Deno have a fetch of their own. */
export function isFetchUndicis(): boolean {
  void globalThis.Request;
  return Symbol.for("undici.globalDispatcher.1") in globalThis;
}
