/** The question: what is meant, what is not, where is searched, from which level it counts. */

import { address } from "../api.js";
import { h } from "../nodes.js";
import { canSearch, saysMore } from "../question.js";
import { around } from "../shapes.js";
import { texts } from "../texts.js";
import { icon } from "./icons.js";
import { levelSlider } from "./level.js";
import { button, choice, picture } from "./parts.js";
import { fileButton } from "./start.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Example} Example */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function questionPanel(state, act) {
  const { question } = state;
  const busy = state.search.state === "running";
  return h("aside", { key: "panel", class: "panel", "aria-label": texts.question.title },
    examples(state, act, "references"),
    examples(state, act, "negatives"),
    choice("same", texts.question.same,
      [["category", texts.question.category], ["object", texts.question.object]], question.same, act.mean),
    levelSlider(state, act),
    taught(state, act),
    where(state, act),
    h("div", { class: "panel-tools" },
      busy
        ? button(texts.search.stop, act.stop, { kind: "first", sign: "stop", key: "stop", keys: "Escape" })
        : button(state.search.state === "none" ? texts.question.ask : texts.question.again, () => act.ask(),
          { kind: "first", off: !canSearch(state), key: "find" }),
      button(question.card ? texts.question.saveChanges : texts.question.save, () => act.open("save"),
        { sign: "save", off: question.card !== null && !saysMore(question) && question.place === null }),
      button(texts.question.fresh, act.fresh, { kind: "quiet", key: "fresh" })));
}

/** @param {State} state @param {Actions} act @param {"references" | "negatives"} kind */
function examples(state, act, kind) {
  const { question } = state;
  const label = kind === "references" ? texts.question.like : texts.question.unlike;
  const add = kind === "references" ? texts.question.addLike : texts.question.addUnlike;
  const ofCard = state.card && state.card.id === question.card
    ? state.card[kind === "references" ? "examples" : "counterexamples"] : [];
  return h("section", { key: kind, class: `examples ${kind}` },
    h("h2", null, label),
    h("ul", { class: "example-list" },
      ofCard.map((/** @type {any} */ each, /** @type {number} */ n) => h("li", { key: `card ${n}`, class: "example kept" },
        h("img", { src: address(`cards/${question.card}/examples/${kind}/${n + 1}`, { v: state.card.version }), alt: each.name }))),
      question[kind].map((each) => h("li", { key: each.key, class: "example" },
        examplePicture(each),
        button(texts.question.remove(each.name), () => act.dropExample(each.key), { sign: "close", bare: true, kind: "quiet" }))),
      h("li", { key: "add" }, h("button", {
        type: "button", class: "example-add", "aria-label": add, title: add, on: { click: () => act.open(`picker ${kind}`) },
      }, icon("plus")))));
}

/** @param {Example} example */
export function examplePicture(example) {
  const frame = example.box ? around(example.box, 0.12, example.width, example.height) : null;
  return picture({
    id: example.picture, width: example.width, height: example.height, frame, side: 160,
    paths: example.path ? [{ key: "mask", d: example.path }] : [],
  });
}

/** @param {State} state @param {Actions} act */
function where(state, act) {
  const { about } = state;
  /** @type {[string, string][]} */
  const places = [["pictures", `${texts.question.pictures} ${state.pictures.length || ""}`]];
  if (about.folder) places.unshift(["folder", texts.question.folder]);
  if (state.collection?.exists || state.where === "collection") places.unshift(["collection", texts.question.collection]);
  return h("section", { key: "where", class: "where" },
    h("h2", null, texts.question.where),
    places.length > 1 && choice("where", texts.question.where, places, state.where, act.searchIn),
    state.where === "pictures"
      ? h("div", { key: "mine", class: "mine" },
        h("ul", { class: "mine-list" }, state.pictures.slice(-12).map((each) => h("li", { key: each.id },
          picture({ id: each.id, width: each.width ?? 4, height: each.height ?? 3, version: each.version, thumbnail: true })))),
        fileButton(texts.question.addPictures, act.receive))
      : h("form", {
        key: "filter", class: "filter",
        on: {
          submit(/** @type {Event} */ event) {
            event.preventDefault();
            act.ask();
          },
        },
      }, h("label", null, h("span", { class: "unseen" }, texts.question.filter), h("input", {
        type: "search", placeholder: texts.question.filter, set: { value: state.filter },
        on: { input: (/** @type {any} */ event) => act.filterBy(event.currentTarget.value) },
      }))));
}

/** @param {State} state @param {Actions} act */
function taught(state, act) {
  const { judgements } = state.question;
  const yes = judgements.filter((each) => each.right).length;
  if (judgements.length === 0) return null;
  return h("p", { key: "taught", class: "taught" },
    texts.question.judgements(yes, judgements.length - yes), ". ",
    state.search.asked?.judgements > 0 && !state.search.asked.taught && `${texts.question.notYet} `,
    judgements.some((each) => !each.kept) && button(texts.question.forget, act.forget, { kind: "quiet" }));
}
