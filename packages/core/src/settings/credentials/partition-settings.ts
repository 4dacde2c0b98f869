import type { PolicySettings } from "../settings.ts";
import { isCredentialField, isCredentialParameter, remembered, separatesUsers } from "./credential-names.ts";

/** What separates users. What it names is digested in the key and kept out of what is stored and told. */
export interface Partition {
  /** Whether request fields of this name, in any case, separate users. */
  readonly hasField: (name: string) => boolean;
  /** Whether parameters of this name do: of a query, a path segment, a form, a fragment. */
  readonly hasParameter: (name: string) => boolean;
  /** Whether a response's field of this name is a secret of whoever got it. */
  readonly hidesField: (name: string) => boolean;
  /** Cookies that count; undefined: the whole header, if `hasField` names it. */
  readonly cookies: ReadonlySet<string> | undefined;
  /** Says whose answer it is, for what no header shows. */
  readonly userOf: Extract<PolicySettings["partitionBy"], (...request: never[]) => unknown> | undefined;
}

type Named = Pick<PolicySettings, "partitionBy" | "credentialNames" | "harmlessNames" | "ignoredParameters">;

/** Ignoring them is usual (requests-cache POL-50), and no reason to give one user's answers to another. */
const NEVER_IGNORED: readonly string[] = [
  "authorization",
  "cookie",
  "proxy-authorization",
  "x-api-key",
  "x-api-token",
  "x-access-token",
  "x-auth-token",
  "access_token",
  "api_key",
  "apikey",
];

const BY_LOOK: Partition = /* @__PURE__ */ Object.freeze({
  hasField: separatesUsers,
  hasParameter: isCredentialParameter,
  hidesField: isCredentialField,
  cookies: undefined,
  userOf: undefined,
});
const none = (): boolean => false;
const NOTHING: Partition = /* @__PURE__ */ Object.freeze({
  hasField: none,
  hasParameter: none,
  hidesField: none,
  cookies: undefined,
  userOf: undefined,
});

export function partitionOf(named: Named): Partition {
  const { partitionBy } = named;
  if (partitionBy === "nothing") return NOTHING;
  if (typeof partitionBy === "object") return byNames(partitionBy);
  const looked = saysMore(named) ? byLookAnd(named) : BY_LOOK;
  return typeof partitionBy === "function" ? { ...looked, userOf: partitionBy } : looked;
}

function saysMore({ credentialNames, harmlessNames, ignoredParameters }: Named): boolean {
  return [credentialNames, harmlessNames, ignoredParameters].some((names) => (names?.length ?? 0) > 0);
}

function byNames({
  headers,
  cookies,
  parameters,
}: Extract<PolicySettings["partitionBy"], { headers?: unknown }>): Partition {
  const isField = namesIn(cookies ? [...(headers ?? []), "cookie"] : headers);
  return {
    hasField: isField,
    hasParameter: namesIn(parameters),
    hidesField: isField,
    cookies: cookies && new Set(cookies),
    userOf: undefined,
  };
}

/** The user's word counts before the look of a name. */
function byLookAnd({ credentialNames, harmlessNames, ignoredParameters }: Named): Partition {
  const isCredential = namesIn(credentialNames);
  const isHarmless = namesIn(harmlessNames);
  const isNeverIgnored = namesIn(NEVER_IGNORED);
  const isIgnored = namesIn(ignoredParameters);
  const said = (byLook: (name: string) => boolean): ((name: string) => boolean) =>
    remembered((name) => {
      if (isCredential(name) || isHarmless(name)) return isCredential(name);
      return (isNeverIgnored(name) || !isIgnored(name)) && byLook(name);
    });
  return {
    ...BY_LOOK,
    hasField: said(separatesUsers),
    hasParameter: said(isCredentialParameter),
    hidesField: said(isCredentialField),
  };
}

function namesIn(names: readonly string[] | undefined): (name: string) => boolean {
  const set = new Set((names ?? []).map((name) => name.toLowerCase()));
  return (name) => set.has(name.toLowerCase());
}
