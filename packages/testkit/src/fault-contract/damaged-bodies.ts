import type { CacheOptions, Chunks, HandledResponse, HttpCache, Send } from "@rcache/core";
import type { Backend, BodyStore } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { everyByte } from "../builders/entry-of.ts";
import { joined } from "../bytes.ts";
import { check, checkEqual } from "../check.ts";
import { faultyBackend } from "../faulty/faulty-backend.ts";
import { type FaultyCache, onFaultyCache, URL } from "./faulty-cache.ts";
import type { FaultProof } from "./record-faults.ts";

/** Three of the pieces in which a body is verified, and some bytes more. */
const WHOLE = everyByte(800_000);
/** For a reader alone: what is slow, and does not hang, has the time of every case. */
const DEADLINE_MS = 500;
/** Well inside of it, across the end of a piece. */
const SPAN = { start: 200_000, end: 600_000 };

/** What a store may have made of the chunks of a body. */
type Damage = (chunks: AsyncIterator<Uint8Array>) => Chunks;

const DAMAGES: Readonly<Record<string, Damage>> = {
  "ends early": async function* (chunks) {
    yield await beginning(chunks);
  },
  "has a changed byte": async function* (chunks) {
    for await (const chunk of rest(chunks)) {
      const own = Uint8Array.from(chunk);
      own[own.length >> 1] = (own[own.length >> 1] ?? 0) ^ 1;
      yield own;
    }
  },
  "has its bytes in another order": async function* (chunks) {
    const all: Uint8Array[] = [];
    for await (const chunk of rest(chunks)) all.push(Uint8Array.from(chunk));
    yield joined(all).reverse();
  },
  "cannot be read on": async function* (chunks) {
    yield await beginning(chunks);
    throw new Error("the disk has a hole");
  },
  "has something that is no bytes": async function* () {
    // The cast: what a store without types may give.
    yield "text" as unknown as Uint8Array;
  },
};

/** Faults of bodies that show only while they are read. */
export const damagedBodies: readonly FaultProof[] = [
  ...Object.entries(DAMAGES).flatMap(([what, damage]) => [
    {
      name: `F6 a large body that ${what} goes on from the origin where a strong tag proves it the same`,
      prove: (subject: BackendSubject) => provesContinued(subject, damage),
    },
    {
      name: `F6 a large body that ${what} never ends well without such a tag, and is a miss after`,
      prove: (subject: BackendSubject) => provesBroken(subject, damage),
    },
  ]),
  {
    name: "F6 a large body that goes on after its end is read to its length",
    prove: (subject) =>
      onDamagedBody(subject, endless, {}, async (on) => {
        const { kind, bytes } = await on.ask();
        checkEqual([kind, bytes.length], ["hit", WHOLE.length], "how a longer body is answered");
        checkEqual(bytes, WHOLE, "its bytes");
      }),
  },
  {
    name: "F21 a large body that stops in the middle is given up at the deadline, and goes on from the origin",
    prove: (subject) =>
      onDamagedBody(subject, hanging, { backendDeadlineMs: DEADLINE_MS }, async (on) => {
        const { bytes } = await on.ask();
        checkEqual(bytes, WHOLE, "the bytes of a body that stopped");
        const told = on.eventsOf("backend-failed").map(({ error }) => error.code);
        checkEqual(told, ["RCACHE_BACKEND_TIMEOUT"], "failures told");
      }),
  },
];

interface ReadAnswer {
  readonly kind: string;
  readonly status: number;
  readonly bytes: Uint8Array;
}

interface DamagedBody extends Pick<FaultyCache, "eventsOf"> {
  /** Asks for the body, or for a part of it, and reads it to its end. */
  ask(range?: typeof SPAN): Promise<ReadAnswer>;
}

async function provesContinued(subject: BackendSubject, damage: Damage): Promise<void> {
  for (const span of [undefined, SPAN])
    await onDamagedBody(subject, damage, {}, async (on) => {
      const { kind, status, bytes } = await on.ask(span);
      checkEqual(kind, "hit", "how a damaged body begins");
      // Of a sealed body parts cannot be told: the whole is due.
      checkEqual(bytes, status === 206 ? WHOLE.subarray(SPAN.start, SPAN.end + 1) : WHOLE, "its bytes");
      checkToldOnce(on);
      checkEqual((await on.ask()).kind, "miss", "the next answer");
    });
}

