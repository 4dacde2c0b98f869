import { createHttpCache, type Send } from "@rcache/core";
import { type Ability, hasAbility } from "../backend-contract/trial.ts";
import { check, checkEqual } from "../check.ts";
import type { Runner } from "../runner.ts";
import type { ProcessSubject } from "./process-subject.ts";
import { checkEndedWell, onProcessTrial, type ProcessProof, type ProcessTrial } from "./process-trial.ts";
import { sendByFetch } from "./send-by-fetch.ts";

const MINUTE_MS = 60_000;
const ASKERS = 4;

const PROOFS: readonly ProcessProof[] = [
  {
    name: "P1 an invalidation by another process removes, and refuses what was seen before it",
    needs: "epoch",
    async prove({ backend, invalidateElsewhere, record }) {
      for (const there of [true, false]) {
        const at = { target: `https://example.com/${there ? "there" : "not-there"}`, selector: "GET" };
        const what = there ? "of a target with a record" : "of a target without one";
        const { epoch = "" } = await backend.find(at);
        if (there)
          checkEqual(await backend.put(await record(at.target, "r1"), { epoch }), "stored", `a put ${what}`);
        checkEqual(await invalidateElsewhere(at.target), there ? "1" : "0", `records that went ${what}`);
        const late = await record(at.target, "r2");
        checkEqual(await backend.put(late, { epoch }), "conflict", `a put under the old epoch ${what}`);
        checkEqual(await backend.put(late, { revision: "r1" }), "conflict", `a put under r1 ${what}`);
        const after = await backend.find(at, "-");
        checkEqual(after.records.length, 0, `records found ${what}`);
        checkEqual(await backend.put(late, { epoch: after.epoch ?? "" }), "stored", `a new put ${what}`);
      }
    },
  },
  {
    name: "P2 another process stores nothing under what it saw before an invalidation",
    needs: "epoch",
    async prove({ backend, record, start }) {
      for (const there of [true, false]) {
        const target = `https://example.com/${there ? "there" : "not-there"}`;
        if (there) await backend.put(await record(target, "r1"));
        const other = await start("storeLate", target);
        checkEqual(await other.line(), "looked", "the other process");
        checkEqual(await backend.invalidate(target), there ? 1 : 0, "records that went");
        other.go();
        checkEqual(await other.line(), "conflict", "the other process's put");
        await checkEndedWell(other);
        checkEqual((await backend.find({ target, selector: "GET" })).records.length, 0, "records after it");
      }
    },
  },
  {
    name: "P3 an answer is not kept where another process invalidated it while it was under way",
    needs: "epoch",
    prove: provesAnswersUnderWay,
  },
  {
    name: "P4 several processes ask for a cold URL once",
    needs: "lease",
    async prove({ openOrigin, start }) {
      const origin = await openOrigin();
      let answer = (): void => undefined;
      const hold = new Promise<void>((resolve) => {
        answer = resolve;
      });
      origin.answer("/cold", { body: "the answer", hold });
      const asking = await Promise.all(
        Array.from({ length: ASKERS }, () => start("ask", `${origin.url}/cold`)),
      );
      for (const one of asking) checkEqual(await one.line(), "ready", "another process");
      for (const one of asking) one.go();
      const answers = Promise.all(asking.map((one) => one.line()));
      // The first has the origin's head, and with it the lease.
      while (origin.requests.length === 0) await Promise.race([answers, nextTurn()]);
      answer();
      for (const line of await answers) check(line.endsWith(" the answer"), `a process was answered ${line}`);
      for (const one of asking) await checkEndedWell(one);
      checkEqual(origin.requests.length, 1, `requests to the origin by ${ASKERS} processes`);
    },
  },
  {
    name: "P5 the lease of a process that was killed is another's when its time is over",
    needs: "lease",
    async prove({ backend, clock, start }) {
      const name = "GET https://example.com/killed";
      const holder = await start("lease", name);
      checkEqual(await holder.line(), "held", "a free lease");
      holder.kill();
      checkEqual((await holder.ended()).by, "SIGKILL", "the holder's end");
      const taken = await backend.lease?.(name, MINUTE_MS);
      check(taken?.held === false, "the lease was free before its time was over");
      clock.advance(taken.forMs + 1);
      checkEqual((await backend.lease?.(name, MINUTE_MS))?.held, true, "the lease after its time");
    },
  },
  {
    name: "P6 what a killed process was asking for is asked by another when that lease is over, and kept",
    needs: "lease",
    prove: provesSurvivor,
  },
  {
    name: "P7 the lease of a process whose origin is slow is renewed for as long as that takes",
    needs: "lease",
    prove: provesRenewal,
  },
];

