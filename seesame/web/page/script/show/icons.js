/** The page's own signs, drawn on a grid of 20 with a pen of 1.5. */

import { h } from "../nodes.js";

const PEN = {
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  close: "M5 5l10 10M15 5L5 15",
  yes: "M4 10.5l4 4 8-9",
  no: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  before: "M12.5 4.5L7 10l5.5 5.5",
  next: "M7.5 4.5L13 10l-5.5 5.5",
  whole: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  box: "M4 5.5h12v9H4z",
  more: "M4 13c2-7 4-7 5-4s3 3 7-4M13 13v5M10.5 15.5h5",
  less: "M4 13c2-7 4-7 5-4s3 3 7-4M10.5 15.5h5",
  move: "M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2",
  undo: "M7 5L3.5 8.5 7 12M4 8.5h7a4 4 0 010 8H9",
  masks: "M10 3.5c4 0 6.5 2.5 6.5 6s-2 7-6 7-7-2.5-7-6 2.5-7 6.5-7z",
  compare: "M3.5 5h5.500v10H3.500zM11 5h5.500v10H11z",
  why: "M4 6h12M4 10h8M4 14h5",
  away: "M10 3.500v9M6.5 9L10 12.5 13.5 9M4 16h12",
  camera: "M3.5 6.500h3L8 4.500h4l1.5 2h3v9h-13zM10 13.500a3 3 0 100-6 3 3 0 000 6z",
  folder: "M3 5.500h5l1.5 2H17v8H3z",
  picture: "M3.5 4.500h13v11h-13zM4 13l4-4 3.5 3.5 2-2 3 3",
  card: "M5 3.500h10v13H5zM7.5 7h5M7.5 10h5",
  keys: "M3 6h14v8.500H3zM6 9h.01M9 9h.01M12 9h.01M14.5 9h.01M7 12h6",
  auto: "M10 3.500a6.5 6.5 0 100 13zM10 3.500a6.5 6.5 0 010 13",
  light: "M10 13.500a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM10 2.500v2M10 15.500v2M2.5 10h2M15.5 10h2M4.7 4.700l1.4 1.400M13.9 13.900l1.4 1.400M4.7 15.300l1.4-1.400M13.9 6.100l1.4-1.4",
  dark: "M15.5 11.500A6.5 6.5 0 018.5 4.500a6.5 6.5 0 107 7z",
  save: "M5.5 3.500h9v13L10 13l-4.5 3.500z",
  stop: "M6 6h8v8H6z",
};

/** @param {keyof typeof PEN} name */
export function icon(name) {
  return h("svg", { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: PEN[name] }));
}

const LETTERS = {
  s: "M8.2 6.200C7.4 4.9 6 4.2 4.3 4.2 2.1 4.2.5 5.3.5 7c0 3.9 8.3 2 8.3 6 0 1.8-1.8 2.8-4.2 2.8-2.1 0-3.7-.8-4.6-2.2",
  e: "M0 10h11.600a5.8 5.8 0 1 0-1.9 4.3",
  a: "M11.4 4.500v11.300M11.4 10a5.7 5.8 0 1 0-11.4 0 5.7 5.8 0 0 0 11.4 0",
  m: "M0 15.800V4.500M0 9.200c0-3 1.7-5 4.2-5s3.9 1.8 3.9 4.800v6.800M8.1 9.200c0-3 1.7-5 4.2-5s3.9 1.8 3.9 4.800v6.8",
};

/** @type {[keyof typeof LETTERS, number][]} */
const NAME = [["s", 1.5], ["e", 14], ["e", 29.6], ["s", 45], ["a", 58], ["m", 74], ["e", 94.4]];

/** The name, in letters of one height; the second "e" is the one that was found. */
export function wordmark() {
  return h("svg", { class: "wordmark", viewBox: "0 0 108 20", "aria-hidden": "true" },
    NAME.map(([letter, x], n) =>
      h("path", { key: n, class: n === 2 ? "found" : undefined, d: LETTERS[letter], transform: `translate(${x} 0)` })));
}
