import assert from "node:assert/strict";
import test from "node:test";
import {
  canAsk, idFor, judged, judgementOf, saysMore, thresholdOf, wireLevel, wireQuestion, wireScope, withExample, withoutExample,
} from "./script/question.js";
import { firstState, noQuestion } from "./script/state.js";

const example = { key: "e1", picture: "u-1", name: "mug.jpg", width: 10, height: 10, box: [1, 2, 3, 4], mask: null, path: "" };
const levels = [{ rate: 0.1, threshold: 0.4, recall: 0.8 }, { rate: 0.01, threshold: 0.8, recall: 0.5 }];
const about = { levels: [{ same: "category", advised: 0.5, levels }] };

test("an empty question cannot be asked", () => {
  assert.equal(canAsk(noQuestion()), false);
  assert.equal(canAsk(withExample(noQuestion(), "negatives", example)), false);
  assert.equal(canAsk(withExample(noQuestion(), "references", example)), true);
  assert.equal(canAsk({ ...noQuestion(), card: "mug" }), true);
});

test("examples come and go without a trace", () => {
  const question = withExample(noQuestion(), "references", example);
  assert.deepEqual(withoutExample(question, "e1"), noQuestion());
});

test("yes, then no; the same again takes it back", () => {
  const yes = judged(noQuestion(), "u-1", [0, 0, 10, 10], true);
  assert.equal(judgementOf(yes, "u-1", [0, 0, 10, 11]), true);
  assert.equal(judgementOf(yes, "u-2", [0, 0, 10, 10]), null);
  const no = judged(yes, "u-1", [0, 0, 10, 10], false);
  assert.equal(judgementOf(no, "u-1", [0, 0, 10, 10]), false);
  assert.deepEqual(judged(no, "u-1", [0, 0, 10, 10], false).judgements, []);
});

test("what the card knows is not sent again", () => {
  const question = { ...noQuestion(), card: "mug", judgements: [{ picture: "u-1", box: [0, 0, 1, 1], right: true, kept: true }] };
  assert.equal(saysMore(question), false);
  assert.deepEqual(wireQuestion(question), { card: "mug", references: [], negatives: [], judgements: [], same: "category", name: "" });
});

test("without a mask none is sent; without a box the whole picture is meant", () => {
  const wire = wireQuestion(withExample(noQuestion(), "references", { ...example, box: null }));
  assert.deepEqual(wire.references, [{ picture: "u-1", name: "mug.jpg" }]);
});

test("the level is the advised one until the slider is moved", () => {
  const state = { ...firstState(), about };
  assert.equal(thresholdOf(state), 0.5);
  assert.deepEqual(wireLevel(state), {});
  const moved = { ...state, question: { ...state.question, place: 1 } };
  assert.equal(thresholdOf(moved), 0.4);
  assert.deepEqual(wireLevel(moved), { false_alarms: 0.1 });
});

test("where is searched", () => {
  const state = { ...firstState(), filter: " cats ", pictures: [{ id: "u-1" }] };
  assert.deepEqual(wireScope(state), { kind: "pictures", pictures: ["u-1"] });
  assert.deepEqual(wireScope({ ...state, where: "folder" }), { kind: "folder", filter: "cats" });
  assert.deepEqual(wireScope({ ...state, where: "collection" }), { kind: "collection", filter: "cats", page: 1, size: 40 });
});

test("a name becomes an id of its own", () => {
  assert.equal(idFor("Für Elise!", []), "fu-r-elise");
  assert.equal(idFor("mug", ["mug", "mug-2"]), "mug-3");
  assert.equal(idFor("杯", []), "card");
});
