import assert from "node:assert/strict";
import test from "node:test";
import { around, boxBetween, holds, nudge, overlap, pathOf, smooth, zoom } from "./script/shapes.js";

test("a box holds whole pixels of the picture, whichever corner was first", () => {
  assert.deepEqual(boxBetween([10.2, 30.9], [4.6, 8.1], 20, 25), [4, 8, 11, 25]);
  assert.deepEqual(boxBetween([-5, -5], [50, 50], 20, 25), [0, 0, 20, 25]);
});

test("a click holds nothing", () => {
  assert.equal(holds([3, 3, 4, 4]), false);
  assert.equal(holds([3, 3, 9, 9]), true);
});

test("a nudged box stays inside", () => {
  assert.deepEqual(nudge([0, 0, 10, 10], -5, 2, 0, 0, 20, 20), [0, 2, 10, 12]);
  assert.deepEqual(nudge([10, 10, 20, 20], 0, 0, 10, 0, 20, 20), [0, 10, 20, 20]);
  assert.deepEqual(nudge([10, 10, 16, 16], 0, 0, -10, 0, 20, 20), [10, 10, 14, 16]);
});

test("overlap is intersection over union", () => {
  assert.equal(overlap([0, 0, 2, 2], [1, 0, 3, 2]), 1 / 3);
  assert.equal(overlap([0, 0, 2, 2], [2, 0, 3, 2]), 0);
});

test("room around a box ends at the picture", () => {
  assert.deepEqual(around([10, 10, 20, 30], 0.5, 100, 35), [0, 0, 30, 35]);
});

test("zooming keeps the point under the pointer, and never leaves the picture", () => {
  assert.deepEqual(zoom([0, 0, 100, 50], 2, [50, 25], 100, 50), [25, 12.5, 75, 37.5]);
  assert.deepEqual(zoom([0, 0, 100, 50], 2, [0, 0], 100, 50), [0, 0, 50, 25]);
  assert.deepEqual(zoom([25, 10, 75, 35], 0.1, [0, 0], 100, 50), [0, 0, 100, 50]);
});

test("a stair becomes a slope", () => {
  assert.deepEqual(smooth([0, 0, 1, 0, 1, 1, 0, 1]), [0, 0.5, 0.5, 0, 1, 0.5, 0.5, 1]);
});

test("outlines become one path; none is none", () => {
  assert.equal(pathOf([]), "");
  assert.equal(pathOf([[0, 0, 1, 0, 1, 1, 0, 1]]), "M0 0.5L0.5 0L1 0.5L0.5 1Z");
});
