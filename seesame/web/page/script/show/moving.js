/** Tiles glide to their new places when the list is re-ordered, where motion is welcome. */

const MOST = 80;
const still = typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : { matches: true };

/** @type {WeakMap<Element, DOMRect>} */
let places = new WeakMap();

/** @param {Element} list */
export function flipBefore(list) {
  places = new WeakMap();
  if (still.matches || list.childElementCount > MOST) return;
  for (const tile of list.children) places.set(tile, tile.getBoundingClientRect());
}

/** @param {Element} list */
export function flipAfter(list) {
  if (still.matches || list.childElementCount > MOST) return;
  for (const tile of list.children) {
    const before = places.get(tile);
    if (!before) {
      tile.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 200 });
      continue;
    }
    const after = tile.getBoundingClientRect();
    const [x, y] = [before.left - after.left, before.top - after.top];
    if (Math.abs(x) + Math.abs(y) < 2) continue;
    tile.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
      duration: 320, easing: "cubic-bezier(0.2, 0, 0, 1)",
    });
  }
}
