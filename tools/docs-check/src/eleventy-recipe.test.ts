import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
/** In the workspace, so that the packages resolve by name. */
const folder = join(import.meta.dirname, `../.programs/eleventy-${process.pid}`);
const eleventy = join(import.meta.dirname, "../node_modules/@11ty/eleventy/cmd.cjs");

describe("the recipe for Eleventy", () => {
  let origin: Server;
  let asked = 0;

  beforeAll(async () => {
    const page = readFileSync(join(root, "docs-site/use/recipes.md"), "utf8");
    const recipe = /^## Data files of Eleventy\n.*?^```js\n(.*?)^```/ms.exec(page)?.[1] ?? "";
    mkdirSync(join(folder, "_data"), { recursive: true });
    writeFileSync(join(folder, "_data/people.js"), recipe);
    writeFileSync(
      join(folder, "index.njk"),
      "{% for person in people %}<li>{{ person.name }}</li>{% endfor %}",
    );
    origin = createServer((_, response) => {
      asked += 1;
      response.setHeader("content-type", "application/json").end('[{"name":"Ada"},{"name":"Grace"}]');
    });
    await once(origin.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(() => {
    origin.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Builds the site in a process of its own. The host of the recipe is the origin on loopback. */
  async function build(): Promise<string> {
    // The cast: a server that listens on a port has such an address.
    const { port } = origin.address() as AddressInfo;
    const preload = `const { fetch } = globalThis; globalThis.fetch = (input) => fetch(new URL(input.url ?? input, "http://x").href.replace("https://api.example.com", "http://127.0.0.1:${port}"));`;
    const child = spawn(
      process.execPath,
      [
        "--conditions=@rcache/source",
        `--import=data:text/javascript,${encodeURIComponent(preload)}`,
        eleventy,
        "--quiet",
      ],
      { cwd: folder, stdio: "inherit" },
    );
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    return readFileSync(join(folder, "_site/index.html"), "utf8");
  }

  it("asks the API with the first build, and not with the next", async () => {
    expect(await build()).toBe("<li>Ada</li><li>Grace</li>");
    expect(await build()).toBe("<li>Ada</li><li>Grace</li>");
    expect(asked).toBe(1);
  });
});
