import type { Theme } from "vitepress";
import { onContentUpdated } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent, h, onMounted } from "vue";
import TwoRunsPicture from "../../pictures/TwoRunsPicture.vue";
import { notFoundPage } from "./not-found.ts";
import "./style.css";
import { listenForTypes, reachSamples } from "./type-popup.ts";

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-hero-image": () => h(TwoRunsPicture),
      "not-found": notFoundPage,
    }),
  setup() {
    onMounted(listenForTypes);
    onContentUpdated(reachSamples);
  },
  enhanceApp({ app, router }) {
    // As the pages come from the server: the front page has no landmark of its own for its content.
    router.onAfterRouteChange = () => {
      if (typeof document === "undefined") return;
      const content = document.getElementById("VPContent");
      if (content?.classList.contains("is-home")) content.setAttribute("role", "main");
      else content?.removeAttribute("role");
    };

    // Late, so that a page without them does not load the packages.
    app.component(
      "LiveCode",
      defineAsyncComponent(() => import("../../demos/LiveCode.vue")),
    );
    app.component(
      "LatePlayground",
      defineAsyncComponent(() => import("../../playground/LatePlayground.vue")),
    );
    app.component(
      "CachePlayground",
      defineAsyncComponent(() => import("../../playground/CachePlayground.vue")),
    );
  },
} satisfies Theme;
