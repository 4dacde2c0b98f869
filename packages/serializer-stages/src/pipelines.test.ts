import { type Chunks, frameSerializer, pipeline } from "@rcache/core";
import type { Stage } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { expect, it } from "vitest";
import { compressed } from "./compressed.ts";
import { encrypted } from "./encrypted.ts";
import { signed } from "./signed.ts";

const STAGES: readonly (() => Stage)[] = [
  () => compressed(),
  () => compressed({ format: "br" }),
  () => encrypted({ keys: { k: new Uint8Array(16).fill(3) } }),
  () => signed({ secretKey: "s" }),
];

it("SER-09 any pipeline gives back any entry and any body, however they are cut", async () => {
  let seed = Date.now() & 0x7fffffff;
  console.info(`pipelines of seed ${seed}`);
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  const noise = (length: number): Uint8Array<ArrayBuffer> => {
    const alphabet = 1 + next(256);
    return Uint8Array.from({ length }, () => next(alphabet));
  };
  const cut = async function* (bytes: Uint8Array): Chunks {
    for (let at = 0; at < bytes.length; ) {
      const end = at + next(100_000);
      yield bytes.slice(at, end);
      at = end;
    }
  };
  for (let round = 0; round < 60; round++) {
    const stages = Array.from({ length: 1 + next(4) }, () => STAGES[next(STAGES.length)]?.() ?? compressed());
    const serializer = pipeline(frameSerializer, ...stages);
    const entry = entryOf({ body: noise(next(20_000)), revision: `r${round}` });
    const value = await serializer.encode(entry, entry.address);
    const decoded = await serializer.decode(value, entry.address);
    expect(decoded).toMatchObject({ entry: { revision: `r${round}`, body: entry.body } });
    const body = noise(next(300_000));
    const parts: Uint8Array[] = [];
    const sealed = serializer.body?.seal(cut(body), `b${round}`) ?? cut(body);
    for await (const chunk of serializer.body?.open(sealed, `b${round}`) ?? []) parts.push(chunk);
    expect(Buffer.concat(parts).equals(body), serializer.id).toBe(true);
  }
}, 60_000);
