import { globTokens, literal, STAR, type Token } from "./glob-tokens.ts";

/** The tokens of a pattern's host, and of its port where it names one. */
export interface HostTokens {
  readonly host: readonly Token[];
  readonly port: readonly Token[] | undefined;
}

const IPV6 = /^(\[[0-9a-f:.*]*:[0-9a-f:.*]*\])(?::(.*))?$/;
const WILDCARDS = /\[[^\]]+\]|[*?]/g;

/**
 * Reads the host of a pattern as the URL parser would write it: in lower case, IDN in ASCII, addresses in their short form.
 *
 * @param text in lower case, without a slash
 * @throws SyntaxError where no URL has such a host
 */
export function hostTokens(text: string): HostTokens {
  if (text === "") return { host: [STAR], port: undefined };
  if (text.includes("@")) throw new SyntaxError("URLs are compared without user and password");
  const address = IPV6.exec(text);
  if (address !== null) return { host: addressTokens(address[1] ?? ""), port: portTokens(address[2]) };
  const colon = text.lastIndexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const isAny = name === "" && colon === 0;
  return {
    host: isAny ? [STAR] : globTokens(asWritten(name)),
    port: portTokens(colon < 0 ? undefined : text.slice(colon + 1)),
  };
}

function portTokens(text: string | undefined): readonly Token[] | undefined {
  if (text === undefined || text === "") return undefined;
  const isNumber = /^\d+$/.test(text);
  if (isNumber ? Number(text) > 65_535 : !/^[\d*?[\]!-]+$/.test(text))
    throw new SyntaxError(`no URL has the port ${text}`);
  return globTokens(isNumber ? String(Number(text)) : text);
}

function addressTokens(text: string): readonly Token[] {
  const address = text.includes("*") ? text.replace(/\b0+(?=[0-9a-f])/g, "") : parsedHost(text);
  if (/(^\[|:)0:0(:|\]$)/.test(address) && address.includes("*"))
    throw new SyntaxError("in URLs, zeros of an IPv6 address are written as ::");
  return [...address].map((one) => (one === "*" ? STAR : literal(one)));
}

function asWritten(name: string): string {
  const literals = name.replace(WILDCARDS, "");
  if (/\{[^{}]*,[^{}]*\}/.test(name))
    throw new SyntaxError("braces are no alternatives here; write a pattern for each");
  if (literals === name) return parsedHost(name);
  if (/[^\0-\x7f]/.test(name)) return name.split(".").map(labelAsWritten).join(".");
  // What stands between wildcards is no name that the parser could read, but it has to be made of what names are made of.
  if (literals !== "") parsedHost(`a${literals.replaceAll(".", "")}a`);
  return name;
}

function labelAsWritten(label: string): string {
  if (!/[^\0-\x7f]/.test(label)) return label;
  if (/[*?[]/.test(label))
    throw new SyntaxError(
      "in URLs, a name outside ASCII is written as xn--…, which no wildcard in it can match",
    );
  return parsedHost(label);
}

function parsedHost(name: string): string {
  const url = `http://${name}/`;
  const host = URL.canParse(url) ? new URL(url).hostname : undefined;
  // Chromium escapes what the URL standard refuses in a host, a space for one.
  if (host === undefined || host.includes("%")) throw new SyntaxError(`no URL has the host ${name}`);
  return host;
}
