import { join } from "node:path";
import { pathToFileURL } from "node:url";

declare const data: Readonly<Record<string, string>>;

export { data };

/** The table itself, not the package: a page that lists codes has no use for the cache, and the site is built without a build of the packages. */
const TABLE = join(import.meta.dirname, "../../packages/core/src/errors/codes.ts");

export default {
  async load(): Promise<Readonly<Record<string, string>>> {
    const { ERROR_CODES } = await import(pathToFileURL(TABLE).href);
    return ERROR_CODES;
  },
};
