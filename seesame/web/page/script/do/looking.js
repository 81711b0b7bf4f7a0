/** A closer look at one answer: zoom, compare, why. */

import { counted, parted } from "../answers.js";
import { ask, tell } from "../api.js";
import { thresholdOf, wireQuestion } from "../question.js";
import { around, zoom } from "../shapes.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Looking} Looking */
/** @typedef {import("../state.js").Answer} Answer */
/** @typedef {import("../state.js").Box} Box */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function lookingActions(store, notes) {
  let control = new AbortController();

  /** @param {Partial<Looking>} parts */
  function change(parts) {
    store.set((state) => ({ looking: state.looking && { ...state.looking, ...parts } }));
  }

  /** @returns {Answer | undefined} */
  function answer() {
    const { looking, search } = store.get();
    return search.answers.find((each) => each.picture === looking?.picture);
  }

  function forgetWhy() {
    control.abort();
    const sheet = store.get().looking?.whySheet;
    if (sheet) URL.revokeObjectURL(sheet);
    change({ why: null, whyState: "none", whySheet: "" });
  }

  /** @param {string} picture @param {number} [instance] */
  function look(picture, instance = 1) {
    const state = store.get();
    const found = state.search.answers.find((each) => each.picture === picture);
    if (!found) return;
    forgetWhy();
    store.set({
      looking: {
        picture, masks: true, beside: state.looking?.beside ?? false, instance,
        view: [0, 0, found.width, found.height], why: null, whyState: "none", whySheet: "",
      },
    });
  }

  return {
    look,
    unlook() {
      forgetWhy();
      store.set({ looking: null });
    },
    /** @param {number} by */
    lookNext(by) {
      const state = store.get();
      const { there, absent } = parted(state.search.answers, thresholdOf(state));
      const order = state.absent ? [...there, ...absent] : there;
      const at = order.findIndex((each) => each.picture === state.looking?.picture);
      const next = order[at + by];
      if (next) look(next.picture);
    },
    /** @param {number} instance */
    pick(instance) {
      forgetWhy();
      change({ instance });
    },
    toggleLookMasks: () => store.set((state) => ({ masks: !state.masks })),
    compare: () => store.set((state) => ({ looking: state.looking && { ...state.looking, beside: !state.looking.beside } })),
    /** @param {number} factor @param {import("../state.js").Point} [about] */
    zoomLook(factor, about) {
      const found = answer();
      const { looking } = store.get();
      if (!found || !looking) return;
      const [x1, y1, x2, y2] = looking.view;
      change({ view: zoom(looking.view, factor, about ?? [(x1 + x2) / 2, (y1 + y2) / 2], found.width, found.height) });
    },
    /** @param {Box} view */
    viewLook: (view) => change({ view }),
    fitLook() {
      const found = answer();
      if (found) change({ view: [0, 0, found.width, found.height] });
    },
    lookAtInstance() {
      const found = answer();
      const { looking } = store.get();
      const instance = found?.instances.find((each) => each.number === looking?.instance);
      if (found && instance) change({ view: shaped(around(instance.box, 0.4, found.width, found.height), found) });
    },
    async askWhy() {
      const state = store.get();
      const found = answer();
      if (!state.looking || !found || state.looking.whyState !== "none") return forgetWhy();
      const threshold = thresholdOf(state);
      const json = {
        question: wireQuestion(state.question), picture: found.picture, threshold,
        ...whereOf(found, state.looking.instance, threshold),
      };
      control = new AbortController();
      const { signal } = control;
      change({ whyState: "busy" });
      try {
        change({ why: await tell("POST", "why", { json, signal }), whyState: "shown" });
        const sheet = await (await ask("POST", "why/sheet", { json, signal })).blob();
        if (!signal.aborted) change({ whySheet: URL.createObjectURL(sheet) });
      } catch (error) {
        if (signal.aborted) return;
        change({ whyState: "none" });
        notes.complain(error);
      }
    },
  };
}

/** @param {Answer} answer @param {number} number @param {number} threshold */
function whereOf(answer, number, threshold) {
  const instance = answer.instances.find((each) => each.number === number) ?? answer.instances[0];
  if (counted(answer, threshold).includes(instance)) return { instance: instance.number };
  return { at: instance ? instance.box : [0, 0, answer.width, answer.height] };
}

/**
 * A box grown to the shape of its picture, so that the view fills the stage as the whole picture did.
 * @param {Box} box @param {Answer} answer
 * @returns {Box}
 */
function shaped(box, answer) {
  const share = Math.max((box[2] - box[0]) / answer.width, (box[3] - box[1]) / answer.height);
  const [w, h] = [share * answer.width, share * answer.height];
  const x = Math.min(Math.max((box[0] + box[2] - w) / 2, 0), answer.width - w);
  const y = Math.min(Math.max((box[1] + box[3] - h) / 2, 0), answer.height - h);
  return [x, y, x + w, y + h];
}
