import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import { runProgram } from "./run-program.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const EXPECTED = ["false uri-miss", "true fresh"];

/**
 * The same program, bundled for a browser and run by a page in Chromium.
 *
 * @param project where the packages are installed
 * @param tools the `node_modules` with esbuild
 * @returns why it was not run, or undefined where it was
 * @throws Error where it prints something else than on Node, or asks its origin more than once
 */
export async function checkPage(
  program: string,
  project: string,
  tools: string,
): Promise<string | undefined> {
  if (!existsSync(executablePath)) return missing();
  writeFileSync(join(project, "page.mjs"), program);
  const bundling = ["--bundle", "--format=esm", "--platform=browser", "--outfile=page/main.mjs"];
  runProgram(join(tools, ".bin/esbuild"), ["page.mjs", ...bundling], { cwd: project });
  const asked: string[] = [];
  const server = originOf(readFileSync(join(project, "page/main.mjs")), asked);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const printed = await printedBy(await browser.newPage(), await listening(server));
    if (printed.join("\n") !== EXPECTED.join("\n") || asked.join() !== "/users/octocat") {
      const what = JSON.stringify({ printed, asked });
      throw new Error(`Chromium: the README's program printed and asked ${what}`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return undefined;
}

function missing(): string {
  const why = `${executablePath} does not exist: install Chromium or set CHROMIUM_PATH`;
  if (process.env["RCACHE_REQUIRE_ALL"] === "1") throw new Error(`Chromium: ${why}`);
  return why;
}

/** Serves the page, and answers in the place of GitHub. `asked` gets the path of each request that GitHub would have had. */
function originOf(bundle: Uint8Array, asked: string[]): Server {
  return createServer(({ url = "/" }, response) => {
    if (url === "/") {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(
        `<!doctype html><link rel="icon" href="data:,"><script type="module" src="main.mjs"></script>`,
      );
    } else if (url === "/main.mjs") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(bundle);
    } else {
      asked.push(url);
      response.writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*" });
      response.end('{"login":"octocat"}');
    }
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

/** The first lines that the program prints in a page. What it asks of GitHub goes to the origin. */
async function printedBy(page: Page, origin: string): Promise<readonly string[]> {
  await page.route("https://api.github.com/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: origin + pathname }) });
  });
  const printed: string[] = [];
  const failed = page.waitForEvent("pageerror").then((error) => Promise.reject(error));
  const done = page.waitForEvent("console", (message) => {
    if (message.type() === "log") printed.push(message.text());
    return printed.length === EXPECTED.length;
  });
  await page.goto(origin);
  await Promise.race([done, failed]);
  return printed;
}
