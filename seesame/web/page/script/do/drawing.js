/** Drawing: a box, the outline that the network sees in it, strokes that correct it. */

import { tell } from "../api.js";
import { withExample } from "../question.js";
import { decode, trace } from "../runlengths.js";
import { boxBetween, holds, nudge, pathOf, zoom } from "../shapes.js";
import { texts } from "../texts.js";
import { wordsFor } from "./notes.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Drawing} Drawing */
/** @typedef {import("../state.js").Box} Box */
/** @typedef {import("../state.js").Point} Point */

let made = 0;

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 * @param {() => void} use uses what is drawn
 */
export function drawingActions(store, notes, use) {
  let control = new AbortController();

  /** @param {Partial<Drawing>} parts */
  function change(parts) {
    store.set((state) => ({ drawing: state.drawing && { ...state.drawing, ...parts } }));
  }

  async function outline() {
    const drawing = store.get().drawing;
    control.abort();
    if (!drawing?.box) return;
    control = new AbortController();
    const { signal } = control;
    change({ busy: true, soon: false, problem: "" });
    try {
      const told = await tell("POST", "outline", {
        signal, json: { picture: drawing.picture.id, box: drawing.box, strokes: drawing.strokes, masks: "rle" },
      });
      if (signal.aborted) return;
      change({ busy: false, outline: told, path: pathOf(trace(decode(told.mask.rle))) });
      notes.say(texts.drawing.outlined);
      if (store.get().drawing?.soon) use();
    } catch (error) {
      if (!signal.aborted) change({ busy: false, soon: false, problem: wordsFor(error), outline: null, path: "" });
    }
  }

  /** @param {Box} box */
  function setBox(box) {
    change({ box, draft: null, strokes: [], outline: null, path: "", problem: "" });
    outline();
  }

  return {
    /**
     * @param {string} id @param {"references" | "negatives"} [into]
     * @param {Box | null} [box] to begin with
     */
    async draw(id, into = "references", box = null) {
      try {
        const known = store.get().pictures.find((each) => each.id === id);
        const picture = known?.width ? known : await tell("GET", `pictures/${id}`);
        if (picture.failed) throw new Error(picture.failed);
        store.set({ drawing: newDrawing(picture, into), dialog: "" });
        if (box) setBox(boxBetween([box[0], box[1]], [box[2], box[3]], picture.width, picture.height));
      } catch (error) {
        notes.complain(error);
      }
    },
    undraw() {
      control.abort();
      store.set({ drawing: null });
    },
    /** @param {Drawing["tool"]} tool */
    takeTool: (tool) => change({ tool }),
    /** @param {Point} from @param {Point} to */
    draft(from, to) {
      const { picture } = /** @type {Drawing} */ (store.get().drawing);
      change({ draft: boxBetween(from, to, picture.width, picture.height) });
    },
    endDraft() {
      const draft = store.get().drawing?.draft;
      if (draft && holds(draft)) setBox(draft);
      else change({ draft: null });
    },
    /** @param {Point[]} line */
    stroke: (line) => change({ line }),
    /** @param {number} width in picture pixels */
    endStroke(width) {
      const drawing = /** @type {Drawing} */ (store.get().drawing);
      if (drawing.line.length === 0) return;
      const stroke = { points: thinned(drawing.line), width, belongs: drawing.tool === "more" };
      change({ line: [], strokes: [...drawing.strokes, stroke] });
      outline();
    },
    undoStroke() {
      const drawing = store.get().drawing;
      if (!drawing) return;
      if (drawing.strokes.length) {
        change({ strokes: drawing.strokes.slice(0, -1) });
        outline();
      } else {
        control.abort();
        change({ box: null, outline: null, path: "", busy: false, soon: false });
      }
    },
    boxInTheMiddle() {
      const { picture } = /** @type {Drawing} */ (store.get().drawing);
      const [w, h] = [picture.width, picture.height];
      setBox(boxBetween([w * 0.3, h * 0.3], [w * 0.7, h * 0.7], w, h));
    },
    /** @param {number} right @param {number} down @param {number} wider @param {number} taller */
    nudgeBox(right, down, wider, taller) {
      const { picture, box } = /** @type {Drawing} */ (store.get().drawing);
      if (!box) return;
      const next = nudge(box, right, down, wider, taller, picture.width, picture.height);
      notes.say(texts.drawing.boxAt(next));
      setBox(next);
    },
    /** @param {number} factor @param {Point} [about] */
    zoomDrawing(factor, about) {
      const { picture, view } = /** @type {Drawing} */ (store.get().drawing);
      const centre = about ?? [(view[0] + view[2]) / 2, (view[1] + view[3]) / 2];
      change({ view: zoom(view, factor, /** @type {Point} */ (centre), picture.width, picture.height) });
    },
    /** @param {Box} view */
    viewDrawing: (view) => change({ view }),
    useSoon: () => change({ soon: true }),
    /**
     * What was drawn becomes part of the question.
     * @param {boolean} whole take the whole picture instead
     */
    useDrawing(whole) {
      const drawing = store.get().drawing;
      if (!drawing || (!whole && !drawing.box)) return;
      const { picture, into } = drawing;
      const example = {
        key: `e${++made}`, picture: picture.id, name: picture.name, width: picture.width, height: picture.height,
        box: whole ? null : drawing.outline ? drawing.outline.box : drawing.box,
        mask: whole ? null : drawing.outline?.mask.rle ?? null, path: whole ? "" : drawing.path,
      };
      control.abort();
      store.set((state) => ({ question: withExample(state.question, into, example), drawing: null, looking: null }));
    },
  };
}

/** @param {any} picture @param {"references" | "negatives"} into @returns {Drawing} */
function newDrawing(picture, into) {
  return {
    picture, into, tool: "box", box: null, draft: null, line: [], strokes: [], outline: null, path: "", busy: false,
    soon: false, problem: "", view: [0, 0, picture.width, picture.height],
  };
}

/** @param {Point[]} line @returns {Point[]} at most 500 of its points */
function thinned(line) {
  const every = Math.ceil(line.length / 500);
  return line.filter((_, n) => n % every === 0 || n === line.length - 1);
}
