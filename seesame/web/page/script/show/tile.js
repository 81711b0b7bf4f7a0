/** One answer in the gallery, and yes or no to it. */

import { counted } from "../answers.js";
import { h, memo } from "../nodes.js";
import { judgementOf } from "../question.js";
import { around } from "../shapes.js";
import { percent, scoreText, texts } from "../texts.js";
import { icon } from "./icons.js";
import { picture } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Answer} Answer */
/** @typedef {import("../state.js").Instance} Instance */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act @param {Answer} answer @param {number} threshold */
export function pictureTile(state, act, answer, threshold) {
  const instances = counted(answer, threshold);
  const { judgements } = state.question;
  return memo(answer.picture, [answer, instances.length, judgements, state.masks, state.search.run], () => {
    const said = instances.map((each) => judgementOf(state.question, answer.picture, each.box));
    const paths = instances.map((each, n) => ({
      key: each.number, d: each.path ?? "", class: `${kindOf(said[n], answer)}${n === 0 && instances.length > 1 ? " best" : ""}`,
    }));
    return tile(state, act, answer, {
      subject: instances[0], said: said[0], frame: null, score: answer.score,
      paths: state.masks ? paths : [], count: instances.length,
    });
  });
}

/** @param {State} state @param {Actions} act @param {Answer} answer @param {Instance} instance */
export function thingTile(state, act, answer, instance) {
  const { judgements } = state.question;
  return memo(`${answer.picture} ${instance.number}`, [answer, judgements, state.masks, state.search.run], () => {
    const said = judgementOf(state.question, answer.picture, instance.box);
    const paths = state.masks ? [{ key: instance.number, d: instance.path ?? "", class: kindOf(said, answer) }] : [];
    return tile(state, act, answer, {
      subject: instance, said, frame: around(instance.box, 0.2, answer.width, answer.height), score: instance.score,
      paths, count: 1,
    });
  });
}

/** @param {boolean | null} said @param {Answer} answer */
function kindOf(said, answer) {
  return [said === null ? "" : said ? "yes" : "no", answer.estimated ? "estimated" : ""].join(" ");
}

/**
 * @param {State} state @param {Actions} act @param {Answer} answer
 * @param {{subject: Instance, said: boolean | null, frame: import("../state.js").Box | null, score: number,
 *   paths: {key: number, d: string, class: string}[], count: number}} shown
 */
function tile(state, act, answer, shown) {
  const { subject, said, frame, score } = shown;
  const [width, height] = frame ? [frame[2] - frame[0], frame[3] - frame[1]] : [answer.width, answer.height];
  const aspect = Math.min(Math.max(width / height, 0.7), 2.4);
  const stale = answer.run !== state.search.run;
  /** @param {boolean} right */
  const judge = (right) => act.judge(answer.picture, subject.box, right);
  return h("li", {
    class: `tile${stale ? " stale" : ""}${answer.estimated ? " estimated" : ""}${said === null ? "" : said ? " said-yes" : " said-no"}`,
    vars: { "--aspect": String(aspect) },
  },
  h("button", {
    type: "button", class: "tile-open", "aria-keyshortcuts": "Y N", "data-picture": answer.picture,
    "data-number": String(subject.number),
    "aria-label": `${texts.tile.open(answer.name, shown.count, score)}${said === null ? "" : `, ${said ? texts.tile.said.yes : texts.tile.said.no}`}`,
    on: {
      click: () => act.look(answer.picture, subject.number),
      keydown(/** @type {KeyboardEvent} */ event) {
        const key = event.key.toLowerCase();
        if (answer.estimated || event.ctrlKey || event.metaKey || event.altKey || (key !== "y" && key !== "n")) return;
        event.preventDefault();
        judge(key === "y");
      },
    },
  }, picture({ id: answer.picture, width: answer.width, height: answer.height, frame, paths: shown.paths })),
  h("div", { class: "caption" },
    h("span", { class: "figure" }, answer.estimated ? texts.search.estimated : scoreText(score)),
    h("span", { class: "file", title: answer.name }, answer.name.split("/").pop() ?? ""),
    shown.count > 1 && h("span", { class: "times" }, `×${shown.count}`)),
  h("div", { class: "bar", "aria-hidden": "true", vars: { "--part": String(score) } }),
  !answer.estimated && h("div", { class: "verdict" },
    verdict("yes", said === true, () => judge(true)), verdict("no", said === false, () => judge(false))));
}

/** @param {"yes" | "no"} kind @param {boolean} pressed @param {() => void} press */
export function verdict(kind, pressed, press) {
  return h("button", {
    key: kind, type: "button", class: `verdict-${kind}`, tabindex: "-1", "aria-pressed": String(pressed),
    "aria-label": texts.tile[kind], title: texts.tile[kind], on: { click: press },
  }, icon(kind));
}

/** @param {State} state @param {Actions} act @param {Answer} answer */
export function absentTile(state, act, answer) {
  return memo(answer.picture, [answer], () => h("li", {
    class: "tile", vars: { "--aspect": String(Math.min(Math.max(answer.width / answer.height, 0.7), 2.4)) },
  },
  h("button", {
    type: "button", class: "tile-open", "aria-label": texts.tile.open(answer.name, 0, answer.score),
    "data-picture": answer.picture, on: { click: () => act.look(answer.picture) },
  }, picture({ id: answer.picture, width: answer.width, height: answer.height, side: 240 })),
  h("div", { class: "caption" },
    h("span", { class: "figure", title: answer.presence === null ? undefined : texts.search.presenceTitle },
      answer.presence === null ? scoreText(answer.score) : percent(answer.presence)),
    h("span", { class: "file", title: answer.name }, answer.name.split("/").pop() ?? ""))));
}
