/** What the code of a demo imports from "demo". Each run is given a world of its own in its place. */
import type { World } from "./demo.ts";

export declare const origin: World["origin"];
export declare const clock: World["clock"];
export declare const watch: World["watch"];
