import { h, type VNode } from "vue";

/** What somebody reads whose link leads nowhere, with and without scripts. */
export const NOT_FOUND = {
  title: "This page does not exist",
  remedy: "It may have moved. Search for what you were looking for, or begin at the front page.",
  link: "To the front page",
} as const;

/** In a landmark, which the theme's own page for this lacks. */
export const notFoundPage = (): VNode =>
  h("main", { class: "vp-doc not-found" }, [
    h("h1", NOT_FOUND.title),
    h("p", NOT_FOUND.remedy),
    h("p", h("a", { href: "/" }, NOT_FOUND.link)),
  ]);
