import { request } from "node:http";
import { findService, surroundings } from "./find-service.ts";
import { needRedisProgram } from "./redis-server.ts";
import { SERVER_KINDS } from "./server-kinds.ts";
import { isMissing, type Missing, type Service, type ServiceName } from "./service.ts";
import { ADDRESS_VARIABLE } from "./shared-services.ts";

/**
 * A real server: in a test run the one all test files share, whose `stop` does nothing; elsewhere (a benchmark) one of the caller's own.
 *
 * @returns undefined where there is none on this machine
 */
export async function service(name: ServiceName): Promise<Service | undefined> {
  const found = await serviceOrReason(name);
  return isMissing(found) ? undefined : found;
}

/** What a runner's `it` has to be able to do. */
export type ItLike = (name: string, test: (context: { skip(note?: string): void }) => void) => unknown;

/**
 * Runs a suite with a real server. Where there is none, one skipped test says what was left out, why and what to do; the summary of the run
 * names it last and, under RCACHE_REQUIRE_ALL=1, makes it a failure.
 *
 * Called with `await` at the top of a test file: `await withService(it, "redis", (redis) => { describe(…) })`.
 */
export async function withService(
  it: ItLike,
  name: ServiceName,
  suite: (service: Service) => void | Promise<void>,
): Promise<void> {
  const found = await serviceOrReason(name);
  if (isMissing(found)) leaveOut(it, name, found);
  else await suite(found);
}

/** Runs a suite that starts and kills Redis servers of its own, wherever the shared one comes from. Left out in the same way. */
export async function withRedisProgram(it: ItLike, suite: () => void | Promise<void>): Promise<void> {
  const missing = await needRedisProgram(surroundings());
  if (missing === undefined) await suite();
  else
    leaveOut(it, "redis-server", {
      ...missing,
      remedy: "Install it (Debian: apt-get install -y redis-server).",
    });
}

function leaveOut(it: ItLike, what: string, { because, remedy }: Missing): void {
  it(`runs against a real ${what}`, ({ skip }) => skip(`${because}. ${remedy}`));
}

/** The same as {@link service}, with the reason where there is none. */
export async function serviceOrReason(name: ServiceName): Promise<Service | Missing> {
  const address = process.env[ADDRESS_VARIABLE];
  if (address !== undefined) return askRun(`${address}/${name}`);
  const kind = SERVER_KINDS[name];
  return kind === undefined
    ? { because: `tests/services knows no ${name}`, remedy: "Add it to server-kinds.ts." }
    : findService(kind);
}

async function askRun(url: string): Promise<Service | Missing> {
  // Not `fetch`: it gives up after five minutes, and tests replace it.
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(url, { agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve(body));
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end();
  });
  const found: Service | Missing = JSON.parse(text);
  return isMissing(found) ? found : { ...found, stop: () => Promise.resolve() };
}
