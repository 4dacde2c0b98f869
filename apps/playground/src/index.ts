export { FIRST_SCENARIO } from "./first-scenario.ts";
export { type LifeSpan, lifeSpans, type Verdict } from "./life-spans.ts";
export { type Linked, linkedBy } from "./linked.ts";
export { MessageMistake } from "./message-text.ts";
export { type PlayedStep, play } from "./play.ts";
export { type SectionLink, sectionLink } from "./section-link.ts";
export { STORE_WORDS, type StoreWords } from "./store-words.ts";
export { type SuiteScenario, type SuiteSetting, type SuiteStep, suiteScenario } from "./suite-scenario.ts";
