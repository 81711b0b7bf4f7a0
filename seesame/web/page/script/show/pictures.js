/** The folder and the collection to look through, and to pick from. */

import { viewOf } from "../api.js";
import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { pictureGrid } from "./grid.js";
import { button, choice, dialog, dialogHead } from "./parts.js";
import { fileButton, pictureStrip } from "./start.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** What of a scrolled element can be seen; it changes with scrolling, not with the state. */
const sight = { width: 0, top: 0, height: 0 };

/** @param {State} state @param {Actions} act */
export function picturesView(state, act) {
  const { about, collection, browse } = state;
  if (!about.folder && !about.collection) {
    return h("section", { key: "pictures", class: "message" }, h("h1", null, texts.pictures.none), h("p", null, texts.pictures.noneMore));
  }
  return h("section", { key: "pictures", class: "pictures" },
    h("header", { class: "view-head" },
      h("h1", null, texts.pictures.title),
      h("p", { class: "small status" }, browse.total < 0 ? " " : facts(state)),
      h("div", { class: "tools" },
        sources(state, act),
        about.can_index && button(texts.pictures.index, () => act.startJob({ kind: "index" }),
          { off: state.job?.kind === "index" && (state.job.state === "running" || state.job.state === "waiting") }))),
    collection?.exists && browse.source === "collection" && clusters(state, act),
    filterField(state, act),
    browser(state, act, (id) => act.draw(id)));
}

/** @param {State} state */
function facts(state) {
  const { browse, collection } = state;
  const failed = browse.source === "collection" && collection ? Object.keys(collection.failed).length : 0;
  return [texts.pictures.count(browse.total), browse.source === "collection" && collection?.exists
    ? texts.pictures.regions(collection.regions) : "", failed ? texts.pictures.failed(failed) : ""].filter(Boolean).join(" · ");
}

/** @param {State} state @param {Actions} act */
function sources(state, act) {
  const { about, collection, browse } = state;
  if (!about.folder || !collection?.exists) return null;
  return choice("source", texts.pictures.source,
    [["folder", texts.pictures.folder], ["collection", texts.pictures.collection]], browse.source,
    (source) => act.browse(source));
}

/** @param {State} state @param {Actions} act */
function clusters(state, act) {
  if (!state.clusters?.length) return null;
  return h("section", { key: "clusters", class: "clusters" },
    h("h2", null, texts.pictures.clusters),
    h("ul", null, state.clusters.map((/** @type {any} */ each, /** @type {number} */ n) => h("li", { key: n },
      h("button", {
        type: "button", "aria-label": texts.pictures.open(each.sights[0].name),
        on: { click: () => act.draw(each.sights[0].picture, "references", each.sights[0].box) },
      },
      h("span", { class: "sights" }, each.sights.slice(0, 3).map((/** @type {any} */ one, /** @type {number} */ m) =>
        h("img", { key: m, src: viewOf(one.picture, 200, one.box), alt: "", loading: "lazy" }))),
      h("span", { class: "small" }, texts.pictures.cluster(each.pictures)))))));
}

/** @param {State} state @param {Actions} act */
function filterField(state, act) {
  return h("label", { key: "filter", class: "filter" },
    h("span", { class: "unseen" }, texts.pictures.filter),
    h("input", {
      type: "search", placeholder: texts.pictures.filter, set: { value: state.browse.filter },
      on: { input: (/** @type {any} */ event) => act.browseFilter(event.currentTarget.value) },
    }));
}

/** @param {State} state @param {Actions} act @param {(id: string) => void} choose */
function browser(state, act, choose) {
  return h("div", {
    key: "browser", class: "browser", tabindex: "-1",
    made: (/** @type {HTMLElement} */ element) => measure(element, act),
    gone: (/** @type {any} */ element) => element.watcher?.disconnect(),
    on: { scroll: (/** @type {Event} */ event) => measure(/** @type {HTMLElement} */ (event.currentTarget), act) },
  },
  state.browse.total === 0 && h("p", { key: "empty", class: "message" }, texts.pictures.empty),
  sight.width > 0 && pictureGrid(state, act, sight, choose));
}

/** @param {any} element @param {Actions} act */
function measure(element, act) {
  if (!element.watcher) {
    element.watcher = new ResizeObserver(() => measure(element, act));
    element.watcher.observe(element);
  }
  const [width, top, height] = [element.clientWidth, element.scrollTop, Math.min(element.clientHeight, 2 * innerHeight)];
  if (width === sight.width && top === sight.top && height === sight.height) return;
  Object.assign(sight, { width, top, height });
  act.redraw();
}

/**
 * Pictures to draw on: those that came in, those of the folder or the collection.
 * @param {State} state @param {Actions} act
 */
export function pickerDialog(state, act) {
  const into = state.dialog.endsWith("negatives") ? "negatives" : "references";
  const source = Boolean(state.about?.folder || state.about?.collection);
  /** @param {string} id */
  const choose = (id) => act.draw(id, into);
  return dialog("picker", texts.picker.label, act.closeDialog, source ? "large" : "middle-window",
    dialogHead(texts.picker.title, act.closeDialog,
      source && sources(state, act),
      fileButton(texts.start.choose, (files) => act.drawOn(files, into))),
    state.pictures.length > 0 && h("div", { key: "mine", class: "picker-mine" }, pictureStrip(state, choose)),
    source && filterField(state, act),
    source && browser(state, act, choose));
}
