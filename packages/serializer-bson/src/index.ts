export { bsonSerializer } from "./bson-serializer.ts";
