import { lazyResponse } from "../src/lazy-response.ts";
import { realResponse } from "../src/real-response.ts";
import type { ResponseMaker } from "../src/to-response.ts";

/** Both ways to make a Response, which nobody is to tell apart. */
export const MAKERS: readonly (readonly [string, ResponseMaker])[] = [
  ["lazy", lazyResponse],
  ["real", realResponse],
];

/** Not a page of a browser. */
export const isNode: boolean = !("document" in globalThis);
