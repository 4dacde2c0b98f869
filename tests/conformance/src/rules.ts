/** M: the RFC demands it. S: it recommends it. O: it allows it. G: it leaves it open, and this is what we chose. */
export type RuleLevel = "M" | "S" | "O" | "G";

/** One rule of HTTP caching. */
export interface Rule {
  readonly row: number;
  readonly level: RuleLevel;
  /** Of RFC 9111, where no other RFC is named. */
  readonly section: string;
  readonly mode: "both" | "private" | "shared";
  readonly rule: string;
}

// Row | level | section | mode (b both, p private, s shared) | rule
const TABLE = `
1 | M | §3 | b | Only methods that the cache knows are stored; a request with an unknown method bypasses the cache.
2 | M | §3 | b | Responses to OPTIONS, TRACE, CONNECT, PUT, PATCH and DELETE are never stored.
3 | O | RFC 9110 §9.3.3 | b | A POST's response may be stored for later GETs if it is explicitly fresh and its Content-Location is the target.
4 | M | §3 | b | An interim response is not stored, and its fields do not mix with those of the final one.
5 | M | §3.3 | b | A 206 is not stored as a complete response.
6 | M | §3 | b | A 304 updates entries and is never stored as one.
7 | M | §5.2.2.5 | b | no-store in a response prevents storing it, in any case of letters and whatever else the field contains.
8 | M | §5.2.2.5 | b | A no-store response leaves no trace in the store, not even a temporary one.
9 | M | §5.2.1.5 | b | no-store in a request prevents storing its response, and leaves older entries in place.
10 | S | §5.2.2.3 | b | must-understand overrides no-store for a status that the cache implements.
11 | M | §5.2.2.3 | b | must-understand prevents storing a status that the cache does not implement, with or without no-store.
12 | M | §5.2.2.7 | s | A shared cache does not store a private response.
13 | O | §5.2.2.7 | p | In a private cache, private permits storing a response of any status.
14 | M | §5.2.2.7 | b | A shared cache stores a response without the fields that private names; a private cache stores all of it.
15 | G | §5.2.2.4 | b | A field list of private or no-cache that is empty or cannot be read means the whole response.
16 | G | §5.2.2.4 | b | If a directive appears with and without a field list, the one without counts.
17 | M | §5.2.2.4 | b | Names in a field list are trimmed, and compared without regard to case.
18 | M | §3.5 | s | A shared cache stores a response to a request with Authorization only if public, must-revalidate or a readable s-maxage permits it.
19 | G | §3.5 | p | A private cache stores a response to a request with Authorization for that credential alone.
20 | M | §3 | b | Storing needs a permission: public, private, Expires, max-age, s-maxage, or a status with heuristic freshness. An expired Expires is a permission, too.
21 | M | §3 | b | With explicit freshness, every final status may be stored, known or unknown.
22 | M | §4.2.2 | b | Without explicit freshness, only the statuses that RFC 9110 §15.1 names may be stored.
23 | G | §3 | b | A response that is neither fresh nor has a validator is not stored.
24 | G | §4.1 | b | A response with Vary: * is not stored.
25 | G | §7.3 | b | A private cache stores a response that sets a cookie; a shared cache does so only if it is public.
26 | M | §3.1 | b | Fields are stored as they came: unknown fields, their order, repeated lines.
27 | M | §3.1 | b | Fields of one connection, and those that Connection names, are not stored.
28 | M | §3.1 | b | Fields meant for a proxy are not stored.
29 | G | §3.1 | b | Directives are read before fields are removed, so Connection cannot hide one.
30 | M | §3.1 | b | Trailer fields never become header fields.
31 | M | RFC 9110 §6.6.1 | b | A response without Date gets the time of its receipt as its Date.
32 | M | §3.3 | b | A body that ends too early is not stored as complete.
33 | M | §3.3 | b | An incomplete response never answers a request for all of it.
34 | G | RFC 8246 §3 | b | A body whose length is not proven is stored, but immutable has no effect on it.
35 | G | RFC 9110 §8.6 | b | A response with contradicting Content-Lengths is served and not stored.
36 | M | §5.2.2.5 | b | no-store applies to its own response; it does not remove an older entry.
37 | M | §4 | b | Method class and target URI form the key. The fragment is not part of it, and userinfo is never shown.
38 | M | §2 | b | Different query strings are different keys.
39 | O | RFC 9110 §4.2.3 | b | URIs are equal only as far as RFC 9110 says so; the order of parameters matters.
40 | M | §4 | b | A stored GET answers a HEAD; a stored HEAD never answers a GET.
41 | M | §4.1 | b | Every field that Vary names must be equal; an absent field differs from an empty one.
42 | M | §4.1 | b | Vary with * anywhere in it matches no request.
43 | M | §4.1 | b | Names in Vary are compared without regard to case, and all its lines form one list.
44 | G | §4.1 | b | Vary may name a property that every JavaScript object has, without harm.
45 | G | §4.1 | b | A member of Vary that is not a field name counts as *.
46 | M | §4.1 | b | Values are normalised only if that is known to keep their meaning; all others are compared exactly.
47 | G | §4.1 | b | Different pairs of names and values never form the same key.
48 | M | §4.1 | b | Fields that Vary does not name do not affect the key.
49 | O | §4.1 | b | Variants are stored side by side; storing one removes no other.
50 | M | §4 | b | If several entries match, the newest by Date is used; if these are equal, the one received last.
51 | O | §4.1 | b | Quality values do not rank variants: a different value of the field is a different request, and the origin is asked.
52 | S | §4.1 | b | An entry with a matching Vary takes precedence over one without Vary.
53 | O | §4.1 | b | If no variant matches and each has its own entity tag, all tags are sent, and the variant that a 304 names is used.
54 | G | §4.1 | b | Secret values that a response varies on are stored as digests without a key, which protect a long secret but not one that can be guessed, and are never shown.
55 | G | §4.1 | b | A response varies on the request as the cache saw it, not on what the client added later.
56 | M | §4 | b | Without a trustworthy clock, every use is validated.
57 | M | RFC 9110 §5.6.1 | b | All Cache-Control lines form one list; empty members are ignored.
58 | M | §5.2.3 | b | Directive names are compared without regard to case; unknown directives are ignored.
59 | S | §5.2 | b | An argument may be a token or a quoted string.
60 | M | §5.2 | b | Text within a quoted string is not a directive.
61 | G | §5.2 | b | A quote that is never closed hides nothing after it.
62 | G | §5.2 | b | Single quotes do not make a number.
63 | S | §4.2.1 | b | A lifetime that is not a sequence of digits means stale.
64 | M | §1.2.2 | b | Numbers that are too large become the largest number, in sums too.
65 | S | §4.2.1 | b | If a directive appears twice, the smaller value counts, in either order.
66 | S | §4.2.1 | b | If directives contradict each other, the most restrictive counts.
67 | G | §5.2 | b | A directive that takes no argument also applies if it has one.
68 | M | §5.3 | b | With max-age, or in a shared cache s-maxage, Expires is ignored.
69 | M | §5.3 | b | An Expires that is not a date has already expired.
70 | S | §4.2.1 | b | Several Expires lines mean stale.
71 | M | RFC 9110 §5.6.7 | b | All three date formats are read, always as UTC.
72 | M | RFC 9110 §5.6.7 | b | A two-digit year more than 50 years ahead is in the past.
73 | S | §4.2 | b | Names in dates are compared without regard to case.
74 | M | §4.2 | b | The machine's time zone has no effect.
75 | S | §4.2 | b | A date in a zone other than GMT is not a valid expiration.
76 | S | RFC 9110 §5.6.7 | b | A date that does not follow the grammar is ignored; second 60 is valid.
77 | M | §4.2 | b | Fractions of a second never extend a lifetime.
78 | O | §5.4 | b | Pragma: no-cache counts in a request without Cache-Control, and never in a response.
79 | O | §5.5 | b | The cache adds no Warning; a stored one is passed on.
80 | M | §4.2.1 | b | s-maxage (in a shared cache), max-age, Expires, heuristic: the first that is present decides.
81 | M | §5.2.2.10 | p | A private cache ignores s-maxage.
82 | M | §4.2 | b | A response is fresh while it is younger than its lifetime; at that age it is stale.
83 | M | §4.2.1 | b | If Date is missing or unreadable, Expires counts from the receipt.
84 | M | §4.2.2 | b | There is no heuristic lifetime if an expiration is given, even an unreadable one.
85 | M | §4.2.2 | b | Only statuses that permit it, and public responses, get a heuristic lifetime.
86 | S | §4.2.2 | b | The heuristic lifetime is a tenth of the time since Last-Modified; for a time in the future it is zero.
87 | G | §4.2.2 | b | The heuristic lifetime is at most a day; a setting replaces it.
88 | O | §4.2.2 | b | A query string does not prevent a heuristic lifetime.
89 | M | §4.2.3 | b | Age is the greater of apparent and corrected age, plus the time since.
90 | M | §4.2.3 | b | The time that a response was on its way is part of its age.
91 | S | §5.1 | b | Of several Age values the first counts; one that is not a number is ignored.
92 | M | §1.2.2 | b | An enormous Age means stale and breaks nothing.
93 | M | §4.2.3 | b | A Date in the future does not make a response younger than new.
94 | G | §4.2.3 | b | A clock that goes back does not make a response younger; if it goes far back, the entry is validated once.
95 | M | §4 | b | A response from the store carries its current age, in place of the Age it came with.
96 | M | §4 | b | Date and Expires are returned as they were stored.
97 | G | §4.2.3 | b | A 304 restarts the age from its own exchange.
98 | M | §4.2.4 | b | no-cache and must-revalidate, and in a shared cache proxy-revalidate and s-maxage, forbid stale use on every path.
99 | M | §4.2.4 | b | Stale use needs a permission: from the client, an extension, or a setting.
100 | M | §5.2.2.2 | b | If must-revalidate applies and the origin cannot be reached, the caller gets the error, or a 504 if a stale response would have been served.
101 | M | §5.2.2.8 | p | proxy-revalidate and s-maxage do not apply to a private cache.
102 | O | RFC 5861 §3 | b | Within stale-while-revalidate, a stale response is served at once and refreshed in the background.
103 | S | RFC 5861 §3 | b | After stale-while-revalidate ends, the origin is asked first.
104 | G | RFC 5861 §3 | b | There is one background refresh per key. It outlives the caller. If it fails, an event reports it, the entry stays, and it is not repeated at once.
105 | O | RFC 5861 §4 | b | Within stale-if-error, a stale response is served for 500, 502, 503, 504 and if the origin cannot be reached, and for nothing else.
106 | S | RFC 5861 §4 | b | Age and Cache-Status show that a response is stale.
107 | O | §5.2.1.1 | b | max-age in a request: an older entry is validated.
108 | O | §5.2.1.3 | b | min-fresh: the entry must stay fresh for at least that long.
109 | O | §5.2.1.2 | b | max-stale permits a stale response, up to its value or without limit, unless a directive forbids it.
110 | O | §5.2.1.4 | b | no-cache in a request: the entry is validated first, and stays.
111 | S | §5.2.1.7 | b | only-if-cached: a stored response that meets the other limits is served, otherwise a 504; the network is never used.
112 | G | §5.2.1 | b | A request directive that cannot be read is interpreted strictly.
113 | M | RFC 8246 §2 | b | immutable in a request has no effect.
114 | G | Fetch §5.3 | b | The cache modes of Fetch keep their meaning.
115 | M | §4.3.1 | b | A stored entity tag is sent in If-None-Match byte for byte.
116 | S | §4.3.1 | b | A stored Last-Modified is sent in If-Modified-Since unchanged; none is invented.
117 | M | §4.3.1 | b | A refresh by the cache repeats method, URI and the fields that Vary names.
118 | M | §4.3.3 | b | A full response to a conditional request is used, and replaces the entry that it matches and no other.
119 | O | §4.3.3 | b | A server error in reply to a conditional request is passed on, or a stale response is served; the entry stays.
120 | M | §4.3.4 | b | A 304 with a strong validator updates the entries that have it; if none has, the request is repeated without conditions.
121 | M | §4.3.4 | b | A 304 with a weak validator updates the newest that matches.
122 | M | §4.3.4 | b | A 304 without validators updates an entry only if it can mean no other.
123 | M | §3.2 | b | A field of a 304 replaces all stored lines of its name; the others stay.
124 | M | §3.2 | b | Fields of the connection and of the stored body are not taken from a 304.
125 | G | §3 | b | If a 304 forbids storing, the request is answered from the entry, which is then removed.
126 | G | §3 | b | An unsolicited 304 never becomes an empty 200: the request is repeated once, then the 304 is passed on.
127 | G | §4.3.4 | b | A response older than the entry neither confirms nor replaces it.
128 | S | §4.3.2 | b | A caller's own conditions are answered from a usable entry.
129 | M | RFC 9110 §15.4.5 | b | A 304 from the cache carries the fields that a 304 must have.
130 | M | §4.3.2 | b | A 304 for an entity tag that only the cache sent becomes a full response for the caller.
131 | M | §4.3.2 | b | Requests with If-Match or If-Unmodified-Since go to the origin.
132 | S | RFC 8246 §2 | b | A fresh and immutable entry is not validated on a reload; a stale one is.
133 | S | RFC 8246 §3 | b | immutable has no effect without https or a proven length.
134 | S | §4.3.5 | b | A 200 to HEAD freshens the GET entries that it agrees with, and makes others stale.
135 | G | §4.3.5 | b | Of other statuses to HEAD, only 404 and 410 affect GET entries: they make them stale.
136 | M | §3.3 | b | A range that the cache cannot serve goes to the origin and affects nothing.
137 | O | RFC 9110 §14.2 | b | A complete stored response answers a single range with 206, and one that cannot be satisfied with 416.
138 | M | RFC 9110 §14.2 | b | No Range field breaks a request, however malformed; only GET has ranges.
139 | M | RFC 9110 §13.1.5 | b | If-Range is compared strongly or by exact date; if it does not match, the complete response is sent.
140 | M | §3.4 | b | Parts are joined only under one strong entity tag and without a gap; only when complete are they a 200.
141 | M | §3.3 | b | A part is only served as a 206, and a part that contradicts the request is not joined.
142 | M | §4.4 | b | A successful request with an unsafe or unknown method invalidates everything stored under its URI.
143 | G | §4.4 | b | A failed one does not.
144 | O | §4.4 | b | It also invalidates the same-origin URIs in Location and Content-Location.
145 | M | §4.4 | b | It never invalidates URIs of another origin.
146 | M | §4 | b | Unsafe requests always reach the origin, each separately.
147 | G | §4.4 | b | A response requested before an invalidation is not stored after it.
148 | M | §4.4 | b | What is invalidated is removed, or validated before its next use.
149 | O | §4 | b | Equal safe requests share one exchange if each may use its response.
150 | G | §4 | b | Requests that wait do so for a limited time. If the leading one fails, they continue; the exchange ends when the last caller leaves.
151 | G | §4 | b | Requests do not wait for a URL whose response recently could not be stored.
152 | G | §3.5 | b | Requests with different credentials never share an exchange.
153 | M | RFC 9211 §2 | b | Cache-Status is a structured list, and this cache's member is a token or string with a configurable name.
154 | S | RFC 9211 §2 | b | Members of other caches are kept, and this cache's comes last.
155 | M | RFC 9211 §2.1 | b | hit and fwd exclude each other; a validation is fwd=stale with its status.
156 | S | RFC 9211 §2.2 | b | fwd names the most specific reason.
157 | O | RFC 9211 §2.4 | b | ttl, stored, collapsed and detail are included; the key, which may contain secrets, is not.
158 | S | RFC 9211 §2 | b | A response that the cache created has no member.
159 | G | RFC 9211 §6 | b | The field is off by default; its information is always available as data.
160 | M | RFC 9213 §2.2 | b | A private cache has no target list: a targeted field has no effect and passes through.
161 | M | RFC 9213 §2.2 | s | The first listed field that can be read decides alone; Cache-Control and Expires are then ignored.
162 | M | RFC 9213 §2.1 | s | A targeted field is read strictly: with an error, or if it is empty, it counts as absent.
163 | S | RFC 9213 §2.1 | s | A directive of the wrong type in a targeted field is ignored.
164 | M | RFC 9213 §2.2 | s | max-age, must-revalidate, no-store, no-cache and private work in a targeted field as elsewhere.
165 | O | RFC 9875 §2 | b | Cache-Groups is a list of strings within one origin; a value that cannot be read names no group.
166 | O | RFC 9875 §2.2.1 | b | Only Cache-Group-Invalidation reaches the other responses of a group: invalidating one response does not affect them, and one group does not lead to the next.
167 | M | RFC 9875 §3 | b | Cache-Group-Invalidation counts only in responses to unsafe methods, and within the origin.
168 | O | No-Vary-Search §2 | b | No-Vary-Search is read strictly; in any doubt the whole query counts.
169 | G | No-Vary-Search §2 | b | key-order alone is valid, as in the draft's own examples.
170 | O | No-Vary-Search §3 | b | Queries are compared as form data after the named parameters are removed; the rest of the URL is compared exactly.
171 | G | No-Vary-Search §4 | b | Responses to the exact URL and to its remainder are looked up. The newest counts, and each applies only as its own field says.
172 | M | RFC 10008 §2.7 | b | QUERY invalidates nothing; its body and the fields that describe it are part of its key.
173 | M | RFC 10008 §2.7 | b | A QUERY whose body cannot be read for the key bypasses the cache.
174 | O | RFC 10008 §2.7 | b | Bodies are normalised only if asked for, and only in the key.
175 | O | RFC 10008 §2.5 | b | Redirects keep QUERY, except 303. A Location in a 2xx is for the caller; the cache does not follow it.
`;

const MODES: ReadonlyMap<string, Rule["mode"]> = new Map([
  ["b", "both"],
  ["p", "private"],
  ["s", "shared"],
]);

/** Every rule, in the order of rows. */
export const RULES: readonly Rule[] = TABLE.trim().split("\n").map(ruleOf);

function ruleOf(line: string): Rule {
  const [row, level, section, letter, rule] = line.split(" | ");
  const mode = MODES.get(letter ?? "");
  if (mode === undefined || section === undefined || rule === undefined || !isLevel(level)) {
    throw new Error(`not a rule: ${line}`);
  }
  return { row: Number(row), level, section, mode, rule };
}

function isLevel(text: string | undefined): text is RuleLevel {
  return text === "M" || text === "S" || text === "O" || text === "G";
}
