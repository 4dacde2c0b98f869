import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache, type HttpRequest } from "@rcache/core";
import type { Entry } from "@rcache/core/backend";
import type { Scenario } from "../harness/bench.ts";
import { median } from "../harness/statistics.ts";
import type { Bar, Row } from "../report/result.ts";

const ADDRESS = "http://origin.test/";
const BODY = new Uint8Array(10_240);
const DIGESTS = { text: (text: string) => text, bytes: String };
const REQUEST: HttpRequest = { method: "GET", url: ADDRESS, headers: [] };

/** The parts of core that are measured. They are nothing that the package exports, so they come from its sources. */
interface Sources {
  judgeLookup(question: object): { readonly kind: string };
  passesShortTest(entry: Entry, nowMs: number): boolean;
  resolveSettings(layers: readonly object[], fixed: object): object;
  readonly NO_DIRECTIVES: object;
}

async function sources(): Promise<Sources> {
  const paths = [
    "policy/lookup/judge-lookup",
    "policy/lookup/short-test",
    "settings/effective/resolve",
    "http/fields/cache-control",
  ];
  const modules: readonly object[] = await Promise.all(
    paths.map((path) => import(new URL(`../../../../packages/core/src/${path}.ts`, import.meta.url).href)),
  );
  // The cast: what these modules export; a name that has gone makes the first round throw.
  return Object.assign({}, ...modules) as Sources;
}

interface Subject {
  readonly contender: string;
  readonly role: Row["role"];
  /** Does it so many times, and gives something that depends on all of them. */
  readonly work: (times: number) => number;
  /** Of the other subject's time, at most so much. */
  readonly bar?: { readonly of: string; readonly most: number };
}

/** What it costs to decide that a fresh entry may be used. */
export const policy: Scenario = {
  id: "policy",
  title: "deciding on one fresh entry",
  limit: "a clock reading, and a Response of 10 KB",
  columns: [
    { figure: "meanNs", label: "mean ns", digits: 0 },
    { figure: "ratio", label: "of its limit", digits: 3 },
  ],
  async run({ quick }) {
    const subjects = subjectsOf(await freshEntry(), await sources());
    const rounds = quick ? 3 : 15;
    const durationMs = quick ? 10 : 60;
    const samples = new Map(subjects.map(({ contender }): [string, number[]] => [contender, []]));
    const timesOf = new Map(subjects.map((subject) => [subject, timesIn(subject, durationMs)]));
    for (let round = 0; round < rounds; round += 1) {
      const first = round % subjects.length;
      for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)])
        samples.get(subject.contender)?.push(nanoseconds(subject, timesOf.get(subject) ?? 1));
    }
    return subjects.map((subject) => rowOf(subject, samples));
  },
};

function subjectsOf(
  entry: Entry,
  { judgeLookup, passesShortTest, resolveSettings, NO_DIRECTIVES }: Sources,
): readonly Subject[] {
  const settings = resolveSettings([{ cacheControl: true }], { shared: false, targetedFields: [] });
  const { usableFromMs, freeUntilMs } = entry.lifetimes;
  const entries = [entry];
  return [
    {
      contender: "limit: Date.now() and two comparisons",
      role: "limit",
      work: counted(() => {
        const nowMs = Date.now();
        return nowMs >= usableFromMs && nowMs < freeUntilMs;
      }),
    },
    {
      contender: "the short test",
      role: "ours",
      work: counted(() => passesShortTest(entry, Date.now())),
      bar: { of: "limit: Date.now() and two comparisons", most: 3 },
    },
    { contender: "limit: new Response(10 KB)", role: "limit", work: counted(() => new Response(BODY).ok) },
    {
      contender: "judgeLookup, header-led",
      role: "ours",
      work: counted(() => {
        const question = {
          request: REQUEST,
          directives: NO_DIRECTIVES,
          entries,
          settings,
          nowMs: Date.now(),
          digests: DIGESTS,
          chance: 0,
        };
        return judgeLookup(question).kind === "use";
      }),
      bar: { of: "limit: new Response(10 KB)", most: 0.33 },
    },
  ];
}

/** The work in a loop of its own, so that no two subjects share what the compiler has learnt of one. */
function counted(once: () => boolean): Subject["work"] {
  return (times) => {
    let count = 0;
    for (let i = 0; i < times; i += 1) if (once()) count += 1;
    return count;
  };
}

/** How often it is done in so many milliseconds; warms it up too. */
function timesIn(subject: Subject, durationMs: number): number {
  let times = 1_000;
  for (;;) {
    const tookMs = (nanoseconds(subject, times) * times) / 1e6;
    if (tookMs >= durationMs) return times;
    times *= tookMs < durationMs / 4 ? 4 : 2;
  }
}

function nanoseconds({ contender, work }: Subject, times: number): number {
  const startedMs = performance.now();
  const count = work(times);
  const tookMs = performance.now() - startedMs;
  if (count !== times) throw new Error(`${contender}: ${times - count} of ${times} said no`);
  return (tookMs * 1e6) / times;
}

function rowOf({ contender, role, bar }: Subject, samples: ReadonlyMap<string, readonly number[]>): Row {
  const own = samples.get(contender) ?? [];
  const others = samples.get(bar?.of ?? contender) ?? [];
  // Round by round, so that a slow moment counts on both sides.
  const ratio = median(own.map((ns, i) => ns / (others[i] ?? Number.NaN)));
  const bars: readonly Bar[] = bar ? [{ figure: "ratio", better: "lower", good: bar.most }] : [];
  return { contender, role, figures: { meanNs: median(own), ratio }, ...(bar && { bars }) };
}

/** An entry as the engine has stored it. */
async function freshEntry(): Promise<Entry> {
  const backend = memoryBackend();
  await using cache = createHttpCache({ backend, cacheControl: true });
  const headers = [
    ["Cache-Control", "public, max-age=3600"],
    ["Content-Type", "application/json"],
    ["ETag", '"a"'],
    ["Last-Modified", "Mon, 05 Jan 2026 00:00:00 GMT"],
  ] as const;
  const response = { status: 200, url: ADDRESS, headers, body: BODY, coding: "wire" } as const;
  const answer = await cache.handle(REQUEST, () => Promise.resolve(response));
  await cache.flush();
  const [selector = "", target = ""] = (answer.cache.key ?? "").split(" ");
  const found = await backend.find({ target, selector });
  const entry = found.records[0]?.value;
  if (entry === undefined) throw new Error("nothing was stored");
  // The cast: a backend of form `entry` keeps entries.
  return entry as Entry;
}
