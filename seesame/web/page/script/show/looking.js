/** A closer look at one answer: near, beside the reference, with the reasons. */

import { counted } from "../answers.js";
import { address, viewOf } from "../api.js";
import { h } from "../nodes.js";
import { judgementOf, thresholdOf } from "../question.js";
import { scoreText, texts } from "../texts.js";
import { gestures } from "./gestures.js";
import { examplePicture } from "./panel.js";
import { button, dialog, dialogHead, mask } from "./parts.js";
import { verdict } from "./tile.js";
import { whyPanel } from "./why.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Looking} Looking */
/** @typedef {import("../state.js").Answer} Answer */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function lookingDialog(state, act) {
  const looking = /** @type {Looking} */ (state.looking);
  const answer = state.search.answers.find((each) => each.picture === looking.picture);
  if (!answer) return null;
  const there = counted(answer, thresholdOf(state)).length > 0;
  return dialog("looking", texts.looking.label, act.unlook, "large look",
    dialogHead(answer.name, act.unlook,
      button(texts.looking.masks, act.toggleLookMasks, { sign: "masks", pressed: state.masks, keys: "M" }),
      button(texts.looking.compare, act.compare, { sign: "compare", pressed: looking.beside, keys: "C" }),
      button(there ? texts.looking.why : texts.looking.whyAbsent, act.askWhy,
        { sign: "why", pressed: looking.whyState !== "none", keys: "W" })),
    h("div", { class: "look-body" },
      looking.beside && h("div", { key: "beside", class: "beside" },
        h("h3", null, texts.looking.reference), references(state)),
      h("div", { key: "room", class: "stage-room" },
        stage(state, act, looking, answer),
        button(texts.looking.before, () => act.lookNext(-1), { sign: "before", bare: true, key: "before" }),
        button(texts.looking.next, () => act.lookNext(1), { sign: "next", bare: true, key: "next" })),
      looking.whyState !== "none" && whyPanel(looking)),
    h("footer", { class: "dialog-foot" },
      instances(state, act, answer),
      h("div", { class: "tools" },
        button(texts.looking.drawLike, () => act.draw(answer.picture, "references"), { sign: "plus" }),
        button(texts.looking.drawUnlike, () => act.draw(answer.picture, "negatives"), { sign: "minus" }))));
}

/** @param {State} state */
function references(state) {
  const { question, card } = state;
  if (question.references.length) return question.references.map((each) => h("div", { key: each.key, class: "example" }, examplePicture(each)));
  return card && h("img", { src: address(`cards/${card.id}/preview`, { v: card.version }), alt: card.name });
}

/** @param {State} state @param {Actions} act @param {Looking} looking @param {Answer} answer */
function stage(state, act, looking, answer) {
  const { view } = looking;
  const zoomed = answer.width / (view[2] - view[0]) > 1.5;
  const shown = counted(answer, thresholdOf(state));
  return h("svg", {
    class: "stage look", tabindex: "0", role: "img", "aria-label": texts.tile.open(answer.name, shown.length, answer.score),
    autofocus: true, viewBox: `${view[0]} ${view[1]} ${view[2] - view[0]} ${view[3] - view[1]}`,
    on: {
      ...gestures("looking", {
        drag: (from, to) => act.viewLook(moved(view, from, to, answer)),
        up(from, to, dragged) {
          const hit = dragged ? undefined : shown.find(({ box }) => to[0] >= box[0] && to[0] <= box[2] && to[1] >= box[1] && to[1] <= box[3]);
          if (hit) act.pick(hit.number);
        },
        pan: (by) => act.viewLook(moved(view, by, [0, 0], answer)),
        zoom: act.zoomLook,
      }),
    },
  },
  h("image", { href: viewOf(answer.picture, zoomed ? 4000 : 1600), width: answer.width, height: answer.height }),
  state.masks && shown.map((each) => {
    const said = judgementOf(state.question, answer.picture, each.box);
    const kind = [said === null ? "" : said ? "yes" : "no", each.number === looking.instance ? "picked" : "",
      answer.estimated ? "estimated" : ""].join(" ");
    return mask(each.path ?? "", kind, each.number);
  }));
}

/**
 * @param {import("../state.js").Box} view @param {import("../state.js").Point} from
 * @param {import("../state.js").Point} to @param {Answer} answer
 * @returns {import("../state.js").Box}
 */
function moved(view, from, to, answer) {
  const [w, h2] = [view[2] - view[0], view[3] - view[1]];
  const x = Math.min(Math.max(view[0] + from[0] - to[0], 0), answer.width - w);
  const y = Math.min(Math.max(view[1] + from[1] - to[1], 0), answer.height - h2);
  return [x, y, x + w, y + h2];
}

/** @param {State} state @param {Actions} act @param {Answer} answer */
function instances(state, act, answer) {
  const shown = counted(answer, thresholdOf(state));
  if (shown.length === 0) {
    const { presence } = answer;
    return h("p", { class: "hint" }, presence === null ? texts.search.absentOne : `${texts.search.absentOne} (${texts.search.presence(presence)})`);
  }
  const looking = /** @type {Looking} */ (state.looking);
  return h("ol", { class: "instances", "aria-label": texts.looking.instances }, shown.map((each) => {
    const said = judgementOf(state.question, answer.picture, each.box);
    return h("li", { key: each.number, class: each.number === looking.instance ? "picked" : undefined },
      h("button", {
        type: "button", class: "instance", "aria-pressed": String(each.number === looking.instance),
        "aria-label": `${texts.looking.instance(each.number)}, ${texts.looking.score} ${scoreText(each.score)}`,
        on: { click: () => act.pick(each.number) },
      }, h("span", { class: "figure" }, scoreText(each.score))),
      !answer.estimated && h("span", { class: "verdict" },
        verdict("yes", said === true, () => act.judge(answer.picture, each.box, true)),
        verdict("no", said === false, () => act.judge(answer.picture, each.box, false))));
  }));
}
