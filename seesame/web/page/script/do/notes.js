/** What is told in passing: notes that go by themselves, and what is said to those who listen. */

import { Refused } from "../api.js";
import { texts } from "../texts.js";

/** @typedef {import("../store.js").Store<import("../state.js").State>} Store */

const STAYS = 6000;
let last = 0;

/** @param {Store} store */
export function noteActions(store) {
  /** @param {string} text @param {boolean} [wrong] */
  const note = (text, wrong = false) => {
    const id = ++last;
    store.set((state) => ({ notes: [...state.notes.slice(-2), { id, text, wrong }] }));
    setTimeout(() => dismiss(id), wrong ? 2 * STAYS : STAYS);
  };
  /** @param {number} id */
  const dismiss = (id) => store.set((state) => ({ notes: state.notes.filter((each) => each.id !== id) }));
  return {
    note,
    dismiss,
    /** @param {string} text */
    say: (text) => store.set({ said: text }),
    /**
     * Tell an error as a note; a request that was called off is none.
     * @param {any} error
     */
    complain(error) {
      if (error?.name === "AbortError") return;
      if (error instanceof Refused && error.code === "token-needed") store.set({ dialog: "token" });
      else note(wordsFor(error), true);
    },
  };
}

/** @param {any} error @returns {string} */
export function wordsFor(error) {
  if (error instanceof Refused) return error.code === "unreachable" ? texts.problem.unreachable : error.message;
  return String(error?.message ?? error);
}
