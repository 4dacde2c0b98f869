/** The host of a URL, with its port if it has one; undefined if the text is not a URL. */
export function urlHost(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
