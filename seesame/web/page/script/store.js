/**
 * The one place where the page's state is kept. Actions change it, views are made of it; nothing else remembers.
 */

/**
 * @template S
 * @typedef {object} Store
 * @property {() => S} get
 * @property {(change: Partial<S> | ((state: S) => Partial<S>)) => void} set replaces the named parts
 * @property {(tell: (state: S) => void) => () => void} watch tells of every change; returns how to stop
 */

/**
 * @template {object} S
 * @param {S} first
 * @returns {Store<S>}
 */
export function createStore(first) {
  let state = first;
  /** @type {Set<(state: S) => void>} */
  const watchers = new Set();
  return {
    get: () => state,
    set(change) {
      const parts = typeof change === "function" ? change(state) : change;
      const changed = Object.entries(parts).some(([name, value]) => Reflect.get(state, name) !== value);
      if (!changed) return;
      state = { ...state, ...parts };
      for (const tell of [...watchers]) tell(state);
    },
    watch(tell) {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
  };
}
