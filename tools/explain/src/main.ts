// Headers in, verdict out: pnpm explain "cache-control: max-age=60, must-revalidate" --age 90
import { parseArgs } from "node:util";
import { isRcacheError } from "@rcache/core";
import { explainHeaders } from "./explain-headers.ts";

const USAGE = `Usage: pnpm explain [response header …] [options]

  --age <seconds>       between response and request (default 0)
  --request <header>    of the later request; may be repeated
  --method <method>     of the later request (default GET)
  --status <status>     of the response (default 200)
  --url <url>           (default https://example.com/)
  --rules               by the settings, as requests-cache, instead of by RFC 9111
  --shared              a shared cache instead of a private one

  pnpm explain "cache-control: max-age=60, must-revalidate" --age 90`;

try {
  await run();
} catch (error) {
  const remedy = isRcacheError(error) ? error.remedy : USAGE;
  console.error(error instanceof Error ? `${error.message}\n${remedy}` : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      age: { type: "string", default: "0" },
      request: { type: "string", multiple: true, default: [] },
      method: { type: "string", default: "GET" },
      status: { type: "string", default: "200" },
      url: { type: "string", default: "https://example.com/" },
      rules: { type: "boolean", default: false },
      shared: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const mode = values.rules ? "rules" : values.shared ? "shared" : "private";
  const { url, method, request } = values;
  const [status, ageSeconds] = [Number(values.status), Number(values.age)];
  console.log(
    await explainHeaders({ url, method, status, response: positionals, request, ageSeconds, mode }),
  );
}
