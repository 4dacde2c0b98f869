import { isMissing, type Service, type ServiceName, serviceOrReason } from "@rcache/services";

/** The servers that contenders talk to, each started when it is needed for the first time. */
export interface Servers extends AsyncDisposable {
  /** Where it is; undefined where this machine has none. */
  urlOf(name: ServiceName): Promise<string | undefined>;
  /** Sentences about the servers that were asked for and are not here: what is left out, why, and what would change that. */
  missing(): readonly string[];
  /** What the servers that were asked for say they are. */
  versions(): readonly string[];
}

export function lazyServers(): Servers {
  const asked = new Map<ServiceName, ReturnType<typeof serviceOrReason>>();
  const missing = new Map<ServiceName, string>();
  const running: Service[] = [];
  return {
    async urlOf(name) {
      const isFirst = !asked.has(name);
      const asking = asked.get(name) ?? serviceOrReason(name);
      asked.set(name, asking);
      const found = await asking;
      if (!isMissing(found)) {
        if (isFirst) running.push(found);
        return found.url;
      }
      missing.set(name, `What needs ${name} is left out: ${found.because}. ${found.remedy}`);
      return undefined;
    },
    missing: () => [...missing.values()],
    versions: () => running.map(({ version }) => version),
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((server) => server.stop()));
    },
  };
}
