import { fieldLines } from "../http/fields/fields.ts";
import type { HttpRequest } from "../http/messages.ts";

/**
 * Headers of well-known protocols that say what a request does, or to which catalogue, while URL and body say only with what: two
 * operations may have the same URL and body.
 */
const OPERATION_FIELDS = [
  // SOAP 1.1, UPnP. In SOAP 1.2, the action is a parameter of the type, which counts with the body.
  "soapaction",
  // AWS: its JSON protocols (DynamoDB, Kinesis, Cognito …), and how Lambda invokes.
  ...["x-amz-target", "x-amz-invocation-type"],
  // Azure Cosmos DB: whether a body is a document or a query, and whether that query's plan is asked for.
  ...["x-ms-documentdb-isquery", "x-ms-cosmos-is-query-plan-request"],
  // Server actions of Next.js; eBay.
  ...["next-action", "x-ebay-api-call-name"],
  // What an SQL statement is about: ClickHouse, Trino, Presto.
  ...["x-clickhouse-database", "x-trino-catalog", "x-trino-schema", "x-presto-catalog", "x-presto-schema"],
] as const;

/** The operation that the headers of a request select, as names and values; none of GET and HEAD, which the URL alone describes. */
export function operationOf(
  { method, headers }: HttpRequest,
  ignored: { has(name: string): boolean },
): readonly string[] {
  if (method === "GET" || method === "HEAD" || headers.length === 0) return [];
  return OPERATION_FIELDS.flatMap((name) => {
    const lines = ignored.has(name) ? [] : fieldLines(headers, name);
    return lines.length === 0 ? [] : [name, lines.join(", ")];
  });
}
