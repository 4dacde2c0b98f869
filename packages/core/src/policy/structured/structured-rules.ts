// What structured fields (RFC 9651) decide. Few responses have one that counts: the rules, and what reads such fields, are loaded with the first.

export { groupTags, invalidatedGroups } from "./cache-groups.ts";
export { governingFields } from "./governing-fields.ts";
export { isMeantBy, searchVariation, withoutIgnoredSearch } from "./search-variation.ts";
