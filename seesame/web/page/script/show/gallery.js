/** The answers as they come: those that have it, best first, and those that probably have not. */

import { parted, things } from "../answers.js";
import { h } from "../nodes.js";
import { canSearch, thresholdOf } from "../question.js";
import { texts } from "../texts.js";
import { flipAfter, flipBefore } from "./moving.js";
import { button, choice, progress } from "./parts.js";
import { absentTile, pictureTile, thingTile } from "./tile.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Answer} Answer */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function answersView(state, act) {
  const threshold = thresholdOf(state);
  const { there, absent, things: count } = parted(state.search.answers, threshold);
  const { run, state: stage } = state.search;
  return h("section", {
    key: "answers", class: "answers", id: "answers", tabindex: "-1", "aria-label": texts.search.label, "data-run": String(run),
    "data-state": stage,
  },
    answersHead(state, act, there, count),
    state.search.state === "broken" && h("p", { key: "broken", class: "wrong", role: "alert" },
      `${texts.search.broken}: ${state.search.problem}`),
    there.length > 0 ? gallery(state, act, there, threshold) : state.search.state !== "running" && nothing(state),
    foot(state, act, there, threshold),
    absent.length > 0 && absentSection(state, act, absent),
    failures(state));
}

/** @param {State} state @param {Actions} act @param {Answer[]} there @param {number} count */
function answersHead(state, act, there, count) {
  const { search } = state;
  const running = search.state === "running";
  return h("header", { key: "head", class: "answers-head" },
    h("h1", { class: "answers-title" }, count || !running ? texts.search.found(count, there.filter((each) => !each.estimated).length)
      : texts.search.running(search.done, search.total)),
    h("p", { class: "small status" }, status(state)),
    h("div", { class: "tools" },
      choice("arrangement", texts.search.arrangement,
        [["pictures", texts.search.pictures], ["things", texts.search.things]], state.arrangement, act.arrange),
      button(texts.search.masks, act.toggleLookMasks, { sign: "masks", pressed: state.masks, keys: "M" }),
      button(texts.question.away, () => act.open("away"), { sign: "away", off: count === 0 })),
    h("div", { class: `line${running ? "" : " still"}` }, running && progress(texts.search.label, search.done, search.total)));
}

/** @param {State} state */
function status(state) {
  const { search } = state;
  if (search.waiting) return search.waiting;
  if (search.state === "running") return texts.search.running(search.done, search.total);
  if (search.state === "cancelled") return texts.search.cancelled;
  if (search.state === "ended") return texts.search.looked(search.done, search.seconds);
  return "";
}

/** @param {State} state @param {Actions} act @param {Answer[]} there @param {number} threshold */
function gallery(state, act, there, threshold) {
  const tiles = state.arrangement === "things"
    ? things(there.filter((each) => !each.estimated), threshold).slice(0, state.shown)
      .map(({ answer, instance }) => thingTile(state, act, answer, instance))
    : there.slice(0, state.shown).map((answer) => pictureTile(state, act, answer, threshold));
  return h("ul", { key: `gallery ${state.arrangement}`, class: `gallery as-${state.arrangement}${state.search.total < 4 ? " few" : ""}`, before: flipBefore, after: flipAfter }, tiles);
}

/** @param {State} state @param {Actions} act @param {Answer[]} there @param {number} threshold */
function foot(state, act, there, threshold) {
  const all = state.arrangement === "things" ? things(there, threshold).length : there.length;
  const { cameUp } = state.search;
  return h("div", { key: "foot", class: "answers-foot" },
    all > state.shown && h("div", { key: "more", made: (/** @type {Element} */ element) => whenSeen(element, act.showMore) },
      button(texts.search.more, act.showMore)),
    all <= state.shown && state.where === "collection" && cameUp !== null && state.size < Math.min(cameUp, 200) &&
      state.search.state === "ended" &&
      button(texts.search.moreOf(Math.min(state.size, cameUp), cameUp), act.moreHits, { key: "hits" }));
}

/** @param {Element} element @param {() => void} then */
function whenSeen(element, then) {
  const watcher = new IntersectionObserver((seen) => {
    if (!element.isConnected) watcher.disconnect();
    else if (seen.some((each) => each.isIntersecting)) then();
  }, { rootMargin: "600px" });
  watcher.observe(element);
}

/** @param {State} state @param {Actions} act @param {Answer[]} absent */
function absentSection(state, act, absent) {
  return h("section", { key: "absent", class: "absent" },
    h("h2", null,
      h("button", {
        type: "button", class: "fold", "aria-expanded": String(state.absent), on: { click: act.toggleAbsent },
      }, texts.search.absent(absent.length))),
    state.absent && h("ul", { class: "gallery as-absent" },
      absent.slice(0, state.shown).map((answer) => absentTile(state, act, answer))));
}

/** @param {State} state */
function nothing(state) {
  return h("div", { key: "nothing", class: "message" },
    h("h2", null, texts.search.nothing),
    h("p", null, canSearch(state) ? texts.search.nothingMore : texts.search.nowhere));
}

/** @param {State} state */
function failures(state) {
  const { failed } = state.search;
  if (failed.length === 0) return null;
  return h("details", { key: "failed", class: "failed" },
    h("summary", null, texts.search.failed(failed.length)),
    h("ul", null, failed.slice(0, 200).map((each) => h("li", { key: each.picture }, `${each.name}: ${each.reason}`))));
}
