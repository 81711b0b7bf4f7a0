/** The question as a value: what is added to it, taken from it, and how it is sent. */

import { measuredAt, stopsOf, thresholdAt } from "./scale.js";
import { overlap } from "./shapes.js";

/** @typedef {import("./state.js").Question} Question */
/** @typedef {import("./state.js").Example} Example */
/** @typedef {import("./state.js").Box} Box */
/** @typedef {import("./state.js").State} State */

const SAME_THING = 0.7;

/** @param {Question} question @returns {boolean} whether there is something to ask with */
export function canAsk(question) {
  return question.card !== null || question.references.length > 0;
}

/** @param {Question} question @returns {boolean} whether it says more than its card */
export function saysMore(question) {
  return question.references.length + question.negatives.length + unkept(question).length > 0;
}

/** @param {Question} question */
function unkept(question) {
  return question.judgements.filter((each) => !each.kept);
}

/**
 * @param {Question} question @param {"references" | "negatives"} kind @param {Example} example
 * @returns {Question}
 */
export function withExample(question, kind, example) {
  const others = question[kind].filter((each) => each.key !== example.key);
  return { ...question, [kind]: [...others, example] };
}

/** @param {Question} question @param {string} key @returns {Question} */
export function withoutExample(question, key) {
  /** @param {Example[]} examples */
  const rest = (examples) => examples.filter((each) => each.key !== key);
  return { ...question, references: rest(question.references), negatives: rest(question.negatives) };
}

/**
 * What was said of a thing in a picture.
 * @param {Question} question @param {string} picture @param {Box} box
 * @returns {boolean | null} null: nothing
 */
export function judgementOf(question, picture, box) {
  const found = question.judgements.find((each) => each.picture === picture && overlap(each.box, box) >= SAME_THING);
  return found ? found.right : null;
}

/**
 * Say yes or no of a thing; the same again takes it back.
 * @param {Question} question @param {string} picture @param {Box} box @param {boolean} right
 * @returns {Question}
 */
export function judged(question, picture, box, right) {
  const before = judgementOf(question, picture, box);
  const judgements = question.judgements.filter(
    (each) => each.picture !== picture || overlap(each.box, box) < SAME_THING,
  );
  if (before !== right) judgements.push({ picture, box, right });
  return { ...question, judgements };
}

/** @param {Example} example */
function wireExample(example) {
  return {
    picture: example.picture,
    name: example.name.slice(-200),
    ...(example.box ? { box: example.box } : {}),
    ...(example.mask ? { mask: example.mask } : {}),
  };
}

/** @param {Question} question as the server takes it */
export function wireQuestion(question) {
  return {
    ...(question.card ? { card: question.card } : {}),
    references: question.references.map(wireExample),
    negatives: question.negatives.map(wireExample),
    judgements: unkept(question).map(({ picture, box, right }) => ({ picture, box, right })),
    same: question.same,
    name: question.name,
  };
}

/** @param {State} state @returns {import("./scale.js").Stop[]} the slider's stops for what is asked */
export function stopsFor(state) {
  const scales = /** @type {any[]} */ (state.about?.levels ?? []);
  return stopsOf(scales.find((each) => each.same === state.question.same));
}

/** @param {State} state @returns {number} from which score an instance counts */
export function thresholdOf(state) {
  const { place } = state.question;
  if (place !== null) return thresholdAt(stopsFor(state), place);
  if (state.card && state.card.id === state.question.card) return state.card.threshold;
  const scales = /** @type {any[]} */ (state.about?.levels ?? []);
  return scales.find((each) => each.same === state.question.same)?.advised ?? 0.5;
}

/** @param {State} state @returns {{threshold?: number, false_alarms?: number}} the level as the server takes it */
export function wireLevel(state) {
  if (state.question.place === null) return {};
  const threshold = thresholdOf(state);
  const measured = measuredAt(stopsFor(state), threshold);
  return measured ? { false_alarms: round(measured.rate) } : { threshold };
}

/** @param {number} value to three significant digits */
function round(value) {
  return Number(value.toPrecision(3));
}

/** @param {State} state @returns {object} where is searched, as the server takes it */
export function wireScope(state) {
  const filter = state.filter.trim();
  if (state.where === "folder") return { kind: "folder", filter };
  if (state.where === "collection") return { kind: "collection", filter, page: 1, size: state.size };
  return { kind: "pictures", pictures: state.pictures.map((each) => each.id) };
}

/** @param {State} state @returns {boolean} whether there are pictures to search */
export function canSearch(state) {
  return state.where !== "pictures" || state.pictures.length > 0;
}

/**
 * A name as a card's id, another than those that are taken.
 * @param {string} name @param {string[]} taken
 * @returns {string}
 */
export function idFor(name, taken) {
  const plain = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const stem = plain.slice(0, 56) || "card";
  let id = stem;
  for (let n = 2; taken.includes(id); n++) id = `${stem}-${n}`;
  return id;
}
