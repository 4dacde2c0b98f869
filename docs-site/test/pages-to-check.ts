import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageReadmes } from "../.vitepress/build/package-readmes.ts";
import type { View } from "./page-check.ts";

const site = join(import.meta.dirname, "..");

const PHONE: View = { width: 390, theme: "dark" };
const DESK: View = { width: 1280, theme: "light" };
/** One page of each kind, and the most that it may weigh; RCACHE_SITE_PAGES=all looks at every page in every view. */
const SAMPLE: readonly (readonly [path: string, kilobytes: number])[] = [
  ["/", 120],
  ["/start", 120],
  ["/use/choosing", 120],
  ["/use/errors", 120],
  ["/reference/clients", 120],
  ["/reference/rules", 120],
  ["/packages/fetch", 120],
  ["/playground", 300],
  ["/demos/stampede", 300],
  ["/404", 120],
];

/** Each page with the most that it may weigh, and how it is looked at. */
export function pagesToCheck(): readonly (readonly [
  path: string,
  kilobytes: number,
  views: readonly View[],
])[] {
  if (process.env["RCACHE_SITE_PAGES"] !== "all")
    return SAMPLE.map(([path, kilobytes]) => [path, kilobytes, [PHONE, DESK]]);
  const views = [PHONE, DESK, { ...PHONE, theme: "light" }, { ...DESK, theme: "dark" }] as const;
  const files = globSync("**/*.md", {
    cwd: site,
    exclude: ["node_modules/**", "api/**", "packages/**", ".vitepress/**"],
  });
  const pages = files.map((page): [path: string, kilobytes: number] => {
    const path = `/${page.replace(/(?:index)?\.md$/, "")}`;
    const hasEditor = /<LiveCode|<CachePlayground/.test(readFileSync(join(site, page), "utf8"));
    return [path, hasEditor ? 300 : 120];
  });
  for (const { name } of packageReadmes()) pages.push([`/packages/${name}`, 120]);
  pages.push(["/404", 120]);
  return pages.map(([path, kilobytes]) => [path, kilobytes, views]);
}
