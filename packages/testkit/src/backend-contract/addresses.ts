import type { Address } from "@rcache/core/backend";
import { checkEqual } from "../check.ts";
import { checkFound, checkRevisions, type Proof } from "./trial.ts";

const SITE = "https://example.com";

/** Targets that a careless key, pattern, collation or file name would take for one another. */
const TARGETS: readonly string[] = [
  ...["/a", "/a/", "/a/b", "/ab", "/A", "/a%2Fb", "/a?b", "/a?B", "/a#b", "/a.b", "/a..b", "/../a"],
  ...["/a_b", "/a-b", "/a%b", "/a%25b", "/a*", "/a?*", "/[ab]", "/a{b}", "/{a}b", "/a\\b", "/a\\\\b"],
  ...["/a'b", "/a''b", '/a"b', '/a""b', "/a`b", "/a$b", "/$a", "/a;b", "/a,b", "/a|b", "/a&b", "/a<b>"],
  ...["/a%0Ab", "/a%0ab", "/a%0D%0Ab", "/a%00b", "/é", "/e\u0301", "/\u{1f600}", "/ｅ", "/ß", "/ss"],
].map((path) => SITE + path);

const NAMES_OF_OBJECTS = ["__proto__", "constructor", "toString", "hasOwnProperty"];
const LONG = `${SITE}/${"x".repeat(1_498 - SITE.length)}`;
const SEPARATORS = ["/", ":", "|", "#", ",", ".", "-", "_", "~", "&", "=", "+", ";", "'", "\\", "%0A", "@"];

/** B6: one address is never taken for another. */
export const addressProofs: readonly Proof[] = [
  {
    name: "B6 only this target and selector come, whatever characters they hold",
    async prove({ backend, find, store }) {
      const puts = await Promise.all(confusable().map((address) => store({ address })));
      const expected = new Map<string, string[]>();
      for (const { entry } of puts) {
        const revisions = expected.get(lookupKey(entry.address)) ?? [];
        expected.set(lookupKey(entry.address), [...revisions, entry.revision]);
      }
      for (const { entry, record } of puts) {
        const { address } = entry;
        const found = await find(address);
        checkRevisions(found, expected.get(lookupKey(address)) ?? [], `records of ${lookupKey(address)}`);
        for (const one of found.records)
          checkEqual(
            [one.target, one.selector],
            [address.target, address.selector],
            "where they were stored",
          );
        const own = (await find(address, address.variant)).records;
        checkFound(
          backend,
          own.find((one) => one.variant === address.variant),
          record,
        );
      }
    },
  },
];

function confusable(): readonly Address[] {
  const target = `${SITE}/`;
  return [
    ...TARGETS.map((one) => at(one, "GET", "-")),
    ...NAMES_OF_OBJECTS.flatMap((name) => [
      at(name, "GET", "-"),
      at(target, name, "-"),
      at(target, "GET", name),
    ]),
    ...["get", "GETS", "GE", "GET*", "G?T", "HEAD", "*", "é"].map((selector) => at(target, selector, "-")),
    // Two long addresses that differ in their last character only.
    ...["1", "2"].map((last) =>
      at(LONG + last, `GET.${"s".repeat(640)}${last}`, `${"v".repeat(254)}${last}`),
    ),
    // Where target, selector and variant are joined to one key, these pairs become equal.
    ...SEPARATORS.flatMap((sep) => [
      at(`${SITE}/x${sep}y`, "z", "-"),
      at(`${SITE}/x`, `y${sep}z`, "-"),
      at(`${SITE}/x${sep}y`, `z${sep}w`, "u"),
      at(`${SITE}/x${sep}y`, "z", `w${sep}u`),
    ]),
  ];
}

function at(target: string, selector: string, variant: string): Address {
  return { target, selector, variant };
}

function lookupKey(address: Address): string {
  return JSON.stringify([address.target, address.selector]);
}
