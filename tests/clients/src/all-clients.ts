import type { Client } from "./client.ts";
import { fetchClients } from "./fetch-clients.ts";
import { httpClients } from "./http-clients.ts";

export const ALL_CLIENTS: readonly Client[] = [...httpClients, ...fetchClients];
