/** The window in which is drawn what is meant. */

import { viewOf } from "../api.js";
import { h } from "../nodes.js";
import { boxPath } from "../shapes.js";
import { texts } from "../texts.js";
import { gestures } from "./gestures.js";
import { button, choice, dialog, dialogHead, mask } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Drawing} Drawing */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function drawingDialog(state, act) {
  const drawing = /** @type {Drawing} */ (state.drawing);
  const asked = state.search.state !== "none";
  const use = drawing.into === "references" && asked ? texts.drawing.useAlso : texts.drawing.use[drawing.into];
  return dialog("drawing", texts.drawing.label, act.undraw, "large",
    dialogHead(texts.drawing.title[drawing.into], act.undraw,
      choice("tool", texts.drawing.tool,
        [["box", texts.drawing.box, "box"], ["more", texts.drawing.more, "more"], ["less", texts.drawing.less, "less"],
          ["move", texts.drawing.move, "move"]], drawing.tool, act.takeTool),
      button(texts.drawing.undo, act.undoStroke, { sign: "undo", kind: "quiet", bare: true, off: !drawing.box }),
      h("span", { class: "tools zoom-tool" },
        button(texts.looking.nearer, () => act.zoomDrawing(1.5), { sign: "plus", kind: "quiet", bare: true }),
        button(texts.looking.farther, () => act.zoomDrawing(1 / 1.5), { sign: "minus", kind: "quiet", bare: true }))),
    stage(drawing, act),
    h("footer", { class: "dialog-foot" },
      h("p", { class: `hint${drawing.problem ? " wrong" : ""}`, role: "status" }, hint(drawing)),
      h("div", { class: "tools" },
        button(texts.drawing.whole, () => act.use(true), { sign: "whole" }),
        button(use, () => act.use(false), { kind: "first", off: !drawing.box || drawing.soon, key: "use" }))));
}

/** @param {Drawing} drawing */
function hint(drawing) {
  if (drawing.problem) return drawing.problem;
  if (drawing.busy) return drawing.soon ? texts.drawing.soon : texts.drawing.busy;
  if (drawing.outline) return `${texts.drawing.worth(drawing.outline.worth)}. ${texts.drawing.corrected}`;
  return texts.drawing.hint;
}

/** @param {Drawing} drawing @param {Actions} act */
function stage(drawing, act) {
  const { picture, view } = drawing;
  const zoomed = (picture.width / (view[2] - view[0])) > 1.5;
  const box = drawing.draft ?? drawing.box;
  return h("div", { class: "stage-room" }, h("svg", {
    class: `stage tool-${drawing.tool}${drawing.busy ? " busy" : ""}`, tabindex: "0", role: "application",
    "aria-label": `${texts.drawing.stage}. ${texts.drawing.hintKeys}`, autofocus: true,
    viewBox: `${view[0]} ${view[1]} ${view[2] - view[0]} ${view[3] - view[1]}`,
    on: { ...gestures("drawing", told(drawing, act)), keydown: (/** @type {KeyboardEvent} */ event) => keys(event, drawing, act) },
  },
  h("image", { href: viewOf(picture.id, zoomed ? 4000 : 1600, null, picture.version), width: picture.width, height: picture.height }),
  box && h("path", { class: "shade", d: `${boxPath([0, 0, picture.width, picture.height])}${boxPath(box)}`, "fill-rule": "evenodd" }),
  drawing.path && !drawing.draft && mask(drawing.path, "whole"),
  box && h("path", { class: "drawn casing", d: boxPath(box) }),
  box && h("path", { class: "drawn", d: boxPath(box) }),
  drawing.line.length > 0 && h("polyline", {
    class: `stroke ${drawing.tool}`, points: drawing.line.map((point) => point.join(",")).join(" "),
    "stroke-width": String(penOf(drawing)),
  })));
}

/** @param {Drawing} drawing @returns {number} the pen's width, picture pixels */
function penOf(drawing) {
  const { view } = drawing;
  return Math.max(1, Math.min(400, Math.round(Math.max(view[2] - view[0], view[3] - view[1]) / 60)));
}

/** @param {Drawing} drawing @param {Actions} act @returns {import("./gestures.js").Told} */
function told(drawing, act) {
  const { tool, view } = drawing;
  const pan = (/** @type {Point} */ by) => {
    const { width, height } = drawing.picture;
    const x = Math.min(Math.max(view[0] + by[0], 0), width - (view[2] - view[0]));
    const y = Math.min(Math.max(view[1] + by[1], 0), height - (view[3] - view[1]));
    act.viewDrawing([x, y, x + view[2] - view[0], y + view[3] - view[1]]);
  };
  const drawsLine = (tool === "more" || tool === "less") && drawing.box;
  return {
    down: (at) => drawsLine && act.stroke([at]),
    drag(from, to) {
      if (tool === "move") pan([from[0] - to[0], from[1] - to[1]]);
      else if (drawsLine) act.stroke([...drawing.line, to]);
      else act.draft(from, to);
    },
    up() {
      if (drawsLine) act.endStroke(penOf(drawing));
      else if (tool !== "move") act.endDraft();
    },
    off() {
      act.stroke([]);
      act.endDraft();
    },
    pan,
    zoom: act.zoomDrawing,
  };
}

/** @param {KeyboardEvent} event @param {Drawing} drawing @param {Actions} act */
function keys(event, drawing, act) {
  const step = event.altKey ? 1 : Math.max(1, Math.round(Math.max(drawing.picture.width, drawing.picture.height) / 50));
  /** @type {Record<string, [number, number]>} */
  const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  const way = ways[event.key];
  if (way && drawing.box) {
    if (event.shiftKey) act.nudgeBox(0, 0, way[0], way[1]);
    else act.nudgeBox(way[0], way[1], 0, 0);
  } else if (event.key === "Enter") {
    if (!drawing.box) act.boxInTheMiddle();
    else act.use(false);
  } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) act.undoStroke();
  else if (event.key === "+" || event.key === "=") act.zoomDrawing(1.5);
  else if (event.key === "-") act.zoomDrawing(1 / 1.5);
  else return;
  event.preventDefault();
}
