import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Contender } from "../harness/client.ts";
import { dynamodbConfig } from "./dynamodb-config.ts";
import { limitClient } from "./limit-client.ts";
import { ownName } from "./own-name.ts";

/** One consistent GetItem of an item with bytes, and a Response. */
export const limitDynamodb: Contender = {
  role: "limit",
  async open(directory, server) {
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
    return limitClient({
      get: async (key) => {
        const asked = new GetItemCommand({ TableName, Key: { pk: { S: key } }, ConsistentRead: true });
        return (await client.send(asked)).Item?.["value"]?.B;
      },
      set: (key, value) =>
        client.send(new PutItemCommand({ TableName, Item: { pk: { S: key }, value: { B: value } } })),
      close: () => client.destroy(),
    });
  },
};
