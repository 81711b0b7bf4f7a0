/** What all views are made of: buttons, choices, dialogs, pictures with masks. */

import { thumbnailOf, viewOf } from "../api.js";
import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { icon } from "./icons.js";

/** @typedef {import("../nodes.js").VNode} VNode */
/** @typedef {import("../state.js").Box} Box */
/** @typedef {Parameters<typeof icon>[0]} Sign */

const SHARP = typeof devicePixelRatio === "number" && devicePixelRatio > 1.3;

/**
 * @param {string} label @param {() => void} press
 * @param {{sign?: Sign, kind?: "first" | "quiet" | "plain", bare?: boolean, key?: string, off?: boolean, id?: string,
 *   pressed?: boolean, keys?: string}} [more] `bare` shows the sign alone
 */
export function button(label, press, more = {}) {
  const { sign, kind = "plain", bare = false } = more;
  return h(
    "button",
    {
      key: more.key, id: more.id, type: "button", class: `button ${kind}${bare ? " bare" : ""}`, disabled: more.off,
      "aria-label": bare ? label : undefined, title: bare ? label : undefined,
      "aria-pressed": more.pressed === undefined ? undefined : String(more.pressed),
      "aria-keyshortcuts": more.keys, on: { click: press },
    },
    sign && icon(sign),
    !bare && h("span", null, label),
  );
}

/**
 * One of several, as radio buttons.
 * @param {string} name @param {string} label @param {[string, string, Sign?][]} choices value, text, sign
 * @param {string} chosen @param {(value: any) => void} choose @param {{bare?: boolean}} [more]
 */
export function choice(name, label, choices, chosen, choose, more = {}) {
  return h(
    "fieldset",
    { class: `choice${more.bare ? " bare" : ""}` },
    h("legend", { class: "unseen" }, label),
    choices.map(([value, text, sign]) =>
      h(
        "label",
        { key: value, title: more.bare ? text : undefined },
        h("input", {
          type: "radio", name, value, set: { checked: value === chosen }, on: { change: () => choose(value) },
        }),
        h("span", null, sign && icon(sign), h("span", { class: more.bare ? "unseen" : undefined }, text)),
      ),
    ),
  );
}

/**
 * A window over the page; Escape closes it.
 * @param {string} key @param {string} label @param {() => void} close @param {string} kind
 * @param {...import("../nodes.js").Children} children
 */
export function dialog(key, label, close, kind, ...children) {
  return h(
    "dialog",
    {
      key, class: `dialog ${kind}`, "aria-label": label,
      made: (/** @type {HTMLDialogElement} */ element) => element.isConnected && !element.open && element.showModal(),
      gone: (/** @type {HTMLDialogElement} */ element) => element.open && element.close(),
      on: {
        cancel(/** @type {Event} */ event) {
          event.preventDefault();
          close();
        },
      },
    },
    children,
  );
}

/** @param {string} title @param {() => void} close @param {...import("../nodes.js").Children} children */
export function dialogHead(title, close, ...children) {
  return h(
    "header",
    { class: "dialog-head" },
    h("h2", null, title),
    h("div", { class: "tools" }, children),
    button(texts.close, close, { sign: "close", kind: "quiet", bare: true }),
  );
}

/**
 * A picture, or a part of it, with outlines drawn on it; its place is kept before it has come.
 * @param {{id: string, width: number, height: number, version?: string, frame?: Box | null, side?: number, thumbnail?: boolean,
 *   paths?: {key: string | number, d: string, class?: string}[]}} asked
 */
export function picture({ id, width, height, version, frame = null, side = 480, thumbnail = false, paths = [] }) {
  const [x1, y1, x2, y2] = frame ?? [0, 0, width, height];
  return h(
    "span",
    { class: "picture", vars: { "--aspect": String((x2 - x1) / (y2 - y1)) } },
    h("img", {
      src: thumbnail ? thumbnailOf(id, version) : viewOf(id, SHARP ? 2 * side : side, frame, version), alt: "", loading: "lazy",
      decoding: "async", draggable: "false",
    }),
    paths.length > 0 && outlines([x1, y1, x2, y2], paths),
  );
}

/** @param {Box} frame @param {{key: string | number, d: string, class?: string}[]} paths */
export function outlines(frame, paths) {
  const [x1, y1, x2, y2] = frame;
  return h(
    "svg",
    { class: "outlines", viewBox: `${x1} ${y1} ${x2 - x1} ${y2 - y1}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    paths.map((each) => mask(each.d, each.class, each.key)),
  );
}

/** @param {string} d @param {string} [kind] @param {string | number} [key] @param {object} [more] */
export function mask(d, kind = "", key = undefined, more = {}) {
  return h(
    "g",
    { key, class: `mask ${kind}`, ...more },
    h("path", { class: "casing", d }),
    h("path", { class: "fill", d, "fill-rule": "evenodd" }),
  );
}

/** @param {string} label @param {number} done @param {number} total 0: not known */
export function progress(label, done, total) {
  return h(
    "div",
    {
      class: `progress${total ? "" : " unknown"}`, role: "progressbar", "aria-label": label, "aria-valuemin": "0",
      "aria-valuemax": total || undefined, "aria-valuenow": total ? done : undefined,
      vars: { "--part": String(total ? done / total : 0) },
    },
    h("span", null),
  );
}
