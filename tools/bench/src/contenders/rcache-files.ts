import { join } from "node:path";
import { filesystemBackend } from "@rcache/backend-filesystem";
import { frameSerializer } from "@rcache/core";
import type { Contender } from "../harness/client.ts";
import { rcacheClient } from "./rcache-client.ts";

/** @rcache over files as they are unless told otherwise: JSON that a person can read. */
export const rcacheFiles: Contender = {
  role: "ours",
  open: async (directory) => rcacheClient(filesystemBackend({ directory: join(directory, "json") })),
};

/** @rcache over files of compact binary records. */
export const rcacheFilesFrame: Contender = {
  role: "ours",
  open: async (directory) =>
    rcacheClient(filesystemBackend({ directory: join(directory, "frame") }), frameSerializer),
};
