import { type OpenShared, referenceBackend } from "../../src/index.ts";

/** A store of each process alone: the opposite of what the contract is about. */
export const open: OpenShared = () => referenceBackend();
