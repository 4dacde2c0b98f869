/** A section of an RFC, as it is shown, and where it stands. */
export interface SectionLink {
  /** Such as `RFC 9111 §4.2`. */
  readonly text: string;
  readonly href: string;
}

/** The place that an outcome's `section` names: `RFC 5861 §3`, or `4.2` of RFC 9111. */
export function sectionLink(section: string): SectionLink {
  const [, rfc = "9111", number = section] = /^RFC (\d+) §(.+)$/.exec(section) ?? [];
  return {
    text: `RFC ${rfc} §${number}`,
    href: `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`,
  };
}
