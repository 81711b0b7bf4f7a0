import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { decode, trace, unpack } from "./script/runlengths.js";

/** The area inside outlines, by the even-odd rule: holes run the other way round. */
const area = (outlines) =>
  outlines.reduce((sum, outline) => {
    let twice = 0;
    for (let n = 0; n < outline.length; n += 2) {
      const m = (n + 2) % outline.length;
      twice += outline[n] * outline[m + 1] - outline[m] * outline[n + 1];
    }
    return sum + twice / 2;
  }, 0);

test("an empty mask has no outline", () => {
  assert.deepEqual(trace({ width: 3, height: 2, pixels: new Uint8Array(6) }), []);
});

test("the outline of a pixel runs along its edges", () => {
  assert.deepEqual(trace({ width: 3, height: 3, pixels: Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]) }), [[1, 1, 2, 1, 2, 2, 1, 2]]);
});

test("pixels that touch at a corner are two pieces", () => {
  const outlines = trace({ width: 2, height: 2, pixels: Uint8Array.from([1, 0, 0, 1]) });
  assert.deepEqual(outlines, [[0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 2, 1, 2, 2, 1, 2]]);
});

test("a hole is an outline that runs the other way", () => {
  const ring = { width: 3, height: 3, pixels: Uint8Array.from([1, 1, 1, 1, 0, 1, 1, 1, 1]) };
  const outlines = trace(ring);
  assert.equal(outlines.length, 2);
  assert.equal(area(outlines), 8);
});

test("packed runs are read as pycocotools writes them", () => {
  const cases = JSON.parse(readFileSync(new URL("./masks.json", import.meta.url), "utf8"));
  assert.ok(cases.length > 10);
  for (const { size, counts, rows, runs } of cases) {
    assert.deepEqual(unpack(counts), runs);
    const bitmap = decode({ size, counts });
    assert.deepEqual([...bitmap.pixels], rows.flat());
    assert.equal(area(trace(bitmap)), rows.flat().reduce((a, b) => a + b, 0));
  }
});

test("runs of another picture are refused", () => {
  assert.throws(() => decode({ size: [2, 2], counts: "1" }), /expected 4/);
});
