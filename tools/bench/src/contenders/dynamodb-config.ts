/** How a client talks to a DynamoDB that takes any credentials. */
export function dynamodbConfig(endpoint: string) {
  return {
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "none" },
    // A busy machine is no failure.
    requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000 },
  };
}
