import { describe, expect, it } from "vitest";
import { redisBackend } from "./redis-backend.ts";

describe("redisBackend", () => {
  it("RED-03, G-278 takes what leads to a server, and connects to none", () => {
    const node = { host: "a", port: 1 };
    expect(redisBackend().name).toBe("redis 127.0.0.1:6379");
    expect(redisBackend({ host: "a", port: 1, password: "p", tls: true }).name).toBe("redis a:1");
    expect(redisBackend({ url: "rediss://user:secret@host:1/2" }).name).toBe("redis host:1/2");
    expect(redisBackend({ cluster: ["redis://:secret@a:1", node] }).name).toBe("redis cluster a:1,a:1");
    expect(redisBackend({ sentinels: [node], sentinelName: "m" }).name).toBe("redis m of sentinels a:1");
  });

  it.each([
    [{ url: "localhost" }, "url"],
    [{ url: "http://localhost" }, "url"],
    [{ url: "redis://localhost/name" }, "url"],
    [{ url: "" }, "url"],
    [{ port: 0 }, "port"],
    [{ port: "6379" }, "port"],
    [{ host: "" }, "host"],
    [{ namespace: "" }, "namespace"],
    [{ namespace: "a{b}" }, "namespace"],
    [{ cacheName: "a*" }, "cacheName"],
    [{ cluster: [] }, "cluster"],
    [{ cluster: [{ host: "a" }] }, "cluster"],
    [{ sentinels: [{ host: "a", port: 1 }] }, "sentinelName"],
    [{ sentinelName: "a" }, "sentinels"],
    [{ client: {} }, "client"],
    [{ clientOptions: 1 }, "clientOptions"],
    [{ clientOptions: { keyPrefix: "a" } }, "keyPrefix"],
    [{ ttl: "yes" }, "ttl"],
    [{ ttlOffset: -1 }, "ttlOffset"],
    [{ ttlOffset: "soon" }, "ttlOffset"],
    [{ url: "redis://a", host: "b" }, "url and host"],
  ])("refuses %j at once", (options, name) => {
    // The cast: wrong on purpose.
    const make = () => redisBackend(options as object);
    expect(make).toThrow("RCACHE_INVALID_OPTION");
    expect(make).toThrow(name);
  });

  it("refuses an option that it does not know, and never shows a password", () => {
    expect(() => redisBackend({ hots: "a" } as object)).toThrow("RCACHE_UNKNOWN_OPTION"); // the cast: as above
    const make = () => redisBackend({ url: "http://user:secret@host" });
    expect(make).toThrow("//…@host");
    expect(make).not.toThrow("secret");
    const withPin = () => redisBackend({ password: 4711 } as object); // the cast: as above
    expect(withPin).toThrow("redisBackend.password: number is not");
  });
});
