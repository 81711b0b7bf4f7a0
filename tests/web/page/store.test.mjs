import assert from "node:assert/strict";
import test from "node:test";
import { linesOf } from "./script/lines.js";
import { createStore } from "./script/store.js";
import { oneIn, percent, texts } from "./script/texts.js";

test("watchers hear of changes, and of nothing else", () => {
  const store = createStore({ a: 1, b: 2 });
  const heard = [];
  const stop = store.watch((state) => heard.push(state.a));
  store.set({ a: 1 });
  store.set((state) => ({ a: state.a + 1 }));
  stop();
  store.set({ a: 9 });
  assert.deepEqual(heard, [2]);
  assert.deepEqual(store.get(), { a: 9, b: 2 });
});

test("lines are whole, however they were cut on the way", async () => {
  const bytes = new TextEncoder().encode('{"name":"käse"}\n\n{"n":2}');
  const body = new ReadableStream({
    start(control) {
      for (const byte of bytes) control.enqueue(Uint8Array.of(byte));
      control.close();
    },
  });
  const lines = [];
  for await (const line of linesOf(body)) lines.push(line);
  assert.deepEqual(lines, [{ name: "käse" }, { n: 2 }]);
});

test("an empty stream has no lines", async () => {
  for await (const line of linesOf(new Blob([]).stream())) assert.fail(String(line));
});

test("numbers are said plainly", () => {
  assert.deepEqual([percent(0.031), percent(0.5), percent(0)], ["3.1\u202f%", "50\u202f%", "0\u202f%"]);
  assert.deepEqual([oneIn(0.05), oneIn(0.3)], ["1 in 20", "1 in 3.3"]);
  assert.equal(texts.search.found(1, 1), "1 found in 1 picture");
});
