/** The host of a URL, with its port where it has one; undefined where the text is no URL. */
export function urlHost(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
