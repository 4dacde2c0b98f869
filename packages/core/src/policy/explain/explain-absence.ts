import { fieldLines, hasField } from "../../http/fields/fields.ts";
import type { KeptOut, KeptOutReason } from "../store/kept-out.ts";
import type { Absence, ExplainQuestion, SelectorPart } from "./explain-question.ts";

/** What kept an answer out of the store, and what would let the next one in. */
interface KeptOutBy {
  readonly by: string;
  readonly unless: readonly string[];
}

const FIRST = "an earlier request whose response is stored";

/** What is said of an answer that is not there: by a backend that did not tell, by what became of the last one, and by others of the same URL. */
export function absenceText(question: ExplainQuestion): string {
  const { absence, entries, key } = question;
  if (absence?.isUnknown) return "the backend, which did not answer; its event backend-failed has the cause";
  const nothing = entries.length > 0 ? "only the response to a HEAD" : "nothing";
  return [`the store: it has ${nothing} under ${key}`, ...absenceFacts(question)].join("; ");
}

/** What is known beyond "there is nothing". */
export function absenceFacts(question: ExplainQuestion): readonly string[] {
  const { absence } = question;
  if (absence === undefined) return [];
  const { keptOut } = absence;
  return [
    ...(keptOut === undefined
      ? []
      : [`the last response was not stored: ${keptOutBy(keptOut, question, absence).by}`]),
    ...othersText(absence),
    ...(signsAnew(question)
      ? ["the request has a new signature each time, so no two requests share a key"]
      : []),
  ];
}

/** What would put an answer there that this request finds. */
export function presenceChanges(question: ExplainQuestion): readonly string[] {
  const { absence } = question;
  if (absence?.isUnknown) return ["a backend that answers"];
  const kept = absence?.keptOut && keptOutBy(absence.keptOut, question, absence).unless;
  const isSigned = signsAnew(question);
  const found = [...(absence?.others?.keys() ?? [])].map((part) => OTHERS[part].same);
  return [
    ...(kept ?? (isSigned ? [] : [FIRST])),
    ...(isSigned
      ? [
          "partitionBy: a function that says whose response it is, with the names of the signed headers in harmlessNames",
        ]
      : found),
  ];
}

const OTHERS: Readonly<Record<SelectorPart, { readonly other: string; readonly same: string }>> = {
  method: { other: "another method", same: "the method of a stored response" },
  mode: { other: "another mode", same: "cacheControl and shared as they were when it was stored" },
  user: { other: "other credentials", same: "the credentials of a stored response" },
  operation: {
    other: "another operation, which a header selects",
    same: "the header of a stored response that selects an operation",
  },
  body: { other: "another body", same: "the request body of a stored response" },
  headers: { other: "other values of matchHeaders", same: "the matched headers of a stored response" },
};

function othersText({ others }: Absence): readonly string[] {
  return [...(others ?? [])].map(([part, count]) =>
    count === 1
      ? `1 response to the same URL is stored for ${OTHERS[part].other}`
      : `${count} responses to the same URL are stored for ${OTHERS[part].other}`,
  );
}

/** Schemes whose value is made of the time or of a number used once (AWS SigV4 and its kin, RFC 7616, RFC 5849). */
const SIGNED =
  /^(?:[a-z\d]+-(?:HMAC|ECDSA|RSA)\b|(?:AWS|OAuth|Digest|Hawk|Signature|SharedKey|SharedKeyLite)\s)/i;
/** Fields that are a proof by themselves (RFC 9421, RFC 9449). */
const PROOFS = ["signature", "dpop"] as const;

/** Whether something that separates users is another with each request. */
function signsAnew({ request: { headers }, settings: { partition } }: ExplainQuestion): boolean {
  const isSigned = fieldLines(headers, "authorization").some((line) => SIGNED.test(line));
  if (isSigned && partition.hasField("authorization")) return true;
  return PROOFS.some((name) => hasField(headers, name) && partition.hasField(name));
}

function keptOutBy(keptOut: KeptOut, question: ExplainQuestion, absence: Absence): KeptOutBy {
  return KEPT_OUT[keptOut.reason](keptOut, question, absence);
}

