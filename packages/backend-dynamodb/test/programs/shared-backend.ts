import type { OpenShared } from "@rcache/testkit";
import { dynamodbBackend } from "../../src/dynamodb-backend.ts";
import { clientConfigOf } from "../client-config.ts";

/** At the URL of a server. */
export const open: OpenShared = ({ cacheName, place }) =>
  dynamodbBackend({ cacheName, tableName: "processes", clientConfig: clientConfigOf(place) });
