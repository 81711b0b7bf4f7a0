from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.instances import Instances
from seesame.results import Answer
from seesame.results.detections import of_detections, to_detections

supervision = pytest.importorskip("supervision")
SIZE = (60, 80)


def test_there_and_back(answers: tuple[Answer, Answer]) -> None:
    found, none = (answer.instances for answer in answers)
    detections = to_detections(found, 3, "mug")
    assert isinstance(detections, supervision.Detections)
    assert detections.class_id.tolist() == [3, 3] and detections.data["class_name"].tolist() == ["mug", "mug"]
    again = of_detections(detections, SIZE)
    np.testing.assert_array_equal(again.masks, found.masks)
    np.testing.assert_array_equal(again.boxes, found.boxes)
    np.testing.assert_array_equal(again.scores, found.scores)
    assert len(to_detections(none)) == 0 and len(of_detections(supervision.Detections.empty(), SIZE)) == 0


def test_best_first_and_boxes_stand_for_missing_masks() -> None:
    boxes = np.array([[0, 0, 10, 5], [20, 10, 30, 30]], np.float32)
    bare = supervision.Detections(xyxy=boxes, confidence=np.array([0.2, 0.8], np.float32))
    found = of_detections(bare, SIZE)
    assert found.scores.tolist() == pytest.approx([0.8, 0.2]) and found.areas.tolist() == [200, 50]
    assert of_detections(supervision.Detections(xyxy=boxes), SIZE).scores.tolist() == [1, 1]


def test_annotators_take_them(answers: tuple[Answer, Answer]) -> None:
    answer = answers[0]
    drawn = supervision.MaskAnnotator().annotate(answer.picture.copy(), to_detections(answer.instances))
    assert drawn[30, 20].any() and not drawn[0, 0].any()


def test_masks_of_another_picture_are_refused(answers: tuple[Answer, Answer]) -> None:
    found: Instances = answers[0].instances
    with pytest.raises(InputError, match="expected"):
        of_detections(to_detections(found), (30, 40))
