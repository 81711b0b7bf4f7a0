import assert from "node:assert/strict";
import test from "node:test";
import { floorOf, measuredAt, placeOf, stopsOf, thresholdAt } from "./script/scale.js";

const stops = stopsOf({
  same: "category", advised: 0.5,
  levels: [{ rate: 0.1, threshold: 0.2, recall: 0.9 }, { rate: 0.01, threshold: 0.8, recall: 0.5 }, { rate: 0.04, threshold: 0.6, recall: 0.7 }],
});

test("stops stand strict to lenient; no scale has none", () => {
  assert.deepEqual(stops.map((stop) => stop.rate), [0.01, 0.04, 0.1]);
  assert.deepEqual(stopsOf(undefined), []);
});

test("place and threshold are each other's inverse", () => {
  for (const place of [0, 0.25, 0.5, 0.8, 1]) assert.ok(Math.abs(placeOf(stops, thresholdAt(stops, place)) - place) < 1e-12);
  assert.equal(thresholdAt(stops, 0.5), 0.6);
  assert.equal(placeOf(stops, 0.95), 0);
  assert.equal(placeOf(stops, 0.01), 1);
});

test("between stops the rate is the geometric mean, the recall the mean", () => {
  const { rate, recall } = measuredAt(stops, 0.7);
  assert.ok(Math.abs(rate - 0.02) < 1e-12);
  assert.ok(Math.abs(recall - 0.6) < 1e-12);
  assert.equal(measuredAt([], 0.5), null);
});

test("it is asked from the lowest stop, or lower if the level is", () => {
  assert.equal(floorOf(stops, 0.5), 0.2);
  assert.equal(floorOf(stops, 0.05), 0.05);
});
