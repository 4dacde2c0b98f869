export { adapterContract } from "./adapter-contract/adapter-contract.ts";
export type { AdapterClient, AdapterSubject } from "./adapter-contract/stage.ts";
export { backendContract } from "./backend-contract/backend-contract.ts";
export type { BackendSubject } from "./backend-contract/trial.ts";
export { type BenchmarkSubject, backendBenchmark } from "./benchmark/backend-benchmark.ts";
export { type EntryOverrides, entryOf } from "./builders/entry-of.ts";
export { headsIn } from "./builders/heads-in.ts";
export { recordOf } from "./builders/record-of.ts";
export { type ManualClock, manualClock } from "./clock/manual-clock.ts";
export { faultContract } from "./fault-contract/fault-contract.ts";
export { unusableBackend } from "./fault-contract/unusable-backend.ts";
export type { Fault, FaultKind } from "./faulty/fault.ts";
export { faultyBackend } from "./faulty/faulty-backend.ts";
export { httpSend } from "./origin/http-send.ts";
export {
  type ScriptedAnswer,
  type ScriptedOrigin,
  type ScriptedRequest,
  scriptedOrigin,
} from "./origin/scripted-origin.ts";
export { processContract } from "./process-contract/process-contract.ts";
export type { OpenShared, ProcessSubject } from "./process-contract/process-subject.ts";
export { type RunningProgram, runProgram } from "./process-contract/run-program.ts";
export { referenceBackend } from "./reference/reference-backend.ts";
export type { Runner } from "./runner.ts";
export { serializerContract } from "./serializer-contract/serializer-contract.ts";
