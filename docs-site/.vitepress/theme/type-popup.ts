// What the compiler knows of a word in a sample: under the pointer, at a tap, and with the keyboard. Each sample is one stop of the Tab key; within
// it, the arrow keys go from word to word, and Escape closes the popup (WCAG 2.2, 1.4.13 and 2.1.1).

const WORDS = ".typed";
const CLOSE_AFTER_MS = 150;
const GAP = 6;

let popup: HTMLElement | undefined;
let shown: HTMLElement | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;

/** Lets the keyboard reach the samples of the page that has come. */
export function reachSamples(): void {
  close();
  for (const sample of document.querySelectorAll("pre.twoslash")) {
    for (const [at, word] of wordsOf(sample).entries()) word.tabIndex = at === 0 ? 0 : -1;
  }
}

/** Listens once for all pages. */
export function listenForTypes(): void {
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const word = wordAt(target);
    if (word !== undefined) open(word);
    else if (popup?.contains(target as Node)) clearTimeout(closing);
    else if (shown !== undefined && shown !== document.activeElement) closeSoon();
  });
  document.addEventListener("focusin", ({ target }) => {
    const word = wordAt(target);
    if (word === undefined) close();
    else open(word);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (wordAt(event.target) === document.activeElement) walk(event);
  });
  addEventListener("scroll", close, { capture: true, passive: true });
  addEventListener("resize", close, { passive: true });
}

function wordAt(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>(WORDS) ?? undefined) : undefined;
}

function wordsOf(sample: Element): HTMLElement[] {
  return [...sample.querySelectorAll<HTMLElement>(WORDS)];
}

function walk(event: KeyboardEvent): void {
  const word = wordAt(event.target);
  const sample = word?.closest("pre");
  if (word === undefined || !sample) return;
  const words = wordsOf(sample);
  const at = words.indexOf(word);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: words.length - 1 }[event.key];
  const other = next === undefined ? undefined : words[next];
  if (next === undefined) return;
  event.preventDefault();
  if (other === undefined) return;
  [word.tabIndex, other.tabIndex] = [-1, 0];
  other.focus();
}

function open(word: HTMLElement): void {
  clearTimeout(closing);
  if (shown === word) return;
  close();
  popup ??= newPopup();
  const [type, doc] = [document.createElement("code"), document.createElement("p")];
  [type.textContent, doc.textContent] = [word.dataset["type"] ?? "", word.dataset["doc"] ?? ""];
  type.className = "type";
  popup.replaceChildren(type, ...(doc.textContent === "" ? [] : [doc]));
  popup.hidden = false;
  word.setAttribute("aria-describedby", popup.id);
  shown = word;
  place(popup, word);
}

/** Below the word, or above it where there is more room; never beyond the window. */
function place(box: HTMLElement, word: HTMLElement): void {
  const { left, top, bottom } = word.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const edge = document.documentElement.clientWidth - width - GAP;
  const isAbove = bottom + GAP + height > innerHeight && top > innerHeight - bottom;
  box.style.left = `${Math.max(GAP, Math.min(left, edge))}px`;
  box.style.top = `${isAbove ? top - height - GAP : bottom + GAP}px`;
}

function newPopup(): HTMLElement {
  const box = document.createElement("div");
  [box.id, box.className, box.hidden] = ["type-popup", "type-popup", true];
  box.setAttribute("role", "tooltip");
  (document.getElementById("VPContent") ?? document.body).append(box);
  return box;
}

function closeSoon(): void {
  clearTimeout(closing);
  closing = setTimeout(close, CLOSE_AFTER_MS);
}

function close(): void {
  clearTimeout(closing);
  shown?.removeAttribute("aria-describedby");
  shown = undefined;
  if (popup !== undefined) popup.hidden = true;
}
