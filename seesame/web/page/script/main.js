/** The page begins here: the store, the actions, one renderer, and what comes from outside. */

import { createActions, rememberedTheme } from "./do/all.js";
import { pressed } from "./keys.js";
import { mount } from "./nodes.js";
import { page } from "./show/shell.js";
import { firstState } from "./state.js";
import { createStore } from "./store.js";

const store = createStore({ ...firstState(), theme: rememberedTheme() });
const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const show = mount(root);
let waiting = false;

function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const state = store.get();
    document.documentElement.dataset.theme = state.theme;
    show(page(state, act));
  });
}

const act = { ...createActions(store), redraw };
store.watch(redraw);

function follow() {
  const route = location.hash.slice(1) || "ask";
  act.go(route);
  const [view, id] = route.split("/");
  if (view === "cards") id ? act.openCard(id) : act.loadCards();
  if (view === "pictures") {
    act.loadCollection();
    act.browse(store.get().browse.source);
  }
}

addEventListener("hashchange", follow);
addEventListener("keydown", (event) => {
  if (pressed(event, store.get(), act)) event.preventDefault();
});
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) act.receive(files);
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.documentElement.classList.toggle("dropping", event.dataTransfer?.types.includes("Files") ?? false);
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.documentElement.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.documentElement.classList.remove("dropping");
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length) act.receive(files);
});

redraw();
await act.begin();
follow();
