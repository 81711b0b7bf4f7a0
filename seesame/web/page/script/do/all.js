/** All that can be done, in one place. */

import { Refused, tell } from "../api.js";
import { canSearch, withoutExample } from "../question.js";
import { browseActions } from "./browsing.js";
import { cardActions } from "./cards.js";
import { drawingActions } from "./drawing.js";
import { exportActions } from "./exports.js";
import { jobActions } from "./jobs.js";
import { lookingActions } from "./looking.js";
import { noteActions, wordsFor } from "./notes.js";
import { searchActions } from "./searching.js";
import { uploadActions } from "./uploads.js";

/** @typedef {ReturnType<typeof createActions> & {redraw: () => void}} Actions `redraw` shows the state again */
/** @typedef {import("../state.js").State} State */

const THEME = "seesame-theme";
const NARROW = "(max-width: 60rem)";

/** @param {import("../store.js").Store<State>} store */
export function createActions(store) {
  const notes = noteActions(store);
  const uploads = uploadActions(store, notes);
  const searching = searchActions(store, notes);
  const drawing = drawingActions(store, notes, () => use(false));
  const cards = cardActions(store, notes);
  const browsing = browseActions(store, notes);
  const jobs = jobActions(store, notes, afterJob);

  /** @param {any} job */
  function afterJob(job) {
    if (job.kind === "index") {
      browsing.loadCollection();
      const { browse } = store.get();
      browsing.browse(browse.source, browse.filter);
    } else if (store.get().card) cards.openCard(store.get().card.id);
  }

  /** @param {boolean} whole the whole picture; else what is drawn on it, once its outline is there */
  function use(whole) {
    if (!whole && store.get().drawing?.busy) {
      drawing.useSoon();
      return;
    }
    drawing.useDrawing(whole);
    if (!canSearch(store.get())) return;
    searching.ask(store.get().search.state !== "none");
    // Where the question lies above the answers, they would begin out of sight.
    if (matchMedia(NARROW).matches) setTimeout(() => document.getElementById("answers")?.scrollIntoView(), 50);
  }

  async function begin() {
    try {
      const about = await tell("GET", "about");
      const where = about.collection && (await tell("GET", "collection")).exists ? "collection" : about.folder ? "folder" : "pictures";
      store.set({ about, where, trouble: "", dialog: "", browse: { ...store.get().browse, source: about.folder ? "folder" : "collection" } });
      cards.loadCards();
      jobs.resumeJobs();
    } catch (error) {
      const token = error instanceof Refused && error.code === "token-needed";
      store.set(token ? { dialog: "token" } : { trouble: wordsFor(error) });
    }
  }

  return {
    ...notes, ...uploads, ...searching, ...drawing, ...lookingActions(store, notes), ...cards, ...browsing, ...jobs,
    ...exportActions(store, notes),
    begin,
    /** @param {string} token */
    async giveToken(token) {
      try {
        await tell("POST", "session", { json: { token } });
        store.set({ dialog: "" });
        if (!store.get().about) await begin();
      } catch (error) {
        notes.note(wordsFor(error), true);
      }
    },
    /** @param {string} dialog */
    open(dialog) {
      store.set({ dialog });
      const { about, browse } = store.get();
      if (dialog.startsWith("picker") && browse.total < 0 && (about?.folder || about?.collection)) browsing.browse(browse.source);
    },
    /** @param {File[]} files @param {"references" | "negatives"} into */
    async drawOn(files, into) {
      await uploads.takeIn(files, (picture) => drawing.draw(picture.id, into));
    },
    closeDialog: () => store.set({ dialog: "" }),
    /** @param {State["theme"]} theme */
    setTheme(theme) {
      localStorage.setItem(THEME, theme);
      store.set({ theme });
    },
    /** @param {string} route */
    go: (route) => store.set({ route }),
    /** @param {State["arrangement"]} arrangement */
    arrange: (arrangement) => store.set({ arrangement }),
    toggleAbsent: () => store.set((state) => ({ absent: !state.absent })),
    showMore: () => store.set((state) => ({ shown: state.shown + 60 })),
    use,
    /** @param {string} key */
    dropExample(key) {
      store.set((state) => ({ question: withoutExample(state.question, key) }));
      if (store.get().search.state !== "none") searching.askSoon();
    },
    /**
     * Files that were dropped, pasted or chosen: cards onto the shelf, pictures in; the first to draw on where nothing
     * is asked yet.
     * @param {File[]} files
     */
    async receive(files) {
      const isCard = (/** @type {File} */ file) => file.name.toLowerCase().endsWith(".seesame");
      const [shelf, rest] = [files.filter(isCard), files.filter((file) => !isCard(file))];
      if (shelf.length) await cards.addCardFiles(shelf);
      if (!rest.length) return;
      const { question, drawing: drawn } = store.get();
      const empty = question.card === null && question.references.length === 0 && drawn === null;
      const taken = await uploads.takeIn(rest, empty ? (picture) => drawing.draw(picture.id) : undefined);
      const { where, search } = store.get();
      const asks = search.state !== "none" && search.state !== "cancelled";
      if (taken.length && where === "pictures" && asks) searching.ask(true);
    },
  };
}

/** @returns {State["theme"]} the appearance that was chosen before */
export function rememberedTheme() {
  const theme = localStorage.getItem(THEME);
  return theme === "light" || theme === "dark" ? theme : "auto";
}
