import type { TrialEvent, TrialReport } from "./run-trial.ts";
import type { Life } from "./worker-process.ts";

/** Puts colour on a text, or returns it as it is. */
export type Paint = (colour: "green" | "yellow" | "red" | "cyan" | "gray" | "bold", text: string) => string;

const PER_LINE = 16;
const LIVES = 12;
const COUNT = 20;

/** One line of what happens, when it happens. */
export function renderEvent(event: TrialEvent, ms: number, paint: Paint): string {
  const [worker, life] = "life" in event ? event.life.split(".") : [];
  const at = paint("gray", `${(ms / 1_000).toFixed(1).padStart(5)} s`);
  if (event.kind === "asked")
    return `${at}  ${paint("gray", "·")} the origin was asked ${event.times} times\n`;
  if (event.kind === "killed")
    return `${at}  ${paint("red", "✗")} process ${worker} is killed; the origin has its request for item ${event.item}\n`;
  return event.kind === "started"
    ? `${at}  ${paint("green", "▸")} process ${worker} is ready\n`
    : `${at}  ${paint("cyan", "↻")} process ${worker} is started again, for its life number ${life}\n`;
}

/** The table of the processes: a line each, all of its lives together. */
export function renderProcesses({ lives }: TrialReport, paint: Paint): string {
  const heading = [
    "process".padEnd(8),
    "lives".padEnd(LIVES),
    ...["asked the origin", "waited for another", "found it stored"].map((text) => text.padStart(COUNT)),
  ].join("");
  const workers = [...new Set(lives.map(({ worker }) => worker))].toSorted((a, b) => a - b);
  const lines = workers.map((worker) => {
    const own = lives.filter((life) => life.worker === worker);
    const count = (...kinds: readonly string[]): string => String(countOf(own, kinds)).padStart(COUNT - 2);
    return [
      String(worker).padEnd(8),
      own.map(({ wasKilled }) => (wasKilled ? paint("red", "✗") : paint("green", "●"))).join(" "),
      " ".repeat(Math.max(1, LIVES - (2 * own.length - 1))),
      `${count("miss")} ○`,
      `${count("joined")} ${paint("cyan", "◐")}`,
      `${count("hit")} ${paint("green", "●")}`,
    ].join("");
  });
  return [paint("bold", heading), ...lines, ""].join("\n");
}

function countOf(lives: readonly Life[], kinds: readonly string[]): number {
  return lives.flatMap(({ outcomes }) => [...outcomes.values()]).filter((kind) => kinds.includes(kind))
    .length;
}

/** One mark an item: how often the origin was asked for it. */
export function renderItems(report: TrialReport, paint: Paint): string {
  const counts = countsOf(report);
  const marks = counts.map((count) => {
    if (count === 1) return paint("green", "1");
    return paint(count === 0 ? "red" : "yellow", String(count));
  });
  const lines: string[] = [];
  for (let at = 0; at < marks.length; at += PER_LINE)
    lines.push(`${String(at).padStart(5)}  ${marks.slice(at, at + PER_LINE).join(" ")}`);
  return [paint("bold", "How often the origin was asked for each item"), ...lines, ""].join("\n");
}

/** What it came to, in sentences. */
export function renderTotals(report: TrialReport, broken: readonly string[], paint: Paint): string {
  const { asked, lives, afterwards, ms } = report;
  const answers = lives.reduce((sum, { outcomes }) => sum + outcomes.size, 0);
  const killed = lives.filter(({ wasKilled }) => wasKilled).length;
  const again = asked.length - afterwards.length;
  const hits = afterwards.filter((kind) => kind === "hit").length;
  const seconds = (ms / 1_000).toFixed(1);
  const lines = [
    `${answers} answers in ${seconds} s; the origin was asked ${asked.length} times for ${afterwards.length} items.`,
    killed === 0
      ? "No process was killed, and no item was asked for twice."
      : `${killed} killed; ${again} asked for again, all of them under way in a process when it was killed.`,
    `Afterwards ${hits} of ${afterwards.length} items are stored, as the origin made them.`,
    ...(again > 0
      ? ["Whoever wants what a killed process was asking for waits until its lease is over, 10 s at most."]
      : []),
  ];
  const verdict =
    again > 0
      ? "Once an item, and once more for each that a killed process had under way. Nothing is lost."
      : "Once an item, and nothing is lost.";
  if (broken.length === 0) return `${lines.join("\n")}\n${paint("green", verdict)}\n`;
  return [
    ...lines.filter((line) => !line.includes("under way") && !line.startsWith("No process")),
    paint("red", "This was not kept:"),
    ...broken.map((one) => `  ${one}`),
    "",
  ].join("\n");
}

function countsOf({ asked, afterwards }: TrialReport): number[] {
  return afterwards.map((_, item) => asked.filter((one) => one.item === item).length);
}
