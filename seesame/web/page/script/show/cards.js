/** The shelf of cards, and one of them. */

import { address } from "../api.js";
import { h } from "../nodes.js";
import { scoreText, texts } from "../texts.js";
import { icon } from "./icons.js";
import { button } from "./parts.js";
import { fileButton } from "./start.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act @param {string} [id] */
export function cardsView(state, act, id) {
  if (id) return state.card?.id === id ? cardView(state, act) : h("div", { key: "loading", class: "message", "aria-busy": "true" });
  const cards = state.cards ?? [];
  return h("section", { key: "cards", class: "cards" },
    h("header", { class: "view-head" },
      h("h1", null, texts.cards.title),
      h("div", { class: "tools" }, fileButton(texts.cards.add, act.addCardFiles, "plain", ".seesame"))),
    cards.length === 0 && state.cards !== null && h("div", { class: "message" }, h("h2", null, texts.cards.none), h("p", null, texts.cards.noneMore)),
    Object.entries(state.damaged).map(([name, reason]) =>
      h("p", { key: name, class: "wrong" }, `${texts.cards.damaged(name)}: ${reason}`)),
    h("ul", { class: "shelf" }, cards.map((card) => h("li", { key: card.id, class: "card" },
      h("a", { class: "card-face", href: `#cards/${card.id}`, "aria-label": texts.cards.open(card.name) },
        h("img", { src: previewOf(card), alt: "", loading: "lazy" })),
      h("h2", null, card.name),
      h("p", { class: "small" }, texts.cards.counts(card)),
      h("p", { class: "small" }, `${texts.cards.threshold} `, h("span", { class: "figure" }, scoreText(card.threshold))),
      button(texts.cards.ask, () => act.askWith(card), { kind: "first" })))));
}

/** @param {any} card @returns {string} its first reference */
function previewOf(card) {
  return address(`cards/${card.id}/examples/references/1`, { v: card.version });
}

/** @param {State} state @param {Actions} act */
function cardView(state, act) {
  const { card } = state;
  return h("section", { key: `card ${card.id}`, class: "one-card" },
    h("header", { class: "view-head" },
      h("a", { class: "back", href: "#cards" }, icon("before"), texts.cards.back),
      h("h1", null, card.name),
      h("p", { class: "small status" }, texts.cards.counts(card))),
    h("div", { class: "card-sides" },
      h("div", { class: "card-side" },
        exampleRow(card, "references", texts.cards.examples, card.examples),
        card.counterexamples.length > 0 && exampleRow(card, "negatives", texts.cards.counterexamples, card.counterexamples),
        h("h2", null, texts.cards.check),
        state.remarks.length === 0
          ? h("p", { class: "small" }, texts.cards.nothingWrong)
          : h("ul", { class: "remarks" }, state.remarks.map((each, n) => h("li", { key: n }, each.text)))),
      h("div", { class: "card-side" },
        form(card, act), level(card), calibrate(state, act),
        h("div", { class: "panel-tools" },
          button(texts.cards.ask, () => act.askWith(card), { kind: "first" }),
          h("a", { class: "button plain", href: address(`cards/${card.id}/file`), download: `${card.id}.seesame` },
            icon("away"), h("span", null, texts.cards.file)),
          button(texts.cards.remove, () => confirm(texts.cards.removeSure) && act.removeCard(card.id), { kind: "quiet" })))));
}

/** @param {any} card @param {string} kind @param {string} label @param {any[]} examples */
function exampleRow(card, kind, label, examples) {
  return [h("h2", { key: `${kind} title` }, label),
    h("ul", { key: kind, class: "example-list wide" }, examples.map((each, n) => h("li", { key: n, class: "example kept" },
      h("img", { src: address(`cards/${card.id}/examples/${kind}/${n + 1}`, { v: card.version }), alt: each.name || label, loading: "lazy" }))))];
}

/** @param {any} card @param {Actions} act */
function form(card, act) {
  return h("form", {
    key: "form", class: "form",
    on: {
      submit(/** @type {SubmitEvent} */ event) {
        event.preventDefault();
        const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        act.changeCard(card.id, { name: String(fields.get("name")), notes: String(fields.get("notes")) });
      },
    },
  },
  h("label", null, h("span", null, texts.cards.name), h("input", { name: "name", required: true, maxlength: "200", value: card.name })),
  h("label", null, h("span", null, texts.cards.notes), h("textarea", { name: "notes", rows: "3", maxlength: "5000", set: { defaultValue: card.notes } })),
  h("button", { type: "submit", class: "button plain" }, texts.cards.saveNotes));
}

/** @param {any} card */
function level(card) {
  return h("p", { key: "level" }, `${texts.cards.threshold} `, h("span", { class: "figure" }, scoreText(card.threshold)), ", ",
    card.promise ? texts.cards.promise(card.promise) : card.own_threshold === null ? texts.cards.advised : "");
}

/** @param {State} state @param {Actions} act */
function calibrate(state, act) {
  if (!state.about.folder) return null;
  return h("form", {
    key: "calibrate", class: "form",
    on: {
      submit(/** @type {SubmitEvent} */ event) {
        event.preventDefault();
        const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        act.startJob({
          kind: "calibrate", card: state.card.id, false_alarms: Number(fields.get("rate")) / 100, under: String(fields.get("under")),
        });
      },
    },
  },
  h("h2", null, texts.cards.calibrate), h("p", { class: "small" }, texts.cards.calibrateMore),
  h("div", { class: "fields" },
    h("label", null, h("span", null, `${texts.cards.calibrateRate}, %`),
      h("input", { name: "rate", type: "number", min: "0.1", max: "50", step: "0.1", value: "5", required: true })),
    h("label", null, h("span", null, texts.cards.calibrateUnder), h("input", { name: "under", maxlength: "1000" }))),
  h("button", { type: "submit", class: "button plain" }, texts.cards.calibrate));
}
