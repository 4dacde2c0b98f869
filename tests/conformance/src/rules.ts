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
1 | M | §3 | b | Only methods that the cache knows are stored; an unknown one passes through.
2 | M | §3 | b | Answers to OPTIONS, TRACE, CONNECT, PUT, PATCH and DELETE are never stored.
3 | O | RFC 9110 §9.3.3 | b | A POST's answer may be kept for later GETs where it is explicitly fresh and its Content-Location is the target.
4 | M | §3 | b | An interim answer is not stored, and its fields do not mix with those of the final one.
5 | M | §3.3 | b | A 206 is not stored as if it were whole.
6 | M | §3 | b | A 304 updates entries and is never one itself.
7 | M | §5.2.2.5 | b | no-store in an answer keeps it out, in any case of letters and whatever stands beside it.
8 | M | §5.2.2.5 | b | A no-store answer leaves no trace in the store, not even a temporary one.
9 | M | §5.2.1.5 | b | no-store in a request keeps its answer out, and leaves older entries where they are.
10 | S | §5.2.2.3 | b | must-understand lifts no-store for a status that we implement.
11 | M | §5.2.2.3 | b | must-understand keeps out a status that we do not implement, with or without no-store.
12 | M | §5.2.2.7 | s | A shared cache does not keep a private answer.
13 | O | §5.2.2.7 | p | For a private cache, private is a permission to store, for every status.
14 | M | §5.2.2.7 | b | A shared cache stores an answer without the fields that private names; a private cache stores all of it.
15 | G | §5.2.2.4 | b | A field list of private or no-cache that names nothing, or cannot be read, means the whole answer.
16 | G | §5.2.2.4 | b | With and without a field list at once: the directive without one counts.
17 | M | §5.2.2.4 | b | Names in a field list are taken without the whitespace around them and without regard to case.
18 | M | §3.5 | s | A shared cache keeps an answer to a request with Authorization only where public, must-revalidate or a readable s-maxage permits it.
19 | G | §3.5 | p | A private cache keeps an answer to a request with Authorization for that credential alone.
20 | M | §3 | b | Storing needs a permission: public, private, Expires, max-age, s-maxage, or a status that may be guessed at; an expired one counts too.
21 | M | §3 | b | With explicit freshness every final status may be stored, known or unknown.
22 | M | §4.2.2 | b | Without explicit freshness only the statuses that RFC 9110 §15.1 names may be stored.
23 | G | §3 | b | What is neither fresh nor has a validator is not worth keeping.
24 | G | §4.1 | b | An answer that varies on * is not stored.
25 | G | §7.3 | b | A private cache keeps an answer that sets a cookie; a shared one only where it is public.
26 | M | §3.1 | b | Fields are kept as they came: unknown ones, their order, repeated lines.
27 | M | §3.1 | b | Fields of one connection, and those that Connection names, are not stored.
28 | M | §3.1 | b | Fields meant for a proxy are not stored.
29 | G | §3.1 | b | What decides is read before fields are left out, so Connection cannot hide a directive.
30 | M | §3.1 | b | Trailer fields never become header fields.
31 | M | RFC 9110 §6.6.1 | b | An answer without Date gets the time of its receipt as its Date.
32 | M | §3.3 | b | A body that ended too early is not stored as a whole.
33 | M | §3.3 | b | An incomplete answer never answers a request for all of it.
34 | G | RFC 8246 §3 | b | A body whose length nothing proves is kept, but immutable has no force for it.
35 | G | RFC 9110 §8.6 | b | With contradicting Content-Lengths an answer is served and not stored.
36 | M | §5.2.2.5 | b | no-store speaks for its own answer; an older entry is not thrown out by it.
37 | M | §4 | b | Method class and target URI make the key; the fragment is no part of it, and userinfo is shown nowhere.
38 | M | §2 | b | Other query strings are other keys.
39 | O | RFC 9110 §4.2.3 | b | URIs count as equal only as far as RFC 9110 says so; the order of parameters matters.
40 | M | §4 | b | A stored GET answers a HEAD; a stored HEAD never answers a GET.
41 | M | §4.1 | b | Every field that Vary names must be the same; absent and empty are two things.
42 | M | §4.1 | b | A * anywhere in Vary matches no request.
43 | M | §4.1 | b | Names in Vary have no case, and all its lines are one list.
44 | G | §4.1 | b | Vary may name what every JavaScript object has, without harm.
45 | G | §4.1 | b | What is no field name in Vary counts as *.
46 | M | §4.1 | b | Values are brought into one form only where that is known to keep the meaning; all else compares exactly.
47 | G | §4.1 | b | Pairs of names and values cannot run into each other in the key.
48 | M | §4.1 | b | Fields that Vary does not name do not split the key.
49 | O | §4.1 | b | Variants live side by side; storing one removes no other.
50 | M | §4 | b | Of several entries that match, the newest by Date is used, then the one received last.
51 | O | §4.1 | b | Weights do not rank variants here: another value of the field is another question, and the origin is asked.
52 | S | §4.1 | b | An entry with a Vary that matches comes before one without Vary.
53 | O | §4.1 | b | Where no variant matches and the origin gives each a tag of its own, all tags go along, and the one that a 304 names is used.
54 | G | §4.1 | b | Secret values that an answer varies on are kept as digests without a key, which hide a long secret and no guessable one, and are never handed out.
55 | G | §4.1 | b | An answer varies on the request as the cache saw it, not on what the client added later.
56 | M | §4 | b | Without a clock that can be trusted, every use is validated.
57 | M | RFC 9110 §5.6.1 | b | All Cache-Control lines are one list, and empty members are nothing.
58 | M | §5.2.3 | b | Directive names have no case; unknown ones are ignored.
59 | S | §5.2 | b | An argument may be a token or a quoted string.
60 | M | §5.2 | b | Text within a quoted string is no directive.
61 | G | §5.2 | b | A quote that is never closed hides nothing behind it.
62 | G | §5.2 | b | Single quotes make no number.
63 | S | §4.2.1 | b | A lifetime that is no row of digits means stale.
64 | M | §1.2.2 | b | Numbers too large to hold become the largest one, in sums too.
65 | S | §4.2.1 | b | Of a directive given twice, the smaller value counts, in either order.
66 | S | §4.2.1 | b | Of directives that contradict each other, the most restrictive counts.
67 | G | §5.2 | b | A directive that takes no argument holds with one too.
68 | M | §5.3 | b | Beside max-age, and for a shared cache s-maxage, Expires says nothing.
69 | M | §5.3 | b | An Expires that is no date has already expired.
70 | S | §4.2.1 | b | Several Expires lines mean stale.
71 | M | RFC 9110 §5.6.7 | b | All three forms of dates are read, always as UTC.
72 | M | RFC 9110 §5.6.7 | b | A two-digit year more than 50 years ahead belongs to the past.
73 | S | §4.2 | b | Names in dates have no case.
74 | M | §4.2 | b | The time zone of the machine changes nothing.
75 | S | §4.2 | b | A date in another zone than GMT is no expiry.
76 | S | RFC 9110 §5.6.7 | b | A date that is not written as the grammar says is none; second 60 is fine.
77 | M | §4.2 | b | Fractions of a second never lengthen a life.
78 | O | §5.4 | b | Pragma: no-cache counts in a request without Cache-Control, and never in an answer.
79 | O | §5.5 | b | Warning is not made here; a stored one is passed on.
80 | M | §4.2.1 | b | s-maxage (for a shared cache), max-age, Expires, a guess: the first that is there decides.
81 | M | §5.2.2.10 | p | A private cache takes no notice of s-maxage.
82 | M | §4.2 | b | Fresh is what is younger than its lifetime, not what is as old.
83 | M | §4.2.1 | b | Where Date is missing or unreadable, Expires counts from the receipt.
84 | M | §4.2.2 | b | Nothing is guessed where an expiry stands, even an unreadable one.
85 | M | §4.2.2 | b | Only the statuses that allow it, and public answers, are guessed at.
86 | S | §4.2.2 | b | The guess is a tenth of the time since the last change; nothing for a change in the future.
87 | G | §4.2.2 | b | The guess ends at a day, and a setting replaces it.
88 | O | §4.2.2 | b | A query string does not forbid the guess.
89 | M | §4.2.3 | b | Age is the greater of apparent and corrected age, plus the time since.
90 | M | §4.2.3 | b | The time that an answer was under way is part of its age.
91 | S | §5.1 | b | Of several Age values the first counts; what is no number is ignored.
92 | M | §1.2.2 | b | An enormous Age means stale and breaks nothing.
93 | M | §4.2.3 | b | A Date in the future makes nothing younger than new.
94 | G | §4.2.3 | b | A clock that goes back makes nothing younger; far back, the entry is asked about once.
95 | M | §4 | b | An answer from the store carries its age now, in place of any it came with.
96 | M | §4 | b | Date and Expires are handed out as they were stored.
97 | G | §4.2.3 | b | A 304 starts the age anew, from its own exchange.
98 | M | §4.2.4 | b | no-cache, must-revalidate and for a shared cache proxy-revalidate and s-maxage forbid stale use on every path.
99 | M | §4.2.4 | b | Stale use needs a permission: of the client, an extension, or a setting.
100 | M | §5.2.2.2 | b | must-revalidate and no contact: the error, or a 504 where a stale answer would have stood in.
101 | M | §5.2.2.8 | p | proxy-revalidate and s-maxage do not bind a private cache.
102 | O | RFC 5861 §3 | b | Within stale-while-revalidate a stale answer is used at once and refreshed behind it.
103 | S | RFC 5861 §3 | b | Past stale-while-revalidate the origin is asked first.
104 | G | RFC 5861 §3 | b | One background refresh a key; it outlives the caller, and its failure is told, keeps the entry and is not repeated at once.
105 | O | RFC 5861 §4 | b | Within stale-if-error a stale answer stands in for 500, 502, 503, 504 and for no contact, and for nothing else.
106 | S | RFC 5861 §4 | b | A stale answer can be recognised by its Age and its Cache-Status.
107 | O | §5.2.1.1 | b | max-age in a request: an older entry is validated.
108 | O | §5.2.1.3 | b | min-fresh: so much freshness must be left.
109 | O | §5.2.1.2 | b | max-stale permits staleness, so long or without limit, where nothing forbids it.
110 | O | §5.2.1.4 | b | no-cache in a request: validated first; the entry stays.
111 | S | §5.2.1.7 | b | only-if-cached: what is stored and meets the other limits, else 504; the network is never asked.
112 | G | §5.2.1 | b | A request directive that cannot be read is read strictly.
113 | M | RFC 8246 §2 | b | immutable in a request means nothing.
114 | G | Fetch §5.3 | b | The cache modes of Fetch keep the meaning they have there.
115 | M | §4.3.1 | b | A stored entity tag goes out in If-None-Match as it came, byte for byte.
116 | S | §4.3.1 | b | A stored Last-Modified goes out in If-Modified-Since as it came; none is made up.
117 | M | §4.3.1 | b | A refresh of the cache's own repeats method, URI and the fields that Vary names.
118 | M | §4.3.3 | b | A full answer to a condition is used, and replaces the entry that it matches and no other.
119 | O | §4.3.3 | b | A server error to a condition is passed on, or a stale answer stands in; the entry stays.
120 | M | §4.3.4 | b | A 304 with a strong validator updates those that have it; where none has, the request is repeated without conditions.
121 | M | §4.3.4 | b | A 304 with a weak validator updates the newest that matches.
122 | M | §4.3.4 | b | A 304 without validators updates an entry only where it can mean no other.
123 | M | §3.2 | b | A field of a 304 replaces all stored lines of its name; the others stay.
124 | M | §3.2 | b | Fields of the connection and of the stored body are not taken from a 304.
125 | G | §3 | b | A 304 that forbids storing is answered from the entry, which is then dropped.
126 | G | §3 | b | A 304 that nobody asked for is never an empty 200: asked again once, then passed on.
127 | G | §4.3.4 | b | What is older than the entry neither confirms nor replaces it.
128 | S | §4.3.2 | b | A caller's own conditions are answered from a usable entry.
129 | M | RFC 9110 §15.4.5 | b | A 304 made here carries the fields that a 304 must.
130 | M | §4.3.2 | b | A 304 about a tag that only the cache had sent becomes a full answer for the caller.
131 | M | §4.3.2 | b | If-Match and If-Unmodified-Since are for the origin.
132 | S | RFC 8246 §2 | b | What is fresh and immutable is not asked about on a reload; stale, it is like any other.
133 | S | RFC 8246 §3 | b | immutable has no force without https or a proven length.
134 | S | §4.3.5 | b | A HEAD 200 freshens the GET entries it agrees with, and makes others stale.
135 | G | §4.3.5 | b | Of other statuses to HEAD only 404 and 410 touch GET entries: they make them stale.
136 | M | §3.3 | b | A range that is not served here goes to the origin and disturbs nothing.
137 | O | RFC 9110 §14.2 | b | A stored whole answers a single range with 206, and one that cannot be satisfied with 416.
138 | M | RFC 9110 §14.2 | b | No Range field, malformed as it may be, breaks a request; only GET has ranges.
139 | M | RFC 9110 §13.1.5 | b | If-Range is compared strongly or by exact date; where it fails, the whole is sent.
140 | M | §3.4 | b | Parts are joined only under one strong entity tag and without a gap, and only all of them are a 200.
141 | M | §3.3 | b | A part is only ever given as a 206, and one that contradicts what was asked is not joined.
142 | M | §4.4 | b | A successful unsafe or unknown method makes all that is stored under its URI unusable.
143 | G | §4.4 | b | A failed one does not.
144 | O | §4.4 | b | So does it with the same-origin URIs in Location and Content-Location.
145 | M | §4.4 | b | Never with those of another origin.
146 | M | §4 | b | Unsafe requests always reach the origin, each by itself.
147 | G | §4.4 | b | What was asked for before an invalidation is not stored after it.
148 | M | §4.4 | b | What is invalidated is removed, or validated before its next use.
149 | O | §4 | b | Equal safe requests share one exchange, where each may use what it brings.
150 | G | §4 | b | Those that wait do so for a bounded time; a failed leader wakes them, and only the last to leave ends the exchange.
151 | G | §4 | b | What turned out not to be storable is not waited for again for a while.
152 | G | §3.5 | b | Requests with different credentials never share an exchange.
153 | M | RFC 9211 §2 | b | Cache-Status is a structured list, and our member a token or string of configurable name.
154 | S | RFC 9211 §2 | b | Members of others are kept, and ours comes last.
155 | M | RFC 9211 §2.1 | b | hit and fwd exclude each other; a validation is fwd=stale with its status.
156 | S | RFC 9211 §2.2 | b | fwd names the most specific reason.
157 | O | RFC 9211 §2.4 | b | ttl, stored, collapsed and detail are told; the key, which may hold secrets, is not.
158 | S | RFC 9211 §2 | b | An answer that the cache made up has no member.
159 | G | RFC 9211 §6 | b | The field is off by default; what it says is always there as data.
160 | M | RFC 9213 §2.2 | b | A private cache has no target list: a targeted field changes nothing and passes through.
161 | M | RFC 9213 §2.2 | s | The first listed field that can be read decides alone; Cache-Control and Expires are then ignored.
162 | M | RFC 9213 §2.1 | s | A targeted field is read strictly: an error, or nothing in it, and it is as good as absent.
163 | S | RFC 9213 §2.1 | s | A directive of the wrong type in a targeted field says nothing.
164 | M | RFC 9213 §2.2 | s | max-age, must-revalidate, no-store, no-cache and private work in a targeted field as elsewhere.
165 | O | RFC 9875 §2 | b | Cache-Groups is a list of strings within one origin; what cannot be read names no group.
166 | O | RFC 9875 §2.2.1 | b | Only Cache-Group-Invalidation reaches the other answers of a group: invalidating one answer leaves its mates, and no group leads to the next.
167 | M | RFC 9875 §3 | b | Cache-Group-Invalidation counts only in answers to unsafe methods, and within the origin.
168 | O | No-Vary-Search §2 | b | No-Vary-Search is read strictly; in any doubt the whole query counts.
169 | G | No-Vary-Search §2 | b | key-order alone is valid, as the draft's own examples have it.
170 | O | No-Vary-Search §3 | b | Queries compare as form data after the named parameters are left out, and all else of the URL exactly.
171 | G | No-Vary-Search §4 | b | Answers to the exact URL and to what is left of it are looked up, the newest counts, and each holds only as its own field says.
172 | M | RFC 10008 §2.7 | b | QUERY invalidates nothing; its body and what describes it are part of its key.
173 | M | RFC 10008 §2.7 | b | A QUERY whose body cannot be read for the key passes untouched.
174 | O | RFC 10008 §2.7 | b | Bodies are brought into one form only where asked for, and only in the key.
175 | O | RFC 10008 §2.5 | b | Redirects keep QUERY, but for 303; a Location beside a 2xx is for the caller, and the cache asks nothing of it.
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
