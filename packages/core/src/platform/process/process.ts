/** What is asked of a process, where there is one; all of it may be missing. */
export interface ProcessLike {
  readonly env?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(id: string): Readonly<Record<string, unknown>> | undefined;
  emitWarning?(message: string, options: { type: string; code: string; detail: string }): void;
  on?(event: "exit", listener: () => void): unknown;
  readonly stderr?: { write?(text: string): unknown };
}

interface Runtime {
  readonly process?: ProcessLike;
  readonly Deno?: {
    readonly permissions: {
      querySync(asked: { name: string; variable: string }): { readonly state: string };
    };
  };
}

// The cast: a browser has neither, and no types of core say so.
const runtime = globalThis as Runtime;

export function processOf(): ProcessLike | undefined {
  return runtime.process;
}

/** A variable of the environment. Deno would ask the user for a permission; it is read there only where that was given. */
export function environmentVariable(variable: string): string | undefined {
  try {
    const state = runtime.Deno?.permissions.querySync({ name: "env", variable }).state ?? "granted";
    return state === "granted" ? runtime.process?.env?.[variable] : undefined;
  } catch {
    return undefined;
  }
}
