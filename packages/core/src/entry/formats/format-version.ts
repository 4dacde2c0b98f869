/** Of the frame and of the document form. It grows when a reader of the old form would misread the new one. */
export const FORMAT_VERSION = 1;

/** Whether this release reads what says it has that version; anything else is `foreign` and left alone. */
export function isReadableVersion(version: unknown): boolean {
  return version === FORMAT_VERSION;
}
