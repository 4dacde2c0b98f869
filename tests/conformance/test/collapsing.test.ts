import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { type Answer, type Asking, MODES, openStage, type Reply, type Stage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60" };

/** Replies that wait until they are let go. */
function held(answer: Answer | Error): { readonly reply: Reply; letGo(): void } {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reply = async (): Promise<Answer> => {
    await gate;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { reply, letGo };
}

/** Whoever has not reached the origin by now waits for somebody. */
async function settled(stage: Stage, sent: number): Promise<void> {
  await expect.poll(() => stage.sent.length).toBeGreaterThanOrEqual(sent);
  await new Promise((resolve) => setImmediate(resolve));
}

/** How often the origin is asked when these come at the same time. */
async function askedFor(
  mode: (typeof MODES)[number],
  fields: Fields,
  ...askings: readonly Asking[]
): Promise<number> {
  await using stage = openStage(mode);
  stage.origin("/a", async () => ({ headers: { ...FRESH, ...fields }, body: "a" }));
  await Promise.all(askings.map((asking) => stage.ask("/a", asking)));
  return stage.sent.length;
}

describe.each(MODES)("requests at the same time, %s", (mode) => {
  it.each(["GET", "HEAD"])("§4 rule 149: equal requests share one exchange: %s", async (method) => {
    expect(await askedFor(mode, {}, { method }, { method }, { method })).toBe(1);
  });

  it("§4 rule 149: each has the whole answer", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", async () => ({ headers: FRESH, body: "a" }));
    const answers = await Promise.all([stage.ask("/a"), stage.ask("/a"), stage.ask("/a")]);
    expect(answers.map(({ text }) => text)).toEqual(["a", "a", "a"]);
    expect(answers.map(({ cache }) => cache.kind).sort()).toEqual(["joined", "joined", "miss"]);
  });

  it.each([{ "Cache-Control": "no-store" }, { Vary: "*" }])(
    "§4 rule 149: what could not have come from the store is not shared: %o",
    async (fields) => {
      expect(await askedFor(mode, fields, {}, {}, {})).toBe(3);
    },
  );

  it("§4 rule 149: nor is a private answer in a shared cache", async () => {
    const asked = await askedFor(mode, { "Cache-Control": "private, max-age=60" }, {}, {}, {});
    expect(asked).toBe(mode === "shared" ? 3 : 1);
  });

  it("§4 rule 149: nor an answer for other fields that it turns out to vary on", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", async ({ headers }) => ({
      headers: { ...FRESH, Vary: "X" },
      body: headers.find(([name]) => name === "X")?.[1] ?? "",
    }));
    const texts = await Promise.all(
      ["1", "2", "3"].map(async (X) => (await stage.ask("/a", { headers: { X } })).text),
    );
    expect([texts, stage.sent.length]).toEqual([["1", "2", "3"], 3]);
  });

  it("§4 rule 149: who says no-cache or no-store has an exchange of its own", async () => {
    for (const directives of ["no-cache", "no-store"]) {
      const asking = { headers: { "Cache-Control": directives } };
      expect(await askedFor(mode, {}, {}, asking, asking)).toBe(3);
    }
  });

  it("§4 rule 149: who says no-cache of what is stored waits for nobody else's exchange", async () => {
    await using stage = openStage(mode);
    const { reply, letGo } = held({ headers: FRESH, body: "a" });
    stage.origin("/a", { headers: FRESH, body: "a" }, reply);
    await stage.ask("/a");
    const asking = { headers: { "Cache-Control": "no-cache" } };
    const both = [stage.ask("/a", asking), stage.ask("/a", asking)];
    await settled(stage, 3);
    letGo();
    expect((await Promise.all(both)).map(({ text }) => text)).toEqual(["a", "a"]);
  });

  it("§4 rule 149: so has who has conditions of its own, or asks for another part", async () => {
    const asking = (name: string, value: string): Asking => ({ headers: { [name]: value } });
    const [one, other] = [asking("Range", "bytes=0-1"), asking("Range", "bytes=2-3")];
    expect(await askedFor(mode, {}, {}, one, other, one)).toBe(3);
    const condition = asking("If-None-Match", '"a"');
    expect(await askedFor(mode, {}, condition, condition)).toBe(2);
  });

  it("§4 rule 150: who has waited long enough goes alone", async () => {
    await using stage = openStage(mode, { flightWaitMs: 1 });
    const { reply, letGo } = held({ headers: FRESH, body: "late" });
    stage.origin("/a", reply, { headers: FRESH, body: "own" });
    const first = stage.ask("/a");
    await settled(stage, 1);
    expect((await stage.ask("/a")).text).toBe("own");
    letGo();
    expect((await first).text).toBe("late");
  });

  it("§4 rule 150: a leader's failure wakes those who wait, at once", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", async () => {
      throw new Error("no route");
    });
    const answers = await Promise.allSettled([stage.ask("/a"), stage.ask("/a"), stage.ask("/a")]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  it.each(["leader", "follower"])(
    "§4 rule 150: where the %s leaves, the other still gets the answer",
    async (who) => {
      await using stage = openStage(mode);
      const { reply, letGo } = held({ headers: FRESH, body: "a" });
      stage.origin("/a", reply);
      const controllers = [new AbortController(), new AbortController()] as const;
      const [leader, follower] = controllers.map(({ signal }) => stage.ask("/a", { signal }));
      await settled(stage, 1);
      controllers[who === "leader" ? 0 : 1].abort(new Error("enough"));
      const [left, stays] = who === "leader" ? [leader, follower] : [follower, leader];
      await expect(left).rejects.toThrow("enough");
      letGo();
      expect([(await stays)?.text, stage.sent.length]).toEqual(["a", 1]);
    },
  );

  it("§4 rule 150: when the last one leaves, the exchange ends", async () => {
    await using stage = openStage(mode);
    const { reply, letGo } = held({ headers: FRESH });
    stage.origin("/a", reply);
    const controllers = [new AbortController(), new AbortController()] as const;
    const asked = controllers.map(({ signal }) => stage.ask("/a", { signal }));
    const ends = Promise.allSettled(asked);
    await settled(stage, 1);
    controllers[0].abort();
    expect(stage.sent[0]?.signal?.aborted).toBe(false);
    controllers[1].abort();
    expect(stage.sent[0]?.signal?.aborted).toBe(true);
    letGo();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("§4 rule 151: what turned out not to be storable is asked for by each at once, for a while", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": "no-store" } });
    await stage.ask("/a");
    const { reply, letGo } = held({ headers: { "Cache-Control": "no-store" } });
    stage.origin("/a", reply);
    const together = [stage.ask("/a"), stage.ask("/a"), stage.ask("/a")];
    await settled(stage, 4);
    expect(stage.sent.length).toBe(4);
    letGo();
    await Promise.all(together);
    stage.later(24 * 60 * 60);
    const later = held({ headers: FRESH });
    stage.origin("/a", later.reply);
    const again = [stage.ask("/a"), stage.ask("/a")];
    await settled(stage, 5);
    expect(stage.sent.length).toBe(5);
    later.letGo();
    await Promise.all(again);
  });

  // A cookie separates nobody in a shared cache: there an answer says so by Vary, or by private (RFC 9111 §7.3).
  it.each(mode === "shared" ? ["Authorization"] : ["Authorization", "Cookie"])(
    "§3.5 rule 152: different %s never share an exchange",
    async (name) => {
      await using stage = openStage(mode);
      stage.origin("/a", async ({ headers }) => ({
        headers: FRESH,
        body: headers.find(([other]) => other === name)?.[1] ?? "nobody",
      }));
      const as = async (who: string): Promise<string> =>
        (await stage.ask("/a", { headers: { [name]: who } })).text;
      const answers = await Promise.all([as("a=1"), as("b=2"), stage.ask("/a").then(({ text }) => text)]);
      expect(answers).toEqual(["a=1", "b=2", "nobody"]);
    },
  );
});
