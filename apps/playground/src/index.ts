export { type LifeSpan, lifeSpans, type Verdict } from "./life-spans.ts";
export { MessageMistake } from "./message-text.ts";
export { type PlayedStep, play } from "./play.ts";
export {
  FIRST_SCENARIO,
  MODES,
  type Mode,
  NO_ANSWER,
  type PlainSettings,
  type Scenario,
  type ScenarioStep,
} from "./scenario.ts";
export { fragmentOf, type Linked, linkedBy } from "./scenario-link.ts";
export { type SectionLink, sectionLink } from "./section-link.ts";
export { STORE_WORDS, type StoreWords } from "./store-words.ts";
export { type SuiteScenario, type SuiteSetting, type SuiteStep, suiteScenario } from "./suite-scenario.ts";