type Words = (keptOut: KeptOut, question: ExplainQuestion, absence: Absence) => KeptOutBy;

const words =
  (by: string, ...unless: readonly string[]): Words =>
  () => ({ by, unless });
const said = ({ said = "" }: KeptOut): string => `response cache-control: ${said}`;

const KEPT_OUT: Readonly<Record<KeptOutReason, Words>> = {
  "no-store": (keptOut) =>
    /no-store/i.test(keptOut.said ?? "")
      ? { by: said(keptOut), unless: ["a response without no-store", "cacheControl: false"] }
      : { by: "expireAfter, which returned do-not-cache for it", unless: ["another result of expireAfter"] },
  private: (keptOut) =>
    /private/i.test(keptOut.said ?? "")
      ? { by: `${said(keptOut)}, in a shared cache`, unless: ["a response without private", "shared: false"] }
      : { by: "its Location has a secret that is not stored", unless: ["a Location without credentials"] },
  authorization: words(
    "request authorization, in a shared cache, and the response does not permit it",
    "a response with public, must-revalidate or s-maxage",
    "shared: false",
  ),
  "must-understand": (keptOut) => ({
    by: `${said(keptOut)}, and its status ${keptOut.status} is not supported here`,
    unless: ["a response without must-understand"],
  }),
  "set-cookie": words(
    "response set-cookie, in a shared cache",
    "a response without set-cookie",
    "a response with cache-control: public",
    "shared: false",
  ),
  status: statusWords,
  "vary-star": ({ said: vary = "" }) => ({
    by: `response vary: ${vary}`,
    unless: [`a response without vary: ${vary}`],
  }),
  "nothing-to-reuse": reuseWords,
  filter: words("setting filterFn, which did not accept it", "a filterFn that returns true"),
  part: words("it was a part (206) that cannot be stored", "a request for the whole"),
  incomplete: words(
    "its body ended early, was not read to its end, or is not as long as Content-Length says",
    "a body that is read to its end",
  ),
  endless: ({ said: type = "" }) => ({
    by: `response content-type: ${type}, which has no end`,
    unless: ["a response that ends"],
  }),
  "too-large": (_, __, { largest: { option, bytes } }) =>
    bytes === Number.POSITIVE_INFINITY
      ? { by: "its body is larger than the backend can store", unless: ["a backend with more space"] }
      : { by: `its body is larger than ${option}: ${bytes}`, unless: [`a larger ${option}`] },
  "read-only": words("setting readOnly", "readOnly: false"),
  "backend-failed": words(
    "the backend, which failed to store it; its event backend-failed has the cause",
    "a backend that stores",
  ),
};

function statusWords({ status }: KeptOut, { settings }: ExplainQuestion): KeptOutBy {
  if (status === 304)
    return { by: "it was a 304, which has no body", unless: ["a request without conditions"] };
  const { allowableCodes } = settings;
  if (allowableCodes !== undefined && status !== undefined && !allowableCodes.has(status)) {
    const by = `its status ${status} is not in allowableCodes (${[...allowableCodes].join(", ")})`;
    return { by, unless: [`allowableCodes with ${status}`] };
  }
  return {
    by: `its status ${status} is stored only if the response says how long it is fresh`,
    unless: ["a response with max-age", "another status"],
  };
}

function reuseWords(keptOut: KeptOut, { settings }: ExplainQuestion): KeptOutBy {
  const fresh =
    settings.expireAfter === 0 ? "expireAfter: 0" : lifeText(keptOut, settings.profile.obeysResponse);
  return {
    by: `${fresh}, and it has neither ETag nor Last-Modified to ask with`,
    unless: [
      settings.profile.obeysResponse ? "a response with max-age" : "a longer expireAfter",
      "a response with an ETag or Last-Modified",
      "staleIfError or staleWhileRevalidate",
    ],
  };
}

function lifeText({ said: control }: KeptOut, obeysResponse: boolean): string {
  if (!obeysResponse) return "it expires at once";
  return control === undefined || control === ""
    ? "the response does not say how long it is fresh"
    : `response cache-control: ${control}, which makes it expire at once`;
}
