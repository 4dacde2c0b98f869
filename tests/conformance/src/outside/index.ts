export { RUNS } from "./runs.ts";
export { GROUPS } from "./suite.ts";
