import type { Address, BodyRef } from "@rcache/core/backend";
import { everyByte } from "../builders/entry-of.ts";
import { joined } from "../bytes.ts";
import { check, checkEqual } from "../check.ts";
import {
  type BodyToWrite,
  bodiesOf,
  bodyIsThere,
  readBody,
  spoilBody,
  writeBody,
} from "./bodies-on-trial.ts";
import { sweepAll } from "./expiry.ts";
import { checkFound, type Proof, type Trial } from "./trial.ts";

const ADDRESS: Address = { target: "https://example.com/large", selector: "GET", variant: "-" };
const THREE_MIB = 3 * 1_024 * 1_024;
/** Around the sizes at which stores cut, and never the same twice. */
const CUTS = [1, 1_023, 65_535, 65_536, 65_537, 262_143, 262_145, 524_288, 255, 1_048_577];

/** D1–D8, B23: bodies outside their records. */
export const largeBodyProofs: readonly Proof[] = [
  {
    name: "D1 what was written and committed is what open gives, byte for byte, from any byte on",
    needs: "bodies",
    async prove(trial) {
      for (const size of [0, 1, 70_000]) {
        const whole = everyByte(size);
        const ref = await writeBody(trial.backend, body(trial, `size-${size}`, [whole]));
        checkEqual(await readBody(trial.backend, ref), whole, `a body of ${size} bytes`);
      }
      const chunks = oddChunks();
      const ref = await writeBody(trial.backend, body(trial, "three-mib", chunks));
      await trial.store({ address: ADDRESS, body: ref });
      const whole = joined(chunks);
      for (const fromByte of [undefined, ...edges(chunks)]) {
        const read = await readBody(trial.backend, ref, fromByte);
        checkEqual(read, whole.subarray(fromByte ?? 0), `3 MiB from byte ${String(fromByte)}`);
      }
    },
  },
  {
    name: "D2 a body is invisible until it is committed",
    needs: "bodies",
    async prove({ backend, clock }) {
      const chunk = everyByte(70_000);
      const keepUntilMs = clock.nowMs() + 60_000;
      const writer = await bodiesOf(backend).create(ADDRESS, "invisible", keepUntilMs);
      const ref = refOf("invisible", chunk.length);
      checkEqual(await bodyIsThere(backend, ref), false, "a body before its first chunk");
      await writer.write(chunk);
      checkEqual(await bodyIsThere(backend, ref), false, "a body whose bytes are all written");
      await writer.commit();
      checkEqual(await bodyIsThere(backend, ref), true, "a body that is committed");
    },
  },
  {
    name: "D3 after abort nothing of a body remains",
    needs: "bodies",
    async prove(trial) {
      const { backend, clock } = trial;
      const chunks = [everyByte(70_000), everyByte(5)];
      const ref = await writeBody(backend, { ...body(trial, "aborted", chunks), end: "abort" });
      for (const bytes of [ref.bytes, 70_000, 0])
        checkEqual(await bodyIsThere(backend, { ...ref, bytes }), false, `an aborted body as ${bytes} bytes`);
      checkEqual(await bodiesOf(backend).keep(ref, clock.nowMs() + 60_000), false, "keep of an aborted body");
      await writeBody(backend, { ...body(trial, "at-once", []), end: "abort" });
      checkEqual(await bodyIsThere(backend, refOf("at-once", 0)), false, "a body aborted at once");
    },
  },
  {
    name: "D4 absent or of another length than its reference says is undefined",
    needs: "bodies",
    async prove(trial) {
      const { backend } = trial;
      for (const fromByte of [undefined, 1])
        checkEqual(await readBody(backend, refOf("absent", 10), fromByte), undefined, "a body never written");
      const ref = await writeBody(backend, body(trial, "short", [everyByte(70_000)]));
      for (const bytes of [ref.bytes + 1, ref.bytes * 2, ref.bytes - 1, 1, 0])
        checkEqual(
          await bodyIsThere(backend, { ...ref, bytes }),
          false,
          `70000 bytes referred to as ${bytes}`,
        );
      checkEqual(await bodyIsThere(backend, ref), true, "a body of the length its reference says");
    },
  },
  {
    name: "D5 a reader that has begun reads to the end, whatever happens to the record",
    needs: "bodies",
    prove: readerThatHasBegun,
  },
  {
    name: "D6 what is kept is not swept although its record is replaced; false where it is gone",
    needs: "bodies",
    async prove(trial) {
      const { backend, clock } = trial;
      const bodies = bodiesOf(backend);
      const ref = await writeBody(backend, body(trial, "kept", [everyByte(70_000)]));
      await trial.store({ address: ADDRESS, body: ref });
      // Past the time that create gave it, short of the one that keep gives.
      checkEqual(await bodies.keep(ref, clock.nowMs() + 7_200_000), true, "keep of a body that is there");
      await trial.store({ address: ADDRESS });
      clock.advance(7_100_000);
      await sweepAll(backend);
      checkEqual(await readBody(backend, ref), everyByte(70_000), "a kept body whose record was replaced");
      checkEqual(
        await bodies.keep(refOf("absent", 10), clock.nowMs() + 1_000),
        false,
        "keep of an absent body",
      );
    },
  },
  {
    name: "D7 what a reader does to its chunks is nothing to the next",
    needs: "bodies",
    async prove(trial) {
      for (const chunks of [[everyByte(70_000)], oddChunks()]) {
        const ref = await writeBody(trial.backend, body(trial, `spoilt-${chunks.length}`, chunks));
        await spoilBody(trial.backend, ref);
        checkEqual(
          await readBody(trial.backend, ref),
          joined(chunks),
          "a body after a reader that spoils it",
        );
      }
    },
  },
  {
    name: "D8 a body that has lost a piece of what is to be read is undefined",
    needs: "loseBytes",
    async prove(trial) {
      const whole = everyByte(700_000);
      const last = whole.length - 1;
      for (const [lost, fromByte] of [[0], [350_000], [last], [last, 300_000]] as const) {
        const ref = await writeBody(trial.backend, body(trial, `lost-${lost}-${fromByte}`, [whole]));
        await trial.store({ address: ADDRESS, body: ref });
        checkEqual(await readBody(trial.backend, ref), whole, "a body that has lost nothing");
        await trial.loseBytes?.(ref, lost);
        const opened = await bodiesOf(trial.backend).open(ref, fromByte);
        checkEqual(opened, undefined, `a body without byte ${lost}, opened at ${fromByte ?? 0}`);
      }
    },
  },
  {
    name: "B23 with a record comes the reference to its body, from find and from scan",
    needs: "bodies",
    async prove(trial) {
      const { backend } = trial;
      const ref = await writeBody(backend, body(trial, "referred", [everyByte(70_000)]));
      const { record } = await trial.store({ address: ADDRESS, body: ref });
      checkEqual(record.head.body, ref, "the reference that is put");
      for (const prefer of [undefined, ADDRESS.variant])
        checkFound(backend, (await trial.find(ADDRESS, prefer)).records[0], record);
      for (const values of [false, true])
        for await (const head of backend.scan?.({ values }) ?? [])
          checkEqual(head.body, ref, `the reference from scan, values: ${values}`);
    },
  },
];

