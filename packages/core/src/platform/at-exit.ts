import { processOf } from "./process.ts";

const savers = new Set<() => void>();
let isListening = false;

/**
 * Has something saved that is still on its way to the disk when the process exits: by `process.exit()`, by an uncaught error, or at its end. A
 * signal that nobody handles ends a process without that. One listener of the process serves all.
 *
 * @param save synchronous; what it throws is written to stderr as what could not be stored
 * @returns to be called once there is nothing to save any more
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
