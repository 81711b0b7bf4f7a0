/** Keys that mean something on the whole page. */

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./do/all.js").Actions} Actions */

/**
 * @param {KeyboardEvent} event @param {State} state @param {Actions} act
 * @returns {boolean} whether it meant something
 */
export function pressed(event, state, act) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target.matches?.(WRITES)) return false;
  const key = event.key.toLowerCase();
  if (state.drawing || state.dialog) return false;
  const meaning = state.looking ? lookKeys(state, act)[key] : pageKeys(state, act)[key];
  if (!meaning) return state.looking ? false : arrows(event);
  meaning();
  return true;
}

const WRITES = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** @param {State} state @param {Actions} act @returns {Record<string, (() => void) | undefined>} */
function pageKeys(state, act) {
  return {
    "?": () => act.open("keys"),
    m: act.toggleLookMasks,
    "[": () => act.levelBy(-0.04),
    "]": () => act.levelBy(0.04),
    escape: state.search.state === "running" ? act.stop : undefined,
  };
}

/** @param {State} state @param {Actions} act @returns {Record<string, (() => void) | undefined>} */
function lookKeys(state, act) {
  const { looking } = state;
  const answer = state.search.answers.find((each) => each.picture === looking?.picture);
  const instance = answer?.instances.find((each) => each.number === looking?.instance);
  /** @param {boolean} right */
  const judge = (right) =>
    answer && instance && !answer.estimated ? () => act.judge(answer.picture, instance.box, right) : undefined;
  return {
    m: act.toggleLookMasks, c: act.compare, w: act.askWhy, arrowleft: () => act.lookNext(-1),
    arrowright: () => act.lookNext(1), "+": () => act.zoomLook(1.5), "=": () => act.zoomLook(1.5),
    "-": () => act.zoomLook(1 / 1.5), 0: act.fitLook, z: act.lookAtInstance, y: judge(true), n: judge(false),
    "[": () => act.levelBy(-0.04), "]": () => act.levelBy(0.04),
  };
}

/**
 * From answer to answer: the next in the list, or the nearest in the row above or below.
 * @param {KeyboardEvent} event
 */
function arrows(event) {
  const from = /** @type {HTMLElement} */ (event.target);
  if (!from.matches?.(".tile-open") || !event.key.startsWith("Arrow")) return false;
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".tile-open")]);
  const next = event.key === "ArrowLeft" || event.key === "ArrowRight"
    ? all[all.indexOf(from) + (event.key === "ArrowRight" ? 1 : -1)]
    : nearestRow(from, all, event.key === "ArrowDown" ? 1 : -1);
  next?.focus();
  return Boolean(next);
}

/** @param {HTMLElement} from @param {HTMLElement[]} all @param {1 | -1} way @returns {HTMLElement | undefined} */
function nearestRow(from, all, way) {
  const here = from.getBoundingClientRect();
  const middle = (here.left + here.right) / 2;
  let best;
  let least = Infinity;
  for (const each of all) {
    const there = each.getBoundingClientRect();
    const down = way * (there.top - here.top);
    if (down < 8) continue;
    const far = down * 4 + Math.abs((there.left + there.right) / 2 - middle);
    if (far < least) [best, least] = [each, far];
  }
  return best;
}
