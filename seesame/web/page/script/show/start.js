/** The beginning: a picture is dropped, pasted, chosen, picked or taken. */

import { address } from "../api.js";
import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { icon } from "./icons.js";
import { button, picture } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function startView(state, act) {
  const { about } = state;
  const source = about.folder ? texts.start.browse : about.collection ? texts.start.browseCollection : "";
  return h("section", { key: "start", class: "start" },
    h("div", { class: "start-words" }, h("h1", null, texts.start.title), h("p", null, texts.start.more)),
    h("div", { class: "drop" },
      twin(),
      h("p", { class: "drop-title" }, texts.start.drop),
      h("p", { class: "drop-more" }, texts.start.paste),
      h("div", { class: "drop-tools" },
        fileButton(texts.start.choose, act.receive, "first"),
        source && button(source, () => act.open("picker references"), { sign: "folder" }),
        button(texts.start.camera, () => act.open("camera"), { sign: "camera" }))),
    state.pictures.length > 0 && pictureStrip(state, (id) => act.draw(id)),
    state.cards !== null && state.cards.length > 0 && h("div", { class: "start-cards" },
      h("h2", null, texts.start.cards),
      h("ul", { class: "strip" }, state.cards.slice(0, 12).map((card) => h("li", { key: card.id },
        h("button", { type: "button", class: "strip-card", on: { click: () => act.askWith(card) } },
          h("img", { src: address(`cards/${card.id}/examples/references/1`, { v: card.version }), alt: "", loading: "lazy" }),
          h("span", null, card.name)))))),
    h("p", { class: "small" }, texts.start.stays));
}

/** @param {State} state @param {(id: string) => void} choose */
export function pictureStrip(state, choose) {
  return h("ul", { key: "strip", class: "strip", "aria-label": texts.question.pictures },
    state.pictures.map((each) => h("li", { key: each.id },
      h("button", {
        type: "button", class: "strip-picture", "aria-label": texts.pictures.open(each.name), on: { click: () => choose(each.id) },
      }, picture({ id: each.id, width: each.width ?? 4, height: each.height ?? 3, version: each.version, thumbnail: true })))));
}

/**
 * A button that opens the system's window for files.
 * @param {string} label @param {(files: File[]) => void} take @param {"first" | "plain" | "quiet"} [kind]
 * @param {string} [accept]
 */
export function fileButton(label, take, kind = "plain", accept = "image/*,.seesame") {
  return h("label", { class: `button ${kind} file` },
    h("input", {
      type: "file", multiple: true, accept, class: "unseen",
      on: {
        change(/** @type {Event} */ event) {
          const input = /** @type {HTMLInputElement} */ (event.currentTarget);
          take([...(input.files ?? [])]);
          input.value = "";
        },
      },
    }),
    icon(kind === "first" ? "picture" : "plus"), h("span", null, label));
}

/** One thing and the same again. */
function twin() {
  const d = "M30 12c10 0 17 7 17 18s-6 18-17 18-18-6-18-17 7-19 18-19z";
  return h("svg", { class: "twin", viewBox: "0 0 120 60", "aria-hidden": "true" },
    h("path", { class: "one", d }), h("path", { class: "same", d, transform: "translate(60 0) rotate(38 30 30)" }));
}
