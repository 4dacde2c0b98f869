import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loads every package as built: what its functions and classes call themselves is what users see in logs and stack traces.
 *
 * @throws Error where one is not called what it is exported as
 */
export async function checkPublishedNames(root: string): Promise<void> {
  const wrong: string[] = [];
  for (const name of readdirSync(join(root, "packages"))) {
    const entry = pathToFileURL(join(root, "packages", name, "dist/index.js"));
    const exported: Record<string, unknown> = await import(entry.href);
    for (const [asked, value] of Object.entries(exported)) {
      if (typeof value === "function" && value.name !== asked)
        wrong.push(`${asked} of ${name} calls itself ${value.name}`);
    }
  }
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}
