import { MongoClient } from "mongodb";
import { mongodbBackend } from "@rcache/backend-mongodb";
import { documentSerializer } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { lazyServers } from "./src/harness/servers.ts";
const servers = lazyServers();
const url = (await servers.urlOf("mongodb-java"))!;
const c = await new MongoClient(url).connect();
const name = "zz" + process.pid;
const be = mongodbBackend({ url, cacheName: name });
const B = new Uint8Array(10240).fill(7);
const H = { "content-type": "application/octet-stream", "content-length": "10240", "cache-control": "public, max-age=3600", etag: '"b"', "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT", server: "bench", "accept-ranges": "bytes", "x-request-id": "0123456789abcdef0123456789abcdef" };
const cached = createCachedFetch({ backend: be, expireAfter: "1h", backendDeadlineMs: 60000, fetch: (async () => new Response(B, { headers: H })) as any });
const N = 200; const urls = Array.from({ length: N }, (_, i) => `http://127.0.0.1:4000/plain/${i}`);
for (const u of urls) await (await cached(u)).arrayBuffer();
await cached.cache.flush();
const col = c.db(name).collection<any>("responses", { promoteBuffers: true });
const ids = (await col.find({}, { projection: { _id: 1 } }).toArray()).map((d) => d._id);
const bin = c.db(name).collection<any>("bin", { promoteBuffers: true });
await bin.insertMany(ids.map((_id) => ({ _id, value: Buffer.from(B) })));
const at = urls.map((u) => ({ target: u, selector: "GET" }));
const cases: Record<string, (i: number) => Promise<unknown>> = {
  "bin findOne": (i) => bin.findOne({ _id: ids[i] }),
  "bin findOne+Response": async (i) => new Response((await bin.findOne({ _id: ids[i] }))!.value, { headers: H }).arrayBuffer(),
  "rec $in 2": (i) => col.find({ _id: { $in: ["target " + urls[i], ids[i]] } }).toArray(),
  "backend.find": (i) => be.find(at[i]!, "-") as any,
  "find+decode": async (i) => documentSerializer.decode((await be.find(at[i]!, "-")).records[0]!.value as any, { ...at[i]!, variant: "-" }),
  "cached": async (i) => (await cached(urls[i]!)).arrayBuffer(),
};
const P = process.argv[2];
if (P) { const { Session } = await import("node:inspector/promises"); const se = new Session(); se.connect(); await se.post("Profiler.enable"); await se.post("Profiler.setSamplingInterval", { interval: 50 }); const f = cases[P]!; for (let i = 0; i < 8000; i++) await f(i % N); await se.post("Profiler.start"); const n = 8000; for (let i = 0; i < n; i++) await f((i * 7) % N); const { profile } = await se.post("Profiler.stop"); const self = new Map<string, number>(); const byId = new Map(profile.nodes.map((x: any) => [x.id, x])); profile.samples!.forEach((id: number, k: number) => { const c = (byId.get(id) as any).callFrame; const key = c.functionName + " " + c.url.replace(/.*(packages|node_modules)./, "") + ":" + (c.lineNumber + 1); self.set(key, (self.get(key) ?? 0) + profile.timeDeltas![k]!); }); for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 45)) console.log((v / n).toFixed(2), k); }
else {
const t: Record<string, number[]> = {}, cpu: Record<string, number[]> = {};
const K = 700;
for (let r = 0; r < 10; r++) for (const [k, f] of Object.entries(cases)) { const s: number[] = []; const u = process.cpuUsage(); for (let i = 0; i < K; i++) { const a = performance.now(); await f((i * 7) % N); s.push(performance.now() - a); } const v = process.cpuUsage(u); s.sort((x, y) => x - y); if (r > 2) { (cpu[k] ??= []).push((v.user + v.system) / K); (t[k] ??= []).push(s[K >> 1]! * 1000); } }
const mid = (a: number[]) => a.sort((x, y) => x - y)[a.length >> 1]!;
for (const k of Object.keys(t)) console.log(k.padEnd(28), mid(t[k]!).toFixed(1), "cpu", mid(cpu[k]!).toFixed(1));
}
await c.db(name).dropDatabase(); await c.close(); await cached.close(); await be.close(); await servers[Symbol.asyncDispose](); process.exit();
