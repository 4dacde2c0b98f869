import Anthropic from "@anthropic-ai/sdk";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Client as Notion } from "@notionhq/client";
import { Octokit } from "@octokit/core";
import { PostgrestClient } from "@supabase/postgrest-js";
import axios from "axios";
import { Gaxios } from "gaxios";
import { GraphQLClient } from "graphql-request";
import Groq from "groq-sdk";
import ky from "ky";
import { Meilisearch } from "meilisearch";
import { createFetch } from "ofetch";
import OpenAI from "openai";
import createClient from "openapi-fetch";
import Stripe from "stripe";
import wretch from "wretch";
import { POSTS, type Sdk, SIGNED } from "./sdk.ts";
import { services as others } from "./sdks-of-services.ts";

interface paths {
  "/people/{id}": {
    get: {
      parameters: { path: { id: number } };
      responses: { 200: { content: { "application/json": { id: string } } } };
    };
  };
}

const apiKey = "k";
const maxRetries = 0;

type NotionFetch = NonNullable<NonNullable<ConstructorParameters<typeof Notion>[0]>["fetch"]>;

/** Clients of one service. */
const services: readonly Sdk[] = [
  {
    name: "@octokit/core",
    ask: (baseUrl, request) =>
      new Octokit({ baseUrl, request })
        .request("GET /users/{username}", { username: "octocat" })
        .then(dataOf),
  },
  {
    name: "openai",
    ask: (base, given) =>
      new OpenAI({ apiKey, maxRetries, baseURL: `${base}/v1`, ...given }).models.retrieve("gpt"),
  },
  {
    name: "@anthropic-ai/sdk",
    ask: (baseURL, given) =>
      new Anthropic({ apiKey, maxRetries, baseURL, ...given }).models.retrieve("claude"),
  },
  {
    name: "groq-sdk",
    ask: (baseURL, given) => new Groq({ apiKey, maxRetries, baseURL, ...given }).models.retrieve("llama"),
  },
  {
    name: "stripe",
    ask: async (base, { fetch }) => {
      const { hostname: host, port } = new URL(base);
      const httpClient = fetch && { httpClient: Stripe.createFetchHttpClient(fetch) };
      const options = { host, port, protocol: "http", telemetry: false, maxNetworkRetries: 0 } as const;
      return (await new Stripe("sk_test", { ...options, ...httpClient }).customers.retrieve("cus_1")).id;
    },
  },
  {
    name: "@notionhq/client",
    ask: (baseUrl, { fetch }) => {
      // The cast: a platform's stream has one more reader than theirs, which they do not ask for.
      const given = fetch && { fetch: fetch as unknown as NotionFetch };
      return new Notion({ auth: apiKey, baseUrl, ...given }).users.retrieve({ user_id: "u" });
    },
  },
  {
    name: "meilisearch",
    takesFetch: false,
    ask: (host) => new Meilisearch({ host, apiKey }).getVersion(),
  },
  {
    name: "@aws-sdk/client-dynamodb",
    takesFetch: false,
    options: { ...POSTS, ...SIGNED },
    ask: async (endpoint) => {
      const credentials = { accessKeyId: "a", secretAccessKey: "b" };
      const client = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: "t" }));
      client.destroy();
      return Table?.TableName;
    },
  },
];

/** Clients of a protocol, or of any service. */
const clients: readonly Sdk[] = [
  {
    name: "@supabase/postgrest-js",
    ask: async (base, given) => (await new PostgrestClient(base, given).from("people").select()).data,
  },
  {
    name: "graphql-request",
    options: POSTS,
    ask: (base, given) => new GraphQLClient(`${base}/graphql`, given).request("{ hero { name } }"),
  },
  {
    name: "openapi-fetch",
    ask: (baseUrl, given) =>
      createClient<paths>({ baseUrl, ...given })
        .GET("/people/{id}", { params: { path: { id: 7 } } })
        .then(dataOf),
  },
  { name: "ky", ask: (base, given) => ky(`${base}/ky`, { retry: 0, ...given }).json() },
  { name: "ofetch", ask: (base, given) => createFetch(given)(`${base}/ofetch`, { retry: 0 }) },
  {
    name: "wretch",
    ask: (base, { fetch }) => {
      const client = wretch(`${base}/wretch`);
      return (fetch ? client.fetchPolyfill(fetch) : client).get().json();
    },
  },
  {
    name: "gaxios",
    ask: (base, { fetch }) =>
      new Gaxios()
        .request({ url: `${base}/gaxios`, ...(fetch && { fetchImplementation: fetch }) })
        .then(dataOf),
  },
  {
    name: "axios",
    ask: (base, { fetch }) =>
      axios.get(`${base}/axios`, fetch ? { adapter: "fetch", env: { fetch } } : {}).then(dataOf),
  },
];

export const sdks: readonly Sdk[] = [...services, ...others, ...clients];

function dataOf({ data }: { readonly data?: unknown }): unknown {
  return data;
}
