/** What the SDK's client needs for DynamoDB Local, which takes any credentials: each access key has tables of its own. */
export function clientConfigOf(endpoint: string, accessKeyId = "tests"): Readonly<Record<string, unknown>> {
  return { endpoint, region: "eu-central-1", credentials: { accessKeyId, secretAccessKey: "none" } };
}