async function provesBroken(subject: BackendSubject, damage: Damage): Promise<void> {
  for (const span of [undefined, SPAN])
    await onDamagedBody(
      subject,
      damage,
      {},
      async (on) => {
        const answer = await on.ask(span).catch((error: unknown) => error);
        const code: unknown = Reflect.get(Object(answer), "code");
        check(
          code === "RCACHE_BODY_CORRUPT" || code === "RCACHE_BACKEND_FAILED",
          `a damaged body fails with a code of ours, not with ${String(code)}`,
        );
        checkToldOnce(on);
        checkEqual((await on.ask()).kind, "miss", "the next answer");
      },
      [],
    );
}

function checkToldOnce(on: DamagedBody): void {
  const told = [...on.eventsOf("record-unreadable"), ...on.eventsOf("backend-failed")];
  checkEqual(told.length, 1, "events of the damage");
}

const STRONG = [["ETag", '"one"']] as const;

/** A cache that has the body, and a store that damages it when it is read for the first time. */
async function onDamagedBody(
  subject: BackendSubject,
  damage: Damage,
  options: Partial<CacheOptions>,
  run: (on: DamagedBody) => Promise<void>,
  tags: typeof STRONG | readonly [] = STRONG,
): Promise<void> {
  await onFaultyCache(subject, { faults: [] }, async (on) => {
    const { bodies } = on.backend;
    if (bodies === undefined) return;
    const backend: Backend = { ...faultyBackend(on.backend, []), bodies: damagedOnce(bodies, damage) };
    checkEqual((await answerOf(on.cache, originOf(tags), undefined)).kind, "miss", "the first answer");
    const cache = on.another(backend, options);
    const ask: DamagedBody["ask"] = (range) => answerOf(cache, originOf(tags), range);
    await run({ ask, eventsOf: on.eventsOf });
  });
}

async function answerOf(cache: HttpCache, send: Send, range: typeof SPAN | undefined): Promise<ReadAnswer> {
  const headers = range === undefined ? [] : ([["Range", `bytes=${range.start}-${range.end}`]] as const);
  const response = await cache.handle({ method: "GET", url: URL, headers }, send);
  try {
    const { status, cache: outcome } = response;
    return { kind: outcome.kind, status, bytes: await bytesOf(response.body) };
  } finally {
    await cache.flush();
  }
}

async function bytesOf(body: HandledResponse["body"]): Promise<Uint8Array> {
  if (body === null || body instanceof Uint8Array) return body ?? new Uint8Array();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
  return joined(chunks);
}

/** An origin that knows ranges, as RFC 9110 §14 says. */
function originOf(tags: readonly (readonly [string, string])[]): Send {
  return async ({ url, headers }) => {
    const range = headers.find(([name]) => name.toLowerCase() === "range")?.[1];
    const [, first = "", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
    if (range === undefined)
      return { status: 200, url, headers: tags, body: Uint8Array.from(WHOLE), coding: "decoded" };
    const start = Number(first);
    const end = last === "" ? WHOLE.length - 1 : Number(last);
    const content = ["Content-Range", `bytes ${start}-${end}/${WHOLE.length}`] as const;
    const body = Uint8Array.from(WHOLE.subarray(start, end + 1));
    return { status: 206, url, headers: [...tags, content], body, coding: "decoded" };
  };
}

function damagedOnce(bodies: BodyStore, damage: Damage): BodyStore {
  let isDamaged = false;
  return {
    create: (at, id, keepUntilMs) => bodies.create(at, id, keepUntilMs),
    keep: (ref, untilMs) => bodies.keep(ref, untilMs),
    async open(ref, fromByte) {
      const chunks = await bodies.open(ref, fromByte);
      if (chunks === undefined || isDamaged) return chunks;
      isDamaged = true;
      return damage(chunks[Symbol.asyncIterator]());
    },
  };
}

async function* endless(chunks: AsyncIterator<Uint8Array>): Chunks {
  yield* rest(chunks);
  for (;;) yield new Uint8Array(100_000);
}

async function* hanging(chunks: AsyncIterator<Uint8Array>): Chunks {
  yield await beginning(chunks);
  await new Promise(() => undefined);
}

/** Less than is needed to prove anything, however a store cuts. */
async function beginning(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const first = await chunks.next();
  await chunks.return?.();
  return first.done === true ? new Uint8Array() : first.value.subarray(0, 50_000);
}

function rest(chunks: AsyncIterator<Uint8Array>): Chunks {
  return { [Symbol.asyncIterator]: () => chunks };
}
