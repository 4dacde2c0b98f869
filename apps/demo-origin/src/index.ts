export { type DemoOrigin, type DemoOriginOptions, startDemoOrigin } from "./demo-origin.ts";
