const USER = /^((?:[a-z][a-z0-9+.-]*:)?[\\/]*)[^\\/]*@/i;

/** What was given as a URL, for an error's message: without user, password, query and fragment, though it may be no URL at all. */
export function withoutSecrets(given: unknown): string {
  const [text = ""] = String(given).split(/[?#]/, 1);
  return text.replace(USER, "$1");
}
