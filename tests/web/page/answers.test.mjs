import assert from "node:assert/strict";
import test from "node:test";
import { begun, counted, heard, parted, placed, things } from "./script/answers.js";
import { noSearch } from "./script/state.js";

const answer = (picture, scores) => ({
  kind: "answer", picture, name: `${picture}.jpg`, width: 10, height: 10, score: scores[0] ?? 0, presence: null,
  instances: scores.map((score, n) => ({ number: n + 1, box: [0, 0, n + 1, 1], score, mask: null })),
});
const started = { kind: "started", asked: { taught: false }, pictures: 3 };
const run = (search, ...lines) => lines.reduce(heard, search);
const names = (search) => search.answers.map((each) => each.picture);

test("answers stand best first, wherever they came in", () => {
  const search = run(begun(noSearch(), false), started, answer("a", [0.2]), answer("b", [0.9]), answer("c", [0.5]));
  assert.deepEqual(names(search), ["b", "c", "a"]);
  assert.equal(search.done, 3);
  assert.equal(search.total, 3);
});

test("equals stay in the order in which they came", () => {
  const [a, b] = [{ picture: "a", score: 0.5 }, { picture: "b", score: 0.5 }];
  assert.deepEqual(placed([a], b).map((each) => each.picture), ["a", "b"]);
});

test("asking again keeps what was answered until it is answered anew, and drops what is not", () => {
  const first = run(begun(noSearch(), false), started, answer("a", [0.2]), answer("b", [0.9]), { kind: "ended", seconds: 1 });
  const going = run(begun(first, true), started, answer("b", [0.1]));
  assert.deepEqual(names(going), ["a", "b"]);
  assert.deepEqual(names(run(going, { kind: "ended", seconds: 2 })), ["b"]);
});

test("an estimate never takes the place of an answer", () => {
  const hit = { kind: "hit", picture: "a", name: "a", width: 10, height: 10, score: 0.7, regions: [{ box: [0, 0, 5, 5], estimate: 0.7 }] };
  const search = run(begun(noSearch(), false), started, hit);
  assert.equal(search.answers[0].estimated, true);
  const looked = run(search, answer("a", [0.3]), hit);
  assert.equal(looked.answers.length, 1);
  assert.equal(looked.answers[0].estimated, undefined);
});

test("a picture that cannot be read leaves no estimate behind", () => {
  const hit = { kind: "hit", picture: "a", name: "a", width: 10, height: 10, score: 0.7, regions: [] };
  const search = run(begun(noSearch(), false), started, hit, { kind: "failed", picture: "a", name: "a", reason: "gone" });
  assert.deepEqual([search.answers.length, search.failed.length, search.done], [0, 1, 1]);
});

test("what counts follows the threshold", () => {
  const search = run(begun(noSearch(), false), started, answer("a", [0.8, 0.4]), answer("b", [0.3]), answer("c", []));
  const { there, absent, things: count } = parted(search.answers, 0.35);
  assert.deepEqual(there.map((each) => each.picture), ["a"]);
  assert.deepEqual(absent.map((each) => each.picture), ["b", "c"]);
  assert.equal(count, 2);
  assert.equal(counted(search.answers[0], 0.9).length, 0);
  assert.deepEqual(things(search.answers, 0.2).map((each) => each.instance.score), [0.8, 0.4, 0.3]);
});

test("a broken search says why and keeps its answers", () => {
  const search = run(begun(noSearch(), false), started, answer("a", [0.2]), { kind: "broken", code: "bug", detail: "no disk" });
  assert.deepEqual([search.state, search.problem, search.answers.length], ["broken", "no disk", 1]);
});

test("lines of later versions are no trouble", () => {
  const search = begun(noSearch(), false);
  assert.equal(heard(search, { kind: "news" }), search);
});
