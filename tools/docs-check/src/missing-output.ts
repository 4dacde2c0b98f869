/** What is promised must be printed, in that order; more may be. */
export function missingOutput(prints: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  for (const promised of prints) {
    const found = printed.indexOf(promised, at);
    if (found < 0)
      return `promises to print "${promised}", but printed:\n${printed.slice(at).join("\n") || "(nothing)"}`;
    at = found + 1;
  }
  return undefined;
}
