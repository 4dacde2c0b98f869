import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent } from "vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    // Late, so that a page without them does not load the packages.
    app.component(
      "LiveCode",
      defineAsyncComponent(() => import("../../demos/LiveCode.vue")),
    );
    app.component(
      "CachePlayground",
      defineAsyncComponent(() => import("../../playground/CachePlayground.vue")),
    );
  },
} satisfies Theme;