async function readerThatHasBegun(trial: Trial): Promise<void> {
  const { backend, clock } = trial;
  const chunks = oddChunks();
  const endings: Readonly<Record<string, () => unknown>> = {
    replaced: () => trial.store({ address: ADDRESS, body: null }),
    removed: () => backend.remove([ADDRESS]),
    invalidated: () => backend.invalidate(ADDRESS.target),
  };
  for (const [how, end] of Object.entries(endings)) {
    const ref = await writeBody(backend, body(trial, `read-${how}`, chunks));
    await trial.store({ address: ADDRESS, body: ref });
    const reader = (await bodiesOf(backend).open(ref))?.[Symbol.asyncIterator]();
    const first = await reader?.next();
    check(reader !== undefined && first?.done === false, "the first chunk comes");
    const parts = [first.value];
    await end();
    clock.advance(60_001);
    await sweepAll(backend);
    for (let next = await reader.next(); next.done !== true; next = await reader.next())
      parts.push(next.value);
    checkEqual(joined(parts), joined(chunks), `a body whose record was ${how} while it was read`);
  }
}

function body(trial: Trial, id: string, chunks: readonly Uint8Array[]): BodyToWrite {
  return { address: ADDRESS, id, chunks, keepUntilMs: trial.clock.nowMs() + 60_000 };
}

function refOf(id: string, bytes: number): BodyRef {
  return { id, target: ADDRESS.target, bytes, checksum: "crc32:00000000" };
}

function oddChunks(): readonly Uint8Array[] {
  const whole = everyByte(THREE_MIB);
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const cut of [...CUTS, THREE_MIB]) {
    chunks.push(whole.slice(start, Math.min(start + cut, THREE_MIB)));
    start += cut;
  }
  return chunks;
}

/** The bytes around the ends of the chunks, those at which stores may cut, and the last. */
function edges(chunks: readonly Uint8Array[]): readonly number[] {
  const found = new Set([0, 1, 262_144, 524_288, 1_048_576, THREE_MIB - 1]);
  let end = 0;
  for (const chunk of chunks.slice(0, 5)) {
    end += chunk.length;
    found.add(end - 1).add(end);
  }
  return [...found];
}
