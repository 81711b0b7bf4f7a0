/** Taking away: files, and the same question as a command line and as Python. */

import { counted, parted } from "../answers.js";
import { ask, tell } from "../api.js";
import { thresholdOf, wireLevel, wireQuestion, wireScope } from "../question.js";

/** @typedef {import("../state.js").State} State */

const CARD = "card";

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function exportActions(store, notes) {
  /** @param {string} path @param {object} json @param {string} otherwise its name where the server gives none */
  async function download(path, json, otherwise) {
    store.set({ copied: `busy ${otherwise}` });
    try {
      const response = await ask("POST", path, { json });
      const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
      offer(await response.blob(), named ?? otherwise);
    } catch (error) {
      notes.complain(error);
    } finally {
      store.set({ copied: "" });
    }
  }

  return {
    /** @param {string} format */
    takeAway(format) {
      const state = store.get();
      const question = wireQuestion(state.question);
      const level = wireLevel(state);
      if (format === CARD) {
        return download("exports/card", { question, name: state.question.name, ...level }, "question.seesame");
      }
      const threshold = thresholdOf(state);
      const pictures = parted(state.search.answers, threshold)
        .there.filter((each) => !each.estimated)
        .map((each) => ({ picture: each.picture, instances: counted(each, threshold).map((one) => one.number) }));
      const json = { question, pictures, format, threshold };
      return download("exports", json, `${format}.${format === "coco" ? "json" : format === "csv" ? "csv" : "zip"}`);
    },
    async loadCommands() {
      const state = store.get();
      try {
        const json = { question: wireQuestion(state.question), scope: wireScope(state), ...wireLevel(state) };
        store.set({ commands: await tell("POST", "commands", { json }) });
      } catch (error) {
        notes.complain(error);
      }
    },
    /** @param {string} text @param {string} what */
    async copy(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        store.set({ copied: what });
      } catch (error) {
        notes.complain(error);
      }
    },
  };
}

/** @param {Blob} blob @param {string} name */
function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
