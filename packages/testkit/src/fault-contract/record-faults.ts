import { frameSerializer, type HttpCache } from "@rcache/core";
import { type Backend, documentSerializer, type Serializer } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { checkEqual } from "../check.ts";
import { faultyBackend } from "../faulty/faulty-backend.ts";
import { type FaultyCache, onFaultyCache, URL } from "./faulty-cache.ts";

/** The proof of what one fault may cost. */
export interface FaultProof {
  readonly name: string;
  prove(subject: BackendSubject): Promise<void>;
}

const DEADLINE_MS = 20;

/** Faults of records: of reading, storing, removing. */
export const recordFaults: readonly FaultProof[] = [
  {
    name: "F5 a record that is cut off is a miss, told once, and replaced",
    prove: (subject) => provesUnreadable(subject, "truncate", ["bytes", "document"]),
  },
  {
    name: "F7 a record with one bit changed is a miss, told once, and replaced",
    prove: (subject) => provesUnreadable(subject, "flip", ["bytes"]),
  },
  { name: "F9 what another serializer wrote is a miss, and left alone", prove: provesForeign },
  {
    name: "F4 a store that is lost is a miss like the first",
    prove: (subject) =>
      onFaultyCache(subject, { faults: [{ operation: "put", nth: 1, fault: "forget" }] }, async (on) => {
        await checkAnswers(on, ["miss 1", "miss 2", "hit 2"]);
        checkEqual(on.eventsOf("backend-failed").length, 0, "failures told");
      }),
  },
  {
    name: "F14 a store that fails costs nothing but itself, with one event, and the next one is kept",
    prove: (subject) => provesFailure(subject, "put", ["miss 1", "miss 2", "hit 2"]),
  },
  {
    name: "F14 a lookup that fails is a miss, with one event, and the next one finds",
    // What came while nothing could be looked up is not stored: nobody knows what it would replace.
    prove: (subject) => provesFailure(subject, "find", ["miss 1", "miss 2", "hit 2"]),
  },
  {
    name: "F14 an invalidation that fails is told, and the next one removes",
    prove: (subject) =>
      onFaultyCache(
        subject,
        { faults: [{ operation: "invalidate", nth: 1, fault: "throw" }] },
        async (on) => {
          await checkAnswers(on, ["miss 1", "hit 1"]);
          const post = { method: "POST", url: URL, headers: [] };
          const send = async (): ReturnType<Parameters<FaultyCache["cache"]["handle"]>[1]> => ({
            ...{ status: 204, url: URL, headers: [], body: null, coding: "decoded" as const },
          });
          checkEqual((await on.cache.handle(post, send)).status, 204, "status of the first POST");
          checkEqual(on.eventsOf("backend-failed").length, 1, "failures told");
          checkEqual((await on.cache.handle(post, send)).status, 204, "status of the second POST");
          await checkAnswers(on, ["miss 2", "hit 2"]);
        },
      ),
  },
  { name: "F21 a lookup that hangs is given up at the deadline, with one event", prove: provesHanging },
];

/** Asks in turn: how each was answered, and by which body of the origin. */
export async function checkAnswers(
  on: FaultyCache,
  expected: readonly string[],
  cache: HttpCache = on.cache,
): Promise<void> {
  const answers: string[] = [];
  for (const _ of expected) {
    const { kind, bytes } = await on.ask(cache);
    const nth = (bytes[0] ?? 64) - 64;
    checkEqual(bytes, on.body(nth), `the body of answer ${answers.length + 1}`);
    answers.push(`${kind} ${nth}`);
  }
  checkEqual(answers, expected, "answers");
}

function provesUnreadable(
  subject: BackendSubject,
  fault: "truncate" | "flip",
  forms: readonly Backend["valueKind"][],
): Promise<void> {
  return onFaultyCache(subject, { faults: [{ operation: "find", nth: 2, fault }] }, async (on) => {
    if (!forms.includes(on.backend.valueKind)) return;
    await checkAnswers(on, ["miss 1", "miss 2", "hit 2"]);
    const faults = on.eventsOf("record-unreadable").map((event) => event.fault);
    checkEqual(faults, ["corrupt"], "unreadable records told");
    checkEqual(on.eventsOf("backend-failed").length, 0, "failures told");
  });
}

function provesFailure(
  subject: BackendSubject,
  operation: "find" | "put",
  expected: readonly string[],
): Promise<void> {
  return onFaultyCache(subject, { faults: [{ operation, nth: 1, fault: "throw" }] }, async (on) => {
    await checkAnswers(on, expected);
    const told = on.eventsOf("backend-failed").map((event) => `${event.operation} ${event.error.code}`);
    checkEqual(told, [`${operation} RCACHE_BACKEND_FAILED`], "failures told");
  });
}

function provesForeign(subject: BackendSubject): Promise<void> {
  return onFaultyCache(subject, { faults: [] }, async (on) => {
    const { backend } = on;
    if (backend.valueKind === "entry") return;
    const own: Serializer | Serializer<Uint8Array> =
      backend.serializer ?? (backend.valueKind === "bytes" ? frameSerializer : documentSerializer);
    await checkAnswers(on, ["miss 1"]);
    // The cast: the same serializer under another id has the same valueKind.
    const serializer = { ...own, id: "of-another-version" } as Serializer;
    const other = on.another(opened(backend), { serializer, readOnly: true });
    await checkAnswers(on, ["miss 2"], other);
    checkEqual(
      on.eventsOf("record-unreadable").map(({ fault }) => fault),
      ["foreign"],
      "unreadable records told",
    );
    await checkAnswers(on, ["hit 1"]);
  });
}

function provesHanging(subject: BackendSubject): Promise<void> {
  return onFaultyCache(subject, { faults: [] }, async (on) => {
    await checkAnswers(on, ["miss 1", "hit 1"]);
    const hanging: Backend = { ...opened(on.backend), find: () => new Promise(() => undefined) };
    const other = on.another(hanging, { backendDeadlineMs: DEADLINE_MS });
    await checkAnswers(on, ["miss 2"], other);
    const told = on.eventsOf("backend-failed").map((event) => `${event.operation} ${event.error.code}`);
    checkEqual(told, ["find RCACHE_BACKEND_TIMEOUT"], "failures told");
    await checkAnswers(on, ["hit 1"]);
  });
}

/** A backend for one more cache: others open and close it. */
function opened(backend: Backend): Backend {
  return { ...faultyBackend(backend, []), open: () => undefined, close: () => undefined };
}
