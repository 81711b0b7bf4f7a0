/** Pointers, wheels and fingers on an SVG stage, told in pixels of the picture. */

/** @typedef {import("../state.js").Point} Point */
/**
 * @typedef {object} Told
 * @property {(at: Point, event: PointerEvent) => void} [down]
 * @property {(from: Point, to: Point) => void} [drag]
 * @property {(from: Point, to: Point, moved: boolean) => void} [up]
 * @property {() => void} [off] what was begun is no gesture of one pointer
 * @property {(by: Point) => void} [pan]
 * @property {(factor: number, about: Point) => void} zoom
 */

/**
 * Listeners for a stage. They are made anew with each view, so what goes on is kept here by stage.
 * @param {string} stage
 * @param {Told} told
 */
export function gestures(stage, told) {
  const going = kept(stage);
  return {
    pointerdown(/** @type {PointerEvent} */ event) {
      if (event.button > 0) return;
      const svg = /** @type {SVGSVGElement} */ (event.currentTarget);
      svg.setPointerCapture(event.pointerId);
      going.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      if (going.pointers.size === 2) {
        told.off?.();
        going.from = null;
        going.spread = spreadOf(going.pointers);
      } else if (going.pointers.size === 1) {
        going.from = at(svg, event);
        going.start = [event.clientX, event.clientY];
        told.down?.(going.from, event);
      }
    },
    pointermove(/** @type {PointerEvent} */ event) {
      if (!going.pointers.has(event.pointerId)) return;
      const svg = /** @type {SVGSVGElement} */ (event.currentTarget);
      const before = middleOf(going.pointers);
      going.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      if (going.pointers.size === 2) {
        const [middle, spread] = [middleOf(going.pointers), spreadOf(going.pointers)];
        const [a, b] = [place(svg, before), place(svg, middle)];
        told.pan?.([a[0] - b[0], a[1] - b[1]]);
        if (going.spread > 0) told.zoom(spread / going.spread, b);
        going.spread = spread;
      } else if (going.from) {
        told.drag?.(going.from, at(svg, event));
      }
    },
    pointerup(/** @type {PointerEvent} */ event) {
      const svg = /** @type {SVGSVGElement} */ (event.currentTarget);
      if (!going.pointers.delete(event.pointerId) || !going.from) return;
      const moved = Math.hypot(event.clientX - going.start[0], event.clientY - going.start[1]) > 3;
      told.up?.(going.from, at(svg, event), moved);
      going.from = null;
    },
    pointercancel(/** @type {PointerEvent} */ event) {
      going.pointers.delete(event.pointerId);
      going.from = null;
      told.off?.();
    },
    wheel(/** @type {WheelEvent} */ event) {
      event.preventDefault();
      told.zoom(Math.exp(-event.deltaY / 400), at(/** @type {SVGSVGElement} */ (event.currentTarget), event));
    },
  };
}

/** @type {Map<string, {pointers: Map<number, Point>, from: Point | null, start: Point, spread: number}>} */
const stages = new Map();

/** @param {string} stage */
function kept(stage) {
  const known = stages.get(stage) ?? { pointers: new Map(), from: null, start: /** @type {Point} */ ([0, 0]), spread: 0 };
  stages.set(stage, known);
  return known;
}

/** @param {SVGSVGElement} svg @param {MouseEvent} event @returns {Point} */
function at(svg, event) {
  return place(svg, [event.clientX, event.clientY]);
}

/** @param {SVGSVGElement} svg @param {Point} client @returns {Point} in picture pixels */
function place(svg, client) {
  const matrix = svg.getScreenCTM();
  if (!matrix) return [0, 0];
  const point = new DOMPoint(client[0], client[1]).matrixTransform(matrix.inverse());
  return [point.x, point.y];
}

/** @param {Map<number, Point>} pointers @returns {Point} */
function middleOf(pointers) {
  const all = [...pointers.values()];
  return [all.reduce((sum, p) => sum + p[0], 0) / all.length, all.reduce((sum, p) => sum + p[1], 0) / all.length];
}

/** @param {Map<number, Point>} pointers */
function spreadOf(pointers) {
  const [a, b] = [...pointers.values()];
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}
