/** The slider of the false-alarm rate, and where what was found stands on its scale. */

import { h } from "../nodes.js";
import { stopsFor, thresholdOf } from "../question.js";
import { measuredAt, placeOf } from "../scale.js";
import { percent, texts } from "../texts.js";
import { button } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

const STEPS = 240;
const MOST = 3000;

/** @param {State} state @param {Actions} act */
export function levelSlider(state, act) {
  const stops = stopsFor(state);
  const threshold = thresholdOf(state);
  const place = placeOf(stops, threshold);
  const measured = measuredAt(stops, threshold);
  const words = measured ? texts.level.measured(measured.rate, measured.recall) : texts.level.from(threshold);
  return h("section", { key: "level", class: "level" },
    h("div", { class: "level-head" },
      h("h2", { id: "level-label", title: texts.level.help }, texts.level.label),
      h("output", { class: "figure" }, measured ? percent(measured.rate) : threshold.toFixed(2))),
    h("div", { class: "ruler" },
      strip(state, stops, threshold),
      h("input", {
        type: "range", min: "0", max: String(STEPS), step: "1", "aria-labelledby": "level-label",
        "aria-valuetext": words, vars: { "--place": String(place) }, set: { value: String(Math.round(place * STEPS)) },
        on: { input: (/** @type {any} */ event) => act.level(Number(event.currentTarget.value) / STEPS) },
      }),
      stops.length > 1 && h("div", { class: "ticks", "aria-hidden": "true" },
        stops.map((stop, n) => h("span", {
          key: stop.rate, vars: { "--place": String(n / (stops.length - 1)) },
        }, String(Math.round(stop.rate * 1000) / 10))))),
    h("p", { class: "small" }, words),
    state.search.asked?.taught && h("p", { class: "small" }, texts.level.taught),
    h("div", { class: "level-foot" },
      state.question.place !== null &&
        button(state.question.card ? texts.level.own : texts.level.advised, () => act.level(null), { kind: "quiet" })));
}

/** @param {State} state @param {import("../scale.js").Stop[]} stops @param {number} threshold */
function strip(state, stops, threshold) {
  /** @type {string[]} */
  const counts = [];
  /** @type {string[]} */
  const others = [];
  for (const answer of state.search.answers.slice(0, MOST)) {
    if (answer.estimated) continue;
    for (const { score } of answer.instances) {
      (score >= threshold ? counts : others).push(`M${(1000 * placeOf(stops, score)).toFixed(1)} 0v20`);
    }
  }
  return h("svg", { class: "scores", viewBox: "0 0 1000 20", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("path", { class: "others", d: others.join("") }), h("path", { class: "counts", d: counts.join("") }));
}
