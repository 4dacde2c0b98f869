// Asks through a cache of a backend where packages are not installed: prints the error with which the first request rejects.
import { registerHooks } from "node:module";

const [missing = "", backend = ""] = process.argv.slice(2);
const isMissing = new RegExp(missing);
registerHooks({
  resolve: (specifier, context, next) =>
    // From there Node finds no package, and says so in its own words.
    next(
      specifier,
      isMissing.test(specifier) ? { ...context, parentURL: "file:///nothing/is/here.js" } : context,
    ),
});

const { openCache } = await import("../../src/index.ts");
const cache = openCache(JSON.parse(backend));
const said = await cache
  .handle({ method: "GET", url: "https://example.com/", headers: [] }, async ({ url }) => ({
    ...{ status: 200, url, headers: [], body: null, coding: "decoded" },
  }))
  .then(
    ({ status }) => ({ status }),
    ({ code, message, remedy }) => ({ code, message, remedy }),
  );
process.stdout.write(`${JSON.stringify(said)}\n`);
process.exit();
