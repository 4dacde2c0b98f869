import type { DynamoDBClient, TableDescription } from "@aws-sdk/client-dynamodb";
import { type BackendHost, RcacheError } from "@rcache/core/backend";
import { errorName, type Sdk } from "./dynamodb-table.ts";
import { pause } from "./pause.ts";

export const TTL_ATTRIBUTE = "ttl";

/** What `open` has to know. */
export interface TableOptions {
  readonly tableName: string;
  readonly createTable: boolean;
  readonly ttl: boolean;
}

const POLL_MS = 250;
const ACTIVE_WITHIN_MS = 60_000;

/**
 * Looks whether the table is there and ours, creates it where it may, and turns on expiry.
 *
 * @throws RcacheError `RCACHE_FOREIGN_STORE` where its keys are others; whatever DynamoDB throws otherwise
 */
export async function openTable(
  client: DynamoDBClient,
  sdk: Sdk,
  options: TableOptions,
  host: BackendHost,
): Promise<void> {
  const there = await describe(client, sdk, options.tableName);
  if (there === undefined && !options.createTable) {
    throw new RcacheError("RCACHE_BACKEND_UNUSABLE", `the table ${options.tableName} does not exist`, {
      remedy:
        "Create it with the string keys `pk` (partition) and `sk` (sort), leave `createTable` at true, or check region and endpoint.",
    });
  }
  if (there === undefined) await create(client, sdk, options.tableName);
  const table = await untilActive(client, sdk, options.tableName, there);
  checkKeys(table, options.tableName);
  if (options.ttl) await enableTtl(client, sdk, options.tableName, host);
}

async function describe(
  client: DynamoDBClient,
  sdk: Sdk,
  tableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new sdk.DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (errorName(error) === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, sdk: Sdk, tableName: string): Promise<void> {
  try {
    await client.send(
      new sdk.CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
  } catch (error) {
    // Another process was quicker.
    if (errorName(error) !== "ResourceInUseException") throw error;
  }
}

async function untilActive(
  client: DynamoDBClient,
  sdk: Sdk,
  tableName: string,
  there: TableDescription | undefined,
): Promise<TableDescription> {
  let table = there ?? (await describe(client, sdk, tableName));
  for (let waitedMs = 0; table?.TableStatus !== "ACTIVE" && table?.TableStatus !== "UPDATING"; ) {
    if (waitedMs >= ACTIVE_WITHIN_MS)
      throw new Error(`the table ${tableName} is ${table?.TableStatus ?? "not there"} after a minute`);
    await pause(POLL_MS);
    waitedMs += POLL_MS;
    table = await describe(client, sdk, tableName);
  }
  return table;
}

function checkKeys(table: TableDescription, tableName: string): void {
  const keys = (table.KeySchema ?? []).map(({ AttributeName }) => AttributeName);
  const texts = (table.AttributeDefinitions ?? []).filter(({ AttributeType }) => AttributeType === "S");
  const areOurs =
    keys.length === 2 &&
    keys[0] === "pk" &&
    keys[1] === "sk" &&
    keys.every((key) => texts.some(({ AttributeName }) => AttributeName === key));
  if (areOurs) return;
  throw new RcacheError("RCACHE_FOREIGN_STORE", `the table ${tableName} has the keys ${keys.join(", ")}`, {
    remedy:
      "Name another table; a cache needs the string keys `pk` (partition) and `sk` (sort). It was left as it is.",
  });
}

async function enableTtl(
  client: DynamoDBClient,
  sdk: Sdk,
  tableName: string,
  host: BackendHost,
): Promise<void> {
  try {
    const { TimeToLiveDescription: now } = await client.send(
      new sdk.DescribeTimeToLiveCommand({ TableName: tableName }),
    );
    if (now?.TimeToLiveStatus === "ENABLED" || now?.TimeToLiveStatus === "ENABLING") return;
    await client.send(
      new sdk.UpdateTimeToLiveCommand({
        TableName: tableName,
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      }),
    );
  } catch (error) {
    const name = errorName(error);
    // Another process was quicker, or a compatible server knows no expiry: it is looked at on reading anyway.
    if (name === "ValidationException" || name === "UnknownOperationException") return;
    host.report({
      kind: "warning",
      code: "RCACHE_TTL_NOT_ENABLED",
      message: `the table ${tableName} does not expire its items: ${String(error)}`,
      remedy:
        "Allow dynamodb:UpdateTimeToLive, enable it for the attribute `ttl`, or set `ttl: false` and delete expired entries.",
    });
  }
}
