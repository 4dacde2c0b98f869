import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Client, Contender } from "../harness/client.ts";
import { dynamodbConfig } from "./dynamodb-config.ts";
import { keptDocument } from "./kept-document.ts";
import { documentLimitClient, limitClient } from "./limit-client.ts";
import { ownName } from "./own-name.ts";

type Item = Record<string, AttributeValue>;

interface Table {
  get(key: string): Promise<Item | undefined>;
  put(key: string, item: Item): Promise<unknown>;
  close(): void;
}

/** One consistent GetItem of an item of native attributes, and a Response. */
export const limitDynamodb: Contender = contender((table) =>
  documentLimitClient({
    getBody: async (key) => (await table.get(key))?.["bodyBytes"]?.B,
    setBody: (key, body) => table.put(key, attributesOf(keptDocument(key, body))),
    close: () => table.close(),
  }),
);

/** The same of an item of one attribute with bytes. */
export const limitDynamodbBytes: Contender = contender((table) =>
  limitClient({
    get: async (key) => (await table.get(key))?.["value"]?.B,
    set: (key, value) => table.put(key, { value: { B: value } }),
    close: () => table.close(),
  }),
);

function contender(make: (table: Table) => Client): Contender {
  return { role: "limit", open: async (directory, server) => make(await tableIn(directory, server)) };
}

async function tableIn(directory: string, server: string): Promise<Table> {
  const client = new DynamoDBClient(dynamodbConfig(server));
  const TableName = ownName(directory);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  return {
    get: async (key) => {
      const asked = new GetItemCommand({ TableName, Key: { pk: { S: key } }, ConsistentRead: true });
      return (await client.send(asked)).Item;
    },
    put: (key, item) => client.send(new PutItemCommand({ TableName, Item: { ...item, pk: { S: key } } })),
    close: () => client.destroy(),
  };
}

function attributesOf(document: ReturnType<typeof keptDocument>): Item {
  return Object.fromEntries(Object.entries(document).map(([field, value]) => [field, attributeOf(value)]));
}

function attributeOf(value: ReturnType<typeof keptDocument>[string]): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (value instanceof Uint8Array) return { B: value };
  return { L: value.map((text) => ({ S: text })) };
}
