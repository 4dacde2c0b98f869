interface Runtime {
  readonly process?: {
    readonly getBuiltinModule?: (id: string) => Readonly<Record<string, unknown>> | undefined;
  };
}

/** A member of one of the runtime's own modules; undefined where the runtime lacks it. */
export function builtin(id: string, member: string): unknown {
  // The cast: core is compiled without Node's types, and other runtimes lack `process`.
  const runtime = globalThis as Runtime;
  try {
    return runtime.process?.getBuiltinModule?.(id)?.[member];
  } catch {
    // A runtime that denies access to the module: the portable function serves.
    return undefined;
  }
}
