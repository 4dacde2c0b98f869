import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client/core";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Client as Elasticsearch, HttpConnection } from "@elastic/elasticsearch";
import { Gitlab } from "@gitbeaker/rest";
import { GoogleGenAI } from "@google/genai";
import { Mistral } from "@mistralai/mistralai";
import { HTTPClient } from "@mistralai/mistralai/lib/http.js";
import { Octokit } from "@octokit/rest";
import { WebClient } from "@slack/web-api";
import { createClient } from "@supabase/supabase-js";
import { algoliasearch } from "algoliasearch";
import { CohereClient } from "cohere-ai";
import { createClient as createContentful } from "contentful";
import { Ollama } from "ollama";
import PocketBase from "pocketbase";
import Replicate from "replicate";
import { Client as Typesense } from "typesense";
import { POSTS, type Sdk, SIGNED } from "./sdk.ts";

/** Clients of one service each; `sdks.ts` has more, and the list of all. */
export const services: readonly Sdk[] = [
  {
    name: "@octokit/rest",
    ask: async (baseUrl, request) =>
      (await new Octokit({ baseUrl, request }).users.getByUsername({ username: "octocat" })).data,
  },
  {
    name: "@slack/web-api",
    takesFetch: false,
    options: POSTS,
    ask: (base) => new WebClient("xoxb", { slackApiUrl: `${base}/api/` }).users.info({ user: "U1" }),
  },
  {
    name: "@google/genai",
    takesFetch: false,
    ask: (baseUrl) =>
      new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl } }).models.get({ model: "gemini" }),
  },
  {
    name: "cohere-ai",
    ask: (environment, given) =>
      new CohereClient({ token: "k", environment, ...given }).models.get("command"),
  },
  {
    name: "@mistralai/mistralai",
    ask: (serverURL, { fetch }) => {
      const httpClient = fetch && {
        httpClient: new HTTPClient({ fetcher: (input, init) => fetch(input, init) }),
      };
      return new Mistral({ apiKey: "k", serverURL, ...httpClient }).models.retrieve({ modelId: "m" });
    },
  },
  {
    name: "replicate",
    ask: (baseUrl, given) => new Replicate({ auth: "k", baseUrl, ...given }).models.get("owner", "model"),
  },
  { name: "ollama", ask: (host, given) => new Ollama({ host, ...given }).list() },
  {
    name: "@supabase/supabase-js",
    ask: async (base, global) => (await createClient(base, "k", { global }).from("people").select()).data,
  },
  {
    name: "contentful",
    takesFetch: false,
    ask: (base) => {
      const { host } = new URL(base);
      return createContentful({ space: "s", accessToken: "k", host, insecure: true }).getContentType(
        "person",
      );
    },
  },
  {
    name: "@elastic/elasticsearch",
    takesFetch: false,
    ask: async (node) => {
      // Its default connection is a Pool of an undici of its own, which `patchUndici` would have to be given.
      const client = new Elasticsearch({ node, auth: { apiKey: "k" }, Connection: HttpConnection });
      const found = await client.get({ index: "people", id: "1" });
      await client.close();
      return found;
    },
  },
  {
    name: "algoliasearch",
    takesFetch: false,
    ask: (base) => {
      const { hostname: url, port } = new URL(base);
      const hosts = [{ url, port: Number(port), protocol: "http", accept: "readWrite" }] as const;
      return algoliasearch("app", "k", { hosts: [...hosts] }).getObject({
        indexName: "people",
        objectID: "1",
      });
    },
  },
  {
    name: "@gitbeaker/rest",
    takesFetch: false,
    ask: (host) => new Gitlab({ host, token: "k" }).Projects.show(1),
  },
  {
    name: "typesense",
    takesFetch: false,
    ask: (base) => {
      const { hostname: host, port } = new URL(base);
      const nodes = [{ host, port: Number(port), protocol: "http" }];
      return new Typesense({ nodes, apiKey: "k", numRetries: 0 })
        .collections("people")
        .documents("1")
        .retrieve();
    },
  },
  {
    name: "@aws-sdk/client-s3",
    takesFetch: false,
    options: SIGNED,
    ask: async (endpoint) => {
      const credentials = { accessKeyId: "a", secretAccessKey: "b" };
      const client = new S3Client({ endpoint, region: "eu-west-1", forcePathStyle: true, credentials });
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
      const text = await Body?.transformToString();
      client.destroy();
      return text;
    },
  },
  {
    name: "pocketbase",
    ask: (base, given) => new PocketBase(base).collection("people").getOne("1", given),
  },
  {
    name: "@apollo/client",
    options: POSTS,
    ask: async (base, given) => {
      const link = new HttpLink({ uri: `${base}/graphql`, ...given });
      const client = new ApolloClient({ link, cache: new InMemoryCache() });
      return (await client.query({ query: gql`{ hero }` })).data;
    },
  },
];
