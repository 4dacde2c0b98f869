import { packageReadmes } from "../.vitepress/build/package-readmes.ts";

export default {
  watch: ["../../packages/*/README.md"],
  paths: () => packageReadmes().map(({ name, markdown }) => ({ params: { name }, content: markdown })),
};
