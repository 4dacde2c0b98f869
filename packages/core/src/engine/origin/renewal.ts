// All that a confirmation needs, as one part: it is loaded with the first 304, and with the first HEAD.
export { judgeNotModified } from "../../policy/reply/judge-not-modified.ts";
export { confirm } from "./confirm.ts";
export { freshenOthers } from "./freshen-others.ts";
