/** Before the name of a cache group, with its origin, among an entry's tags. */
export const GROUP_PREFIX = "cache-group ";

/** Those of an entry's tags that name groups. */
export function groupsAmong(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag.startsWith(GROUP_PREFIX));
}

/** Those of an entry's tags that a user has given. */
export function withoutGroups(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => !tag.startsWith(GROUP_PREFIX));
}
