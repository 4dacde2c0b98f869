import { processOf } from "./process.ts";

const savers = new Set<() => void>();
let isListening = false;

/**
 * Calls `save` when the process exits: by `process.exit()`, by an uncaught error, or at its end. A signal without a handler ends a process
 * without calling it. All callers share one listener of the process.
 *
 * @param save synchronous. If it throws, the error is written to stderr as what could not be stored
 * @returns a function to call when there is nothing left to save
 */
export function saveAtExit(save: () => void): () => void {
  if (!isListening) {
    isListening = true;
    processOf()?.on?.("exit", saveAll);
  }
  savers.add(save);
  return () => void savers.delete(save);
}

function saveAll(): void {
  for (const save of savers) {
    try {
      save();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      processOf()?.stderr?.write?.(`rcache: not stored before the process ended: ${reason}\n`);
    }
  }
}
