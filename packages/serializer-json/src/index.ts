export { jsonSerializer } from "./json-serializer.ts";