/**
 * Tests a backend that several processes share, P1 to P7. There is one test per promise, with its id first in the name. Node, Bun and Deno
 * only.
 *
 * It starts other processes and stops them at the critical moments: after they have looked and before they store, or while they hold a
 * lease. P1 to P3 need an epoch, and P4 to P7 a lease; without them they are not tested.
 */
export function processContract(runner: Runner, subject: ProcessSubject): void {
  runner.describe("process contract", () => {
    for (const { name, needs, prove } of PROOFS)
      runner.it(name, () =>
        onProcessTrial(subject, async (trial) => {
          if (await isAble(trial, needs)) await prove(trial);
        }),
      );
  });
}

async function isAble({ backend }: ProcessTrial, needs: Ability | undefined): Promise<boolean> {
  return needs === undefined || hasAbility({ backend }, needs);
}

async function provesAnswersUnderWay({ backend, clock, invalidateElsewhere }: ProcessTrial): Promise<void> {
  const cache = createHttpCache({ backend, clock, expireAfter: "1h", backendDeadlineMs: MINUTE_MS });
  const request = { method: "GET", url: "https://origin.test/guarded", headers: [] };
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const send: Send = async ({ url }) => {
    reach();
    await answered;
    return { status: 200, url, headers: [], body: new Uint8Array(1), coding: "decoded" };
  };
  const asking = cache.handle(request, send);
  await reached;
  await invalidateElsewhere(request.url);
  answer();
  checkEqual((await asking).cache.kind, "miss", "how the request was answered");
  await cache.flush();
  checkEqual(await cache.contains(request.url), false, "whether the overtaken answer was kept");
  await cache.handle(request, send);
  await cache.flush();
  checkEqual(await cache.contains(request.url), true, "whether the next answer was kept");
}

async function provesSurvivor({ backend, clock, openOrigin, start }: ProcessTrial): Promise<void> {
  const origin = await openOrigin();
  origin.answer("/killed", { fault: "hang" }, { body: "the answer" });
  const url = `${origin.url}/killed`;
  const leader = await start("ask", url);
  checkEqual(await leader.line(), "ready", "another process");
  leader.go();
  const ended = leader.ended();
  while (origin.requests.length === 0) await Promise.race([ended, nextTurn()]);
  leader.kill();
  checkEqual((await ended).by, "SIGKILL", "the leader's end");
  const cache = createHttpCache({
    ...{ backend, clock, expireAfter: "1h", singleFlight: "across-processes" },
    ...{ backendDeadlineMs: MINUTE_MS, flightWaitMs: 10 * MINUTE_MS },
  });
  const taken = await backend.lease?.(`GET ${url}`, 1);
  check(taken?.held === false, "the lease of the killed process was free before its time was over");
  const asking = cache.handle({ method: "GET", url, headers: [] }, sendByFetch);
  clock.advance(taken.forMs + 1);
  const { body } = await asking;
  check(body instanceof Uint8Array, "the survivor was answered with a body");
  checkEqual(new TextDecoder().decode(body), "the answer", "the survivor's answer");
  checkEqual(origin.requests.length, 2, "requests to the origin by the killed process and the survivor");
  await cache.flush();
  checkEqual(await cache.contains(url), true, "whether the survivor's answer was kept");
}

async function provesRenewal({ backend, clock, openOrigin, start }: ProcessTrial): Promise<void> {
  const origin = await openOrigin();
  let answer = (): void => undefined;
  const hold = new Promise<void>((resolve) => {
    answer = resolve;
  });
  origin.answer("/slow", { body: "the answer", hold });
  const url = `${origin.url}/slow`;
  const asking = await start("askSlowly", url);
  checkEqual(await asking.line(), "ready", "another process");
  asking.go();
  const renewed = asking.line();
  while (origin.requests.length === 0) await Promise.race([renewed, nextTurn()]);
  const taken = await backend.lease?.(`GET ${url}`, 1);
  check(taken?.held === false, "the lease of the process that asks was free");
  checkEqual(await renewed, "renewed", "what the process that asks does meanwhile");
  // To where the lease would have ended.
  clock.advance(taken.forMs + 1);
  checkEqual((await backend.lease?.(`GET ${url}`, 1))?.held, false, "the lease of a process that still asks");
  answer();
  for (let line = await asking.line(); line !== "miss the answer"; line = await asking.line())
    checkEqual(line, "renewed", "what the process that asks says next");
  await checkEndedWell(asking);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
