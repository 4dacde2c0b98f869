import { stripVTControlCharacters } from "node:util";
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

/**
 * The table: a line a request, both rounds beside each other. Under 110 columns the reasons are left out; under 80, all but what came of each
 * round and how long the second took.
 */
export function renderTable(rows: readonly Row[], page: Page): string {
  if (page.width < 80) return renderNarrowTable(rows, page);
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

function renderNarrowTable(rows: readonly Row[], { width, paint }: Page): string {
  const label = Math.max(LABEL.least, width - 2 * (2 + KIND) - TIME - 3 * GAP.length);
  const heading = ["".padEnd(label), "first round".padEnd(2 + KIND), "second round"].join(GAP);
  const lines = rows.map(({ label: name, first, second }) =>
    [cell(name, label), kindCells(first, paint), answerCells(second, KIND, paint)].join(GAP),
  );
  return [paint("bold", heading), ...lines, ""].join("\n");
}

function kindCells({ kind }: Answer, paint: Paint): string {
  const [mark, colour] = MARKS[kind] ?? ["?", "red"];
  return `${paint(colour, mark)} ${paint(colour, cell(kind, KIND))}`;
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

/** What does not fit ends with a whole word, where there is one. */
function cell(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const cut = text.slice(0, width - 1);
  const words = /\w/.test(text[width - 1] ?? "") ? cut.replace(/[^\w/]+\w*$/, "") : cut.trimEnd();
  return `${words === "" ? cut : words}…`.padEnd(width);
}

/** A text of sentences in lines that fit, broken between words. */
export function wrapped(text: string, width: number): string {
  const fit = (line: string): string => {
    const lines: string[] = [];
    for (const word of line.split(" ")) {
      const last = lines.at(-1);
      const longer = last === undefined ? word : `${last} ${word}`;
      if (last !== undefined && stripVTControlCharacters(longer).length > width) lines.push(word);
      else lines.splice(-1, 1, longer);
    }
    return lines.join("\n");
  };
  return text.split("\n").map(fit).join("\n");
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
