/** The view in which is asked: the question on one side, the answers on the other. */

import { h } from "../nodes.js";
import { canAsk, canSearch } from "../question.js";
import { texts } from "../texts.js";
import { answersView } from "./gallery.js";
import { questionPanel } from "./panel.js";
import { button } from "./parts.js";
import { startView } from "./start.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function askView(state, act) {
  if (!canAsk(state.question)) return startView(state, act);
  return h("div", { key: "ask", class: "ask" },
    questionPanel(state, act),
    state.search.state === "none" ? ready(state, act) : answersView(state, act));
}

/** @param {State} state @param {Actions} act */
function ready(state, act) {
  return h("section", { key: "ready", class: "message" },
    h("h1", null, texts.search.ready),
    h("p", null, canSearch(state) ? texts.search.readyMore : texts.search.nowhere),
    button(texts.question.ask, () => act.ask(), { kind: "first", off: !canSearch(state) }));
}
