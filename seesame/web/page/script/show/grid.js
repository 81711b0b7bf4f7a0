/** A grid of any number of pictures, of which only those in sight exist. */

import { h, memo } from "../nodes.js";
import { texts } from "../texts.js";
import { picture } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

const LEAST = 148; // pixels that a cell is wide
const CAPTION = 26;
const BEYOND = 3; // rows above and below

/**
 * @param {State} state @param {Actions} act
 * @param {{width: number, top: number, height: number}} sight of the scrolled element
 * @param {(id: string) => void} choose
 */
export function pictureGrid(state, act, sight, choose) {
  const { browse } = state;
  const columns = Math.max(2, Math.floor(sight.width / LEAST));
  const row = Math.floor(sight.width / columns) * 0.8 + CAPTION;
  const rows = Math.ceil(Math.max(browse.total, 0) / columns);
  const first = Math.max(0, Math.floor(sight.top / row) - BEYOND) * columns;
  const last = Math.min(browse.total, (Math.ceil((sight.top + sight.height) / row) + BEYOND) * columns);
  if (browse.total > 0) queueMicrotask(() => act.browseTo(first, Math.max(last - 1, 0)));
  const cells = [];
  for (let n = first; n < last; n++) cells.push(cell(browse.loaded.get(n), n, columns, row, browse.total, choose));
  return h("div", {
    key: "grid", class: "grid", role: "list", "aria-label": texts.pictures.grid, "aria-busy": String(browse.total < 0),
    vars: { "--height": `${rows * row}px`, "--columns": String(columns) },
    on: { keydown: (/** @type {KeyboardEvent} */ event) => step(event, columns) },
  }, cells);
}

/**
 * @param {import("../state.js").Picture | undefined} each @param {number} n @param {number} columns
 * @param {number} row @param {number} total @param {(id: string) => void} choose
 */
function cell(each, n, columns, row, total, choose) {
  return memo(n, [each, columns, row, total], () => h("div", {
    class: "cell", role: "listitem", "aria-posinset": String(n + 1), "aria-setsize": String(total),
    vars: { "--left": String(n % columns), "--top": `${Math.floor(n / columns) * row}px`, "--row": `${row}px` },
  },
  each
    ? h("button", {
      type: "button", "data-n": String(n), "aria-label": texts.pictures.open(each.name), disabled: Boolean(each.failed),
      title: each.failed ?? each.name, on: { click: () => choose(each.id) },
    }, picture({ id: each.id, width: 5, height: 4, version: each.version, thumbnail: true }), h("span", { class: "file" }, each.name.split("/").pop() ?? ""))
    : h("span", { class: "empty" })));
}

/** Arrow keys go from cell to cell. */
/** @param {KeyboardEvent} event @param {number} columns */
function step(event, columns) {
  /** @type {Record<string, number>} */
  const ways = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const by = ways[event.key];
  const from = Number(/** @type {HTMLElement} */ (event.target).dataset.n);
  if (by === undefined || Number.isNaN(from)) return;
  const next = /** @type {Element} */ (event.currentTarget).querySelector(`[data-n="${from + by}"]`);
  if (!next) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (next).focus();
}
