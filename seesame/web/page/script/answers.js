/** The search as a value: what each line of the stream makes of it, and what of it counts. */

import { boxPath, pathOf } from "./shapes.js";

/** @typedef {import("./state.js").Search} Search */
/** @typedef {import("./state.js").Answer} Answer */
/** @typedef {import("./state.js").Instance} Instance */

/**
 * A search that begins; what was answered before stays until it is answered again.
 * @param {Search} before @param {boolean} keep
 * @returns {Search}
 */
export function begun(before, keep) {
  return {
    ...before, state: "running", run: before.run + 1, answers: keep ? before.answers : [], failed: [], done: 0,
    total: keep ? before.total : 0, seconds: 0, problem: "", waiting: "",
  };
}

/**
 * What a line of the stream makes of a search.
 * @param {Search} search @param {any} line
 * @returns {Search}
 */
export function heard(search, line) {
  switch (line.kind) {
    case "started":
      return { ...search, asked: line.asked, total: line.pictures, cameUp: line.came_up ?? null, waiting: "" };
    case "hit":
      return search.answers.some((each) => each.picture === line.picture)
        ? search
        : { ...search, answers: placed(search.answers, estimated(line, search.run)) };
    case "answer":
      return { ...search, done: search.done + 1, answers: placed(search.answers, answered(line, search.run)) };
    case "failed":
      return {
        ...search, done: search.done + 1, failed: [...search.failed, line],
        answers: search.answers.filter((each) => each.picture !== line.picture),
      };
    case "ended":
      return {
        ...search, state: "ended", seconds: line.seconds,
        answers: search.answers.filter((each) => each.run === search.run),
      };
    case "broken":
      return { ...search, state: "broken", problem: line.detail };
    default:
      return search;
  }
}

/** @param {any} line @param {number} run @returns {Answer} */
function answered(line, run) {
  const instances = line.instances.map((/** @type {Instance} */ each) => ({
    ...each, mask: null, path: each.mask?.polygons ? pathOf(each.mask.polygons) : boxPath(each.box),
  }));
  return {
    picture: line.picture, name: line.name, width: line.width, height: line.height, score: line.score,
    presence: line.presence, instances, run,
  };
}

/** @param {any} line @param {number} run @returns {Answer} */
function estimated(line, run) {
  const instances = line.regions.map((/** @type {any} */ each, /** @type {number} */ n) => ({
    number: n + 1, box: each.box, score: each.estimate, mask: null, path: boxPath(each.box),
  }));
  return {
    picture: line.picture, name: line.name, width: line.width, height: line.height, score: line.score,
    presence: null, instances, estimated: true, run,
  };
}

/**
 * The answers with one put where it belongs, the best first; an earlier answer of its picture goes.
 * @param {Answer[]} answers @param {Answer} answer
 * @returns {Answer[]}
 */
export function placed(answers, answer) {
  const others = answers.filter((each) => each.picture !== answer.picture);
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (others[middle].score >= answer.score) low = middle + 1;
    else high = middle;
  }
  others.splice(low, 0, answer);
  return others;
}

/** @param {Answer} answer @param {number} threshold @returns {Instance[]} those that count */
export function counted(answer, threshold) {
  if (answer.estimated) return answer.instances.slice(0, 5);
  return answer.instances.filter((each) => each.score >= threshold);
}

/**
 * The pictures that have it and those that probably have not.
 * @param {Answer[]} answers @param {number} threshold
 * @returns {{there: Answer[], absent: Answer[], things: number}}
 */
export function parted(answers, threshold) {
  /** @type {Answer[]} */
  const there = [];
  /** @type {Answer[]} */
  const absent = [];
  let things = 0;
  for (const answer of answers) {
    const count = counted(answer, threshold).length;
    if (count > 0) there.push(answer);
    else absent.push(answer);
    if (!answer.estimated) things += count;
  }
  return { there, absent, things };
}

/**
 * Every thing for itself, the best first.
 * @param {Answer[]} answers @param {number} threshold
 * @returns {{answer: Answer, instance: Instance}[]}
 */
export function things(answers, threshold) {
  return answers
    .flatMap((answer) => counted(answer, threshold).map((instance) => ({ answer, instance })))
    .sort((a, b) => b.instance.score - a.instance.score);
}
