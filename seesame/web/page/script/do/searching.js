/** Asking: a search at a time, its answers as they come; yes and no ask again at once. */

import { begun, heard } from "../answers.js";
import { Refused, searchLines } from "../api.js";
import { canAsk, canSearch, judged, stopsFor, thresholdOf, wireQuestion, wireScope } from "../question.js";
import { floorOf, placeOf } from "../scale.js";
import { noQuestion, noSearch } from "../state.js";
import { texts } from "../texts.js";
import { parted } from "../answers.js";
import { wordsFor } from "./notes.js";

/** @typedef {import("../state.js").State} State */

const PAUSE = 120; // milliseconds; two judgements in quick succession are one question

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function searchActions(store, notes) {
  let control = new AbortController();
  /** @type {number | undefined} */
  let soon;

  /** @param {boolean} keep whether earlier answers stay until they are answered again */
  async function ask(keep = false) {
    clearTimeout(soon);
    control.abort();
    const state = store.get();
    if (!canAsk(state.question) || !canSearch(state)) return;
    control = new AbortController();
    const { signal } = control;
    store.set({ search: begun(state.search, keep), shown: keep ? state.shown : 60, commands: null });
    await attempt(wireSearch(state), signal);
    if (!signal.aborted) tellEnd();
  }

  /** @param {unknown} search @param {AbortSignal} signal */
  async function attempt(search, signal) {
    try {
      for await (const line of searchLines(search, signal)) {
        if (signal.aborted) return;
        store.set((now) => ({ search: heard(now.search, line) }));
      }
      if (store.get().search.state === "running") fail(texts.problem.cut);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused && error.after && error.after < 30) {
        const { after } = error;
        store.set((now) => ({ search: { ...now.search, waiting: texts.problem.busy(after) } }));
        await new Promise((go) => setTimeout(go, 1000 * after));
        if (!signal.aborted) await attempt(search, signal);
      } else {
        if (error instanceof Refused && error.code === "token-needed") store.set({ dialog: "token" });
        fail(wordsFor(error));
      }
    }
  }

  /** @param {string} problem */
  function fail(problem) {
    store.set((now) => ({ search: { ...now.search, state: "broken", problem, waiting: "" } }));
  }

  function tellEnd() {
    const state = store.get();
    if (state.search.state !== "ended") return;
    const { there, things } = parted(state.search.answers, thresholdOf(state));
    notes.say(things ? texts.search.found(things, there.length) : texts.search.nothing);
  }

  function askSoon() {
    clearTimeout(soon);
    soon = setTimeout(() => ask(true), PAUSE);
  }

  return {
    ask,
    askSoon,
    stop() {
      clearTimeout(soon);
      control.abort();
      store.set((state) => (state.search.state === "running" ? { search: { ...state.search, state: "cancelled" } } : {}));
    },
    fresh() {
      control.abort();
      store.set({ question: noQuestion(), search: noSearch(), card: null, looking: null, commands: null, filter: "" });
    },
    /** @param {string} picture @param {import("../state.js").Box} box @param {boolean} right */
    judge(picture, box, right) {
      store.set((state) => ({ question: judged(state.question, picture, box, right) }));
      askSoon();
    },
    forget() {
      store.set((state) => ({
        question: { ...state.question, judgements: state.question.judgements.filter((each) => each.kept) },
      }));
      askSoon();
    },
    /** @param {number | null} place of the slider; null: the card's own or the advised one */
    level(place) {
      store.set((state) => ({ question: { ...state.question, place }, commands: null }));
    },
    /** @param {number} by */
    levelBy(by) {
      const state = store.get();
      const place = state.question.place ?? placeOf(stopsFor(state), thresholdOf(state));
      store.set({ question: { ...state.question, place: Math.min(Math.max(place + by, 0), 1) }, commands: null });
    },
    /** @param {import("../state.js").Same} same */
    mean(same) {
      store.set((state) => ({ question: { ...state.question, same } }));
      if (store.get().search.state !== "none") ask(true);
    },
    /** @param {import("../state.js").Where} where */
    searchIn(where) {
      store.set({ where, size: 40 });
      if (store.get().search.state !== "none") ask();
    },
    /** @param {string} filter */
    filterBy(filter) {
      store.set({ filter });
    },
    moreHits() {
      store.set((state) => ({ size: Math.min(state.size * 2, 200) }));
      ask(true);
    },
  };
}

/** @param {State} state @returns {object} the search as the server takes it, lenient, so that the level can be moved */
function wireSearch(state) {
  return {
    question: wireQuestion(state.question),
    scope: wireScope(state),
    threshold: floorOf(stopsFor(state), thresholdOf(state)),
    masks: "polygons",
  };
}
