/** The whole page: head, the view of the route, what lies over it. */

import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { askView } from "./asking.js";
import { awayDialog } from "./away.js";
import { cardsView } from "./cards.js";
import { cameraDialog, keysDialog, saveDialog, tokenDialog } from "./dialogs.js";
import { drawingDialog } from "./drawing.js";
import { wordmark } from "./icons.js";
import { jobLine } from "./job.js";
import { lookingDialog } from "./looking.js";
import { button, choice } from "./parts.js";
import { pickerDialog, picturesView } from "./pictures.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function page(state, act) {
  return [
    head(state, act),
    h("main", { key: "main", id: "main", tabindex: "-1" }, body(state, act)),
    state.job && jobLine(state, act),
    ...windows(state, act),
    notes(state, act),
    h("div", { key: "said", class: "unseen", role: "status", "aria-live": "polite" }, state.said),
  ];
}

/** @param {State} state @param {Actions} act */
function head(state, act) {
  const [route] = state.route.split("/");
  /** @param {string} to @param {string} label */
  const link = (to, label) =>
    h("a", { key: to, href: `#${to}`, "aria-current": route === to ? "page" : undefined }, label);
  return h(
    "header",
    { key: "head", class: "head" },
    h("a", { class: "home", href: "#ask", "aria-label": `${texts.name}: ${texts.motto}` }, wordmark()),
    h("nav", { "aria-label": texts.nav.label },
      link("ask", texts.nav.ask),
      state.about && (state.about.folder || state.about.collection) && link("pictures", texts.nav.pictures),
      link("cards", texts.nav.cards)),
    h("div", { class: "tools" },
      button(texts.keys, () => act.open("keys"), { sign: "keys", kind: "quiet", bare: true, key: "keys" }),
      choice("theme", texts.theme.label,
        [["auto", texts.theme.auto, "auto"], ["light", texts.theme.light, "light"], ["dark", texts.theme.dark, "dark"]],
        state.theme, act.setTheme, { bare: true })),
  );
}

/** @param {State} state @param {Actions} act */
function body(state, act) {
  if (state.trouble) {
    return h("section", { key: "trouble", class: "message" },
      h("h1", null, texts.trouble), h("p", null, state.trouble), button(texts.retry, act.begin, { kind: "first" }));
  }
  if (!state.about) return h("div", { key: "loading", class: "message", "aria-busy": "true" });
  const [route, id] = state.route.split("/");
  if (route === "cards") return cardsView(state, act, id);
  if (route === "pictures") return picturesView(state, act);
  return askView(state, act);
}

/** @param {State} state @param {Actions} act */
function windows(state, act) {
  return [
    state.looking && lookingDialog(state, act),
    state.dialog.startsWith("picker") && pickerDialog(state, act),
    state.dialog === "camera" && cameraDialog(act),
    state.drawing && drawingDialog(state, act),
    state.dialog === "away" && awayDialog(state, act),
    state.dialog === "save" && saveDialog(state, act),
    state.dialog === "keys" && keysDialog(act),
    state.dialog === "token" && tokenDialog(act),
  ];
}

/** @param {State} state @param {Actions} act */
function notes(state, act) {
  return h("div", {
    key: "notes", class: "notes", role: "log", "aria-label": texts.nav.label, popover: "manual",
    made: raise, after: raise,
  },
  state.uploading > 0 && h("p", { key: "uploading", class: "note" }, texts.uploading(state.uploading)),
  state.notes.map((each) =>
    h("p", { key: each.id, class: `note${each.wrong ? " wrong" : ""}` }, each.text,
      button(texts.close, () => act.dismiss(each.id), { sign: "close", kind: "quiet", bare: true }))));
}

/** Notes lie above dialogs too: both are in the top layer, where the last that was shown is uppermost. */
/** @param {HTMLElement} element */
function raise(element) {
  if (!element.isConnected || !element.showPopover) return;
  const open = element.matches(":popover-open");
  if (open) element.hidePopover();
  if (element.childElementCount > 0) element.showPopover();
}
