import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DefaultTheme, defineConfig } from "vitepress";
import { labelledTables } from "./build/labelled-tables.ts";
import { writeLlmsText } from "./build/llms-text.ts";
import { packageReadmes } from "./build/package-readmes.ts";
import { repositoryLinks } from "./build/repository-links.ts";
import { sampleTypes, typesBesideWords } from "./build/sample-types.ts";
import { rankOfPage, searchText } from "./build/search-text.ts";
import { NOT_FOUND } from "./theme/not-found.ts";

// Made by typedoc, which takes its time; without it the site builds too, and links into it are let be.
const apiSidebar = join(import.meta.dirname, "../api/typedoc-sidebar.json");
const hasApi = existsSync(apiSidebar) && process.env["RCACHE_DOCS_API"] !== "no";

// The demo in the page runs the packages' sources, so the site needs no build of them.
const conditions = ["@rcache/source", "module", "development|production"];

const REPOSITORY = "https://github.com/rcache/rcache";
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b7285"/><path d="M9 22V10h8a4 4 0 0 1 0 8h-4l8 4" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

export default defineConfig({
  title: "rcache",
  description: "A persistent, transparent HTTP cache for every JavaScript client.",
  cleanUrls: true,
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  ignoreDeadLinks: hasApi ? false : [/^\/api\//],
  srcExclude: ["**/node_modules/**", "README.md", ...(hasApi ? [] : ["api/**"])],
  markdown: {
    config(md) {
      labelledTables(md);
      repositoryLinks(md, REPOSITORY);
      sampleTypes(md);
    },
    codeTransformers: [typesBesideWords()],
  },
  buildEnd: writeLlmsText,
  transformHtml(html, id) {
    // The theme gives every page a landmark for its content but the front page.
    if (id.endsWith("/index.html") && html.includes("VPHome"))
      return html.replace('id="VPContent"', 'id="VPContent" role="main"');
    // This page is drawn by its script, as it may stand for any address.
    if (id.endsWith("/404.html"))
      return html.replace(
        '<div id="app">',
        `<noscript><main><h1>${NOT_FOUND.title}</h1><p>${NOT_FOUND.remedy}</p><p><a href="/">${NOT_FOUND.link}</a></p></main></noscript><div id="app">`,
      );
    return html;
  },
  vite: {
    resolve: { conditions: [...conditions, "browser"] },
    ssr: {
      noExternal: [/^@rcache\//],
      resolve: { conditions: ["@rcache/source", "node", "development|production"] },
    },
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/start" },
      { text: "Live demos", link: "/demos/", activeMatch: "/demos/" },
      { text: "Playground", link: "/playground" },
      { text: "Use", link: "/use/expiration", activeMatch: "/use/" },
      { text: "Implement", link: "/implement/backend", activeMatch: "/implement/" },
      { text: "API", link: "/api/", activeMatch: "/api/" },
    ],
    sidebar: {
      "/api/": [{ text: "API", items: hasApi ? apiPackages(readFileSync(apiSidebar, "utf8")) : [] }],
      "/demos/": [
        {
          text: "Live demos",
          items: [
            { text: "First and second request", link: "/demos/first-and-second" },
            { text: "Expiry by URL", link: "/demos/expiry-by-url" },
            { text: "Stale while revalidate", link: "/demos/stale-while-revalidate" },
            { text: "A stampede", link: "/demos/stampede" },
            { text: "The origin goes down", link: "/demos/origin-down" },
            { text: "Two users, one URL", link: "/demos/two-users" },
            { text: "Vary", link: "/demos/vary" },
            { text: "Conditional requests", link: "/demos/conditional" },
            { text: "Invalidation and tags", link: "/demos/tags" },
            { text: "Two tiers", link: "/demos/tiers" },
            { text: "Over a reload", link: "/demos/over-a-reload" },
            { text: "Playground", link: "/playground" },
          ],
        },
      ],
      "/": [
        {
          text: "Start",
          items: [
            { text: "Thirty seconds", link: "/start" },
            { text: "Live demos", link: "/demos/" },
            { text: "Playground", link: "/playground" },
            { text: "Coming from requests-cache", link: "/explain/differences-from-requests-cache" },
            { text: "Names of requests-cache", link: "/reference/requests-cache-names" },
            { text: "From axios-cache-interceptor", link: "/use/from-axios-cache-interceptor" },
            { text: "From other caches", link: "/use/from-other-caches" },
          ],
        },
        {
          text: "Use",
          items: [
            { text: "Why is this not cached?", link: "/use/troubleshooting" },
            { text: "Recipes", link: "/use/recipes" },
            { text: "Expiration", link: "/use/expiration" },
            { text: "Matching requests", link: "/use/matching" },
            { text: "Users and secrets", link: "/use/users-and-secrets" },
            { text: "HTTP caching", link: "/use/http-caching" },
            { text: "axios", link: "/use/axios" },
            { text: "Backends", link: "/use/backends" },
            { text: "Which backend to choose", link: "/use/choosing" },
            { text: "Serializers and stages", link: "/use/serializers" },
            { text: "A whole process", link: "/use/patch" },
            { text: "Where it runs", link: "/use/runtimes" },
            { text: "Testing with it", link: "/use/testing" },
            { text: "What is stored", link: "/use/inspection" },
            { text: "When things fail", link: "/use/failures" },
            { text: "Errors", link: "/use/errors" },
          ],
        },
        {
          text: "Implement",
          items: [
            { text: "A backend", link: "/implement/backend" },
            { text: "A serializer", link: "/implement/serializer" },
            { text: "An adapter", link: "/implement/adapter" },
          ],
        },
        {
          text: "Explain",
          items: [
            { text: "Life of a request", link: "/explain/life-of-a-request" },
            { text: "What it costs", link: "/explain/speed" },
            { text: "Every rule and its test", link: "/reference/rules" },
            { text: "Clients under @rcache/patch", link: "/reference/clients" },
            { text: "Where requests-cache went", link: "/reference/requests-cache" },
            { text: "The outside suite", link: "/reference/outside-suite" },
            { text: "Its scenarios", link: "/reference/scenarios" },
            { text: "Sizes", link: "/reference/sizes" },
            { text: "Differences from fetch", link: "/explain/differences-from-fetch" },
          ],
        },
        {
          text: "Reference",
          items: [
            { text: "Options", link: "/reference/options" },
            { text: "Events", link: "/reference/events" },
            { text: "Security", link: "/reference/security" },
            { text: "API", link: "/api/" },
          ],
        },
        {
          text: "Packages",
          collapsed: true,
          items: packageReadmes().map(({ name }) => ({ text: `@rcache/${name}`, link: `/packages/${name}` })),
        },
      ],
    },
    outline: "deep",
    search: {
      provider: "local",
      options: {
        _render: searchText,
        miniSearch: {
          searchOptions: {
            boostDocument: rankOfPage,
            boost: { title: 4, titles: 2, text: 1 },
            // What is written as it was typed comes before what only resembles it.
            weights: { fuzzy: 0.05, prefix: 0.3 },
          },
        },
      },
    },
    socialLinks: [
      { icon: "github", link: REPOSITORY },
      { icon: "npm", link: "https://www.npmjs.com/org/rcache" },
    ],
    footer: {
      message: `<a href="${REPOSITORY}/blob/main/LICENSE">MIT license</a> · <a href="${REPOSITORY}/releases">Changelog</a> · <a href="${REPOSITORY}/blob/main/SECURITY.md">Security</a> · <a href="/llms.txt">llms.txt</a>`,
    },
  },
});

/** The packages and their entry points. Every page carries the sidebars of all, so what is in a package stands on the package's own page only. */
function apiPackages(json: string): DefaultTheme.SidebarItem[] {
  // The cast: typedoc writes the file in the form that the site reads.
  const packages = JSON.parse(json) as DefaultTheme.SidebarItem[];
  return packages.map(({ items = [], ...named }) => ({
    ...named,
    items: items.filter(({ link }) => link !== undefined).map(({ items: _members, ...door }) => door),
  }));
}
