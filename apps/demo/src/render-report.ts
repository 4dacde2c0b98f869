import type { Answer, Row } from "./ask-twice.ts";

/** Puts colour on a text, or returns it as it is. */
export type Paint = (colour: "green" | "yellow" | "red" | "cyan" | "gray" | "bold", text: string) => string;

/** Where and how a report is printed. */
export interface Page {
  /** Columns; what does not fit is shortened. */
  readonly width: number;
  readonly paint: Paint;
}

const MARKS: Readonly<Record<string, readonly [mark: string, colour: Parameters<Paint>[0]]>> = {
  hit: ["●", "green"],
  joined: ["●", "green"],
  revalidated: ["◐", "cyan"],
  stale: ["◑", "yellow"],
  miss: ["○", "gray"],
  bypass: ["·", "gray"],
  error: ["×", "red"],
};
const KIND = 11;
const KIND_AND_REASON = 24;
const TIME = 7;
const HITS = 6;
const BYTES = 8;
const LABEL = { least: 14, most: 36 };
const GAP = "  ";

/** The table: a line a request, both rounds beside each other. Under 110 columns the reasons are left out. */
export function renderTable(rows: readonly Row[], page: Page): string {
  const outcome = page.width >= 110 ? KIND_AND_REASON : KIND;
  const round = 2 + outcome + GAP.length + TIME;
  const rest = page.width - 2 * round - HITS - BYTES - 4 * GAP.length;
  const label = Math.min(LABEL.most, Math.max(LABEL.least, rest));
  const heading = [
    "".padEnd(label),
    "first round".padEnd(round),
    "second round".padEnd(round),
    "origin".padStart(HITS),
    "body".padStart(BYTES),
  ].join(GAP);
  const lines = rows.map((row) =>
    [
      cell(row.label, label),
      answerCells(row.first, outcome, page.paint),
      answerCells(row.second, outcome, page.paint),
      originCell(row.originHits, page.paint),
      sizeText(row.second.bytes).padStart(BYTES),
    ].join(GAP),
  );
  return [page.paint("bold", heading), ...lines, ""].join("\n");
}

function answerCells(answer: Answer, width: number, paint: Paint): string {
  const [mark, colour] = MARKS[answer.kind] ?? ["?", "red"];
  const reason = width > KIND ? cell(answer.reason, width - answer.kind.length - 1) : "";
  const kind = paint(colour, width > KIND ? answer.kind : cell(answer.kind, KIND));
  const outcome = reason === "" ? kind : `${kind} ${paint("gray", reason)}`;
  return `${paint(colour, mark)} ${outcome}${GAP}${timeText(answer.ms).padStart(TIME)}`;
}

function originCell(hits: number, paint: Paint): string {
  const text = (hits === 0 ? "–" : String(hits)).padStart(HITS);
  return hits === 0 ? paint("green", text) : text;
}

function cell(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** What both rounds came to. */
export interface Totals {
  readonly requests: number;
  readonly answeredFromCache: number;
  readonly originHits: number;
  readonly bytes: number;
  readonly firstRoundMs: number;
  readonly secondRoundMs: number;
  /** Median of the plain hits; undefined where there were none. */
  readonly hitMs: number | undefined;
}

export function totalsOf(rows: readonly Row[]): Totals {
  const answers = rows.flatMap(({ first, second }) => [first, second]);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const hits = answers.filter((answer) => answer.kind === "hit").map((answer) => answer.ms);
  return {
    requests: answers.length,
    answeredFromCache: answers.filter((answer) => answer.fromCache).length,
    originHits: sum(rows.map((row) => row.originHits)),
    bytes: sum(answers.map((answer) => answer.bytes)),
    firstRoundMs: sum(rows.map((row) => row.first.ms)),
    secondRoundMs: sum(rows.map((row) => row.second.ms)),
    hitMs: hits.toSorted((a, b) => a - b)[hits.length >> 1],
  };
}

/**
 * The totals in sentences, with the speed-up.
 *
 * @param emptyRoundMs how long a round takes that finds nothing stored; undefined where nobody measured it
 */
export function renderTotals(totals: Totals, emptyRoundMs: number | undefined, paint: Paint): string {
  const { requests, answeredFromCache, originHits, bytes, firstRoundMs, secondRoundMs, hitMs } = totals;
  const lines = [
    `${requests} requests, ${answeredFromCache} answered from the cache; ${originHits} reached the origin. ${sizeText(bytes)} in all.`,
    `First round ${timeText(firstRoundMs)}, second round ${timeText(secondRoundMs)}.${hitMs === undefined ? "" : ` A hit takes ${timeText(hitMs)} (median).`}`,
  ];
  if (emptyRoundMs !== undefined && secondRoundMs > 0) {
    const times = emptyRoundMs / secondRoundMs;
    const factor = paint("bold", `${times.toFixed(times < 10 ? 1 : 0)} times`);
    lines.push(
      `With nothing stored, a round takes ${timeText(emptyRoundMs)}: the cache makes it ${factor} as fast.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

export function timeText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`;
}

export function sizeText(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return bytes >= 1_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${bytes} B`;
}
