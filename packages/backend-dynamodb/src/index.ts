export { type DynamodbBackendOptions, dynamodbBackend } from "./dynamodb-backend.ts";
