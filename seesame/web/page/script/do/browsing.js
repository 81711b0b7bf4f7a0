/** The folder and the collection, page by page as they are scrolled to; what is in the collection. */

import { tell } from "../api.js";
import { noBrowse } from "../state.js";

/** @typedef {import("../state.js").State} State */

const PAGE = 100;
const FEWEST = 4; // pictures, for kinds of things to show

/**
 * @param {import("../store.js").Store<State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 */
export function browseActions(store, notes) {
  /** @type {Set<number>} */
  let asked = new Set();
  let epoch = 0;

  /** @param {number} page */
  async function load(page) {
    if (asked.has(page)) return;
    asked.add(page);
    const [mine, { browse }] = [epoch, store.get()];
    try {
      const told = await tell("GET", `${browse.source}/pictures`, {
        query: { offset: page * PAGE, size: PAGE, filter: browse.filter.trim() },
      });
      if (mine !== epoch) return;
      store.set((state) => {
        const { loaded } = state.browse;
        told.pictures.forEach((/** @type {any} */ each, /** @type {number} */ n) => loaded.set(told.offset + n, each));
        return { browse: { ...state.browse, total: told.total, version: told.version, loads: state.browse.loads + 1 } };
      });
    } catch (error) {
      asked.delete(page);
      if (mine === epoch) notes.complain(error);
    }
  }

  /** @param {Partial<State["browse"]>} parts */
  function restart(parts) {
    epoch++;
    asked = new Set();
    store.set((state) => ({ browse: { ...noBrowse(state.browse.source), filter: state.browse.filter, ...parts } }));
    load(0);
  }

  return {
    /** @param {"folder" | "collection"} source @param {string} [filter] */
    browse: (source, filter = "") => restart({ source, filter }),
    /** @param {string} filter */
    browseFilter: (filter) => restart({ filter }),
    /** @param {number} first @param {number} last tiles that can be seen */
    browseTo(first, last) {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) load(page);
    },
    async loadCollection() {
      try {
        const collection = await tell("GET", "collection");
        store.set({ collection });
        if (!collection.exists || collection.pictures < FEWEST) return;
        const told = await tell("GET", "collection/clusters", { query: { count: Math.min(collection.pictures, 24) } });
        store.set({ clusters: told.clusters });
      } catch (error) {
        notes.complain(error);
      }
    },
  };
}
