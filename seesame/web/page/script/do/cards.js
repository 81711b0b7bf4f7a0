/** Cards: the shelf, one that is open, saving a question as one. */

import { ask, tell } from "../api.js";
import { idFor, wireLevel, wireQuestion } from "../question.js";
import { noQuestion } from "../state.js";
import { texts } from "../texts.js";

/** @typedef {import("../state.js").State} State */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function cardActions(store, notes) {
  async function loadCards() {
    try {
      const told = await tell("GET", "cards");
      store.set({ cards: told.cards, damaged: told.damaged });
    } catch (error) {
      notes.complain(error);
    }
  }

  /** @param {string} id */
  async function openCard(id) {
    try {
      store.set({ card: await tell("GET", `cards/${id}`), remarks: [] });
      const told = await tell("GET", `cards/${id}/check`);
      store.set((state) => (state.card?.id === id ? { remarks: told.remarks } : {}));
    } catch (error) {
      notes.complain(error);
    }
  }

  /** @param {any} card */
  function shelve(card) {
    store.set((state) => ({
      card,
      cards: [...(state.cards ?? []).filter((each) => each.id !== card.id), card].sort((a, b) =>
        a.name.localeCompare(b.name)),
    }));
  }

  return {
    loadCards,
    openCard,
    closeCard: () => store.set({ card: null, remarks: [] }),
    /**
     * Keep the question as a card; one that is asked with is changed.
     * @param {string} name @param {string} notesOfCard
     */
    async saveCard(name, notesOfCard) {
      const state = store.get();
      const { question } = state;
      const taken = (state.cards ?? []).map((/** @type {any} */ each) => each.id);
      const id = question.card ?? idFor(name, taken);
      try {
        const json = { question: wireQuestion(question), name, notes: notesOfCard, ...wireLevel(state) };
        const card = await tell("PUT", `cards/${id}`, { json });
        shelve(card);
        store.set({
          dialog: "",
          question: {
            ...question, card: id, name, references: [], negatives: [], same: card.same,
            judgements: question.judgements.map((each) => ({ ...each, kept: true })),
          },
        });
        notes.note(`${texts.question.saved}: ${name}`);
      } catch (error) {
        notes.complain(error);
      }
    },
    /** @param {any} card */
    askWith(card) {
      store.set((state) => ({
        question: { ...noQuestion(), card: card.id, name: card.name, same: card.same }, card, route: "ask",
        search: { ...state.search, state: "none", answers: [], failed: [] },
      }));
      location.hash = "ask";
    },
    /** @param {string} id @param {object} json */
    async changeCard(id, json) {
      try {
        shelve(await tell("PATCH", `cards/${id}`, { json }));
        notes.note(texts.question.saved);
      } catch (error) {
        notes.complain(error);
      }
    },
    /** @param {string} id */
    async removeCard(id) {
      try {
        await ask("DELETE", `cards/${id}`);
        store.set((state) => ({
          card: null, cards: (state.cards ?? []).filter((each) => each.id !== id),
          ...(state.question.card === id ? { question: noQuestion() } : {}),
        }));
        location.hash = "cards";
      } catch (error) {
        notes.complain(error);
      }
    },
    /** @param {Iterable<File>} files */
    async addCardFiles(files) {
      for (const file of files) {
        const id = idFor(file.name.replace(/\.seesame$/i, ""), (store.get().cards ?? []).map((each) => each.id));
        try {
          const body = new Blob([file], { type: "application/octet-stream" });
          await ask("PUT", `cards/${id}/file`, { body });
          notes.note(`${texts.question.saved}: ${file.name}`);
        } catch (error) {
          notes.complain(error);
        }
      }
      await loadCards();
    },
  };
}
