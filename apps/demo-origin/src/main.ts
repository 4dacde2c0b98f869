import { parseArgs } from "node:util";
import { startDemoOrigin } from "./demo-origin.ts";
import { KNOB_NAMES } from "./knobs.ts";

const HELP = `A small HTTP server on loopback whose answers are made to order.

  node apps/demo-origin/src/main.ts [--port <number>]

Paths: /json /text /bytes/<length> /image
Knobs, in the query: ${KNOB_NAMES.join(" ")}

  curl -i 'http://127.0.0.1:8080/json?maxAge=60&etag=v1&delay=200'
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8080" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const origin = await startDemoOrigin({ port: Number(values.port) });
  process.stdout.write(`Listening on ${origin.url} (Ctrl+C ends it).\n`);
  process.once("SIGINT", () => void origin.close());
  process.once("SIGTERM", () => void origin.close());
}
