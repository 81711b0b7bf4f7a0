from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pycocotools")

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def dataset(draw: Callable[..., Path], here: Path) -> Path:
    """Three pictures with one red thing each, and their annotations, things.json."""
    boxes = [(10, 20, 30, 45), (50, 5, 70, 25), (5, 5, 25, 25)]
    for number, box in enumerate(boxes):
        draw(f"pictures/{number}.png", box)
    images = [{"id": number, "file_name": f"{number}.png", "height": 60, "width": 80} for number in range(3)]
    annotations = [
        {"id": number + 1, "image_id": number, "category_id": 1, "bbox": [x1, y1, x2 - x1, y2 - y1], "iscrowd": 0}
        for number, (x1, y1, x2, y2) in enumerate(boxes)
    ]
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "red thing"}]}
    (here / "things.json").write_text(json.dumps(content))
    return here


def test_a_finder_that_is_always_right(dataset: Path, seesame: Program) -> None:
    code, out, _ = seesame(
        "evaluate", "things.json", "pictures", "--runs", "2", "--system", "finder", "shuffled", "--out", "report.json"
    )
    assert code == 0
    assert "red-1" in out
    assert "shuffled" in out
    report = json.loads(Path("report.json").read_text())
    assert report["protocol"]["runs"] == 2
    first = next(iter(report["detection"].values()))
    assert first["box"]["AP50"]["mean"] == pytest.approx(1)
    assert first["mask"]["AP50"]["mean"] == pytest.approx(1)
    chance = json.loads(Path("report-shuffled.json").read_text())
    assert next(iter(chance["detection"].values()))["box"]["AP50"]["mean"] < 1


def test_settings_and_quiet(dataset: Path, seesame: Program) -> None:
    options = [
        "--runs",
        "1",
        "--shots",
        "2",
        "--seed",
        "5",
        "--limit",
        "2",
        "--same-picture",
        "--category",
        "red thing",
    ]
    code, out, err = seesame("evaluate", "things.json", "pictures", *options, "--out", "report.json", "--quiet")
    assert (code, out, err) == (0, "", "")
    protocol = json.loads(Path("report.json").read_text())["protocol"]
    assert (protocol["shots"], protocol["seed"], protocol["limit"], protocol["same_picture"]) == (2, 5, 2, True)
    assert protocol["categories"] == ["red thing"]


def test_a_picture_that_cannot_be_read_is_3(dataset: Path, seesame: Program) -> None:
    (dataset / "pictures" / "0.png").write_bytes(b"rubbish")
    code, out, err = seesame("evaluate", "things.json", "pictures", "--runs", "1")
    assert code == 3
    assert "0.png" in out
    assert "could not be used" in err


def test_mistakes_are_2(dataset: Path, seesame: Program) -> None:
    assert seesame("evaluate", "missing.json", "pictures")[0] == 2
    code, _, err = seesame("evaluate", "things.json", "pictures", "--category", "red thin")
    assert code == 2
    assert "did you mean 'red thing'?" in err


def test_pages_for_people(dataset: Path, seesame: Program) -> None:
    code, _, _ = seesame(
        "evaluate", "things.json", "pictures", "--runs", "2", "--markdown", "report.md", "--html", "report.html"
    )
    assert code == 0
    assert "| red-1, 1 shot | box | 100.0 ± 0.0 |" in Path("report.md").read_text()
    page = Path("report.html").read_text()
    assert page.startswith("<!doctype html>") and "data:image/jpeg;base64," in page and "100.0 ± 0.0" in page


def test_what_was_written_is_asked(dataset: Path, seesame: Program) -> None:
    plain = ("evaluate", "things.json", "pictures")
    assert seesame(*plain, "--runs", "2", "--seed", "9", "--write-questions", "asked.json")[0] == 0
    told = json.loads(Path("asked.json").read_text())
    assert told["protocol"]["seed"] == 9 and len(told["questions"]) == 6
    told["questions"] = told["questions"][:4]
    Path("asked.json").write_text(json.dumps(told))
    code, _, _ = seesame(*plain, "--questions", "asked.json", "--out", "report.json", "--quiet")
    report = json.loads(Path("report.json").read_text())
    assert code == 0 and report["protocol"]["seed"] == 9
    assert report["timing"]["question"]["count"] == 4


STRANGER = """
import json, sys
questions, pictures, results = sys.argv[1:]
asked = json.load(open(questions))
truth = {each["image_id"]: each["bbox"] for each in json.load(open("things.json"))["annotations"]}
rows = [{"question_id": each["id"], "bbox": truth[each["image_id"]], "score": 0.8} for each in asked["questions"]]
json.dump(rows, open(results, "w"))
"""


def test_a_strangers_program_is_measured_by_the_same_code(dataset: Path, seesame: Program) -> None:
    Path("stranger.py").write_text(STRANGER)
    command = f"{shlex.quote(sys.executable)} stranger.py {{questions}} {{pictures}} {{results}}"
    plain = ("evaluate", "things.json", "pictures", "--runs", "2")
    code, out, _ = seesame(*plain, "--command", command, "--out", "report.json", "--html", "report.html")
    assert code == 0 and "stranger.py" in out
    report = json.loads(Path("report.json").read_text())
    assert report["detection"]["0"]["box"]["AP50"]["mean"] == pytest.approx(1)
    assert report["system"]["type"] == "results" and report["provenance"]["machine"]["cores"] >= 1
    assert Path("report.html").exists()


def test_results_that_were_written_before_are_counted(dataset: Path, seesame: Program) -> None:
    plain = ("evaluate", "things.json", "pictures", "--runs", "2")
    assert seesame(*plain, "--write-questions", "asked.json")[0] == 0
    Path("stranger.py").write_text(STRANGER)
    subprocess.run([sys.executable, "stranger.py", "asked.json", "pictures", "theirs.json"], check=True)
    code, out, _ = seesame(*plain, "--questions", "asked.json", "--results", "theirs.json")
    assert code == 0 and "theirs.json" in out
    code, _, err = seesame(*plain, "--results", "things.json")
    assert code == 2 and "expected a list of COCO results" in err


def test_a_plan_writes_a_report_of_each_examination(dataset: Path, seesame: Program) -> None:
    Path("plan.toml").write_text(
        'title = "Two"\n[[examinations]]\nname = "one"\nsystems = ["finder", "shuffled"]\nprotocol = { runs = 1 }\n'
        '[[examinations]]\nname = "two"\nprotocol = { runs = 1, shots = 2 }\n'
    )
    options = ("--recipe", "plan.toml", "--out", "reports", "--markdown", "reports.md")
    assert seesame("evaluate", "things.json", "pictures", *options)[0] == 0
    assert sorted(path.name for path in Path("reports").iterdir()) == ["one-shuffled.json", "one.json", "two.json"]
    assert json.loads(Path("reports/two.json").read_text())["protocol"]["shots"] == 2
    assert Path("reports.md").read_text().startswith("# Two")


def test_the_official_folders_of_coco(dataset: Path, seesame: Program) -> None:
    content = json.loads(Path("things.json").read_text())
    content["categories"].append({"id": 2, "name": "blue thing"})
    Path("coco/annotations").mkdir(parents=True)
    Path("coco/annotations/instances_val2017.json").write_text(json.dumps(content))
    Path("pictures").rename("coco/val2017")
    asked = ("evaluate", "--coco", "coco", "--runs", "1", "--split", "1")
    code, out, _ = seesame(*asked, "--novel", "--out", "report.json")
    assert code == 0 and "coco-test" in out
    assert json.loads(Path("report.json").read_text())["sizes"]["present"] == 3
    code, _, err = seesame(*asked, "--known")
    assert code == 2 and "blue thing: no searched picture has an object of it" in err
    code, _, err = seesame("evaluate", "--coco", "nowhere")
    assert code == 2 and "expected COCO's official folders" in err


@pytest.mark.parametrize(
    "options",
    [
        ("--runs", "1"),
        ("things.json", "pictures", "--coco", "coco"),
        ("things.json", "pictures", "--recipe", "plan.toml", "--questions", "asked.json"),
        ("things.json", "pictures", "--command", "x {questions} {results}", "--results", "theirs.json"),
    ],
)
def test_what_does_not_go_together_is_2(dataset: Path, seesame: Program, options: tuple[str, ...]) -> None:
    code, _, err = seesame("evaluate", *options)
    assert code == 2 and "expected" in err


def test_a_dataset_of_any_format_is_recognised(dataset: Path, seesame: Program) -> None:
    (dataset / "all").mkdir()
    assert seesame("data", "convert", "things.json", "all/mine", "--format", "via", "--copy")[0] == 0
    code, out, err = seesame("evaluate", "all", "--runs", "1", "--out", "report.json")
    assert code == 0 and "all is VGG Image Annotator" in err
    report = json.loads(Path("report.json").read_text())
    assert report["detection"]["0"]["mask"]["AP50"]["mean"] == pytest.approx(1)
    assert "red thing 100.0 / 100.0" in out
    code, _, err = seesame("evaluate", "all", "--runs", "1", "--format", "voc")
    assert code == 2 and "expected Pascal VOC" in err


def test_where_nothing_absent_can_be_asked_that_is_said(dataset: Path, seesame: Program) -> None:
    options = ("--runs", "2", "--out", "report.json", "--html", "report.html", "--markdown", "report.md")
    code, out, _ = seesame("evaluate", "things.json", "pictures", *options)
    assert code == 0
    assert "nothing absent could be asked: every searched picture shows every category" in out
    assert json.loads(Path("report.json").read_text())["presence"]["ranking"]["auroc"]["mean"] is None


def test_a_recipe_names_its_datasets(dataset: Path, seesame: Program) -> None:
    assert seesame("data", "convert", "things.json", "worlds/one", "--format", "masks")[0] == 0
    Path("plan.toml").write_text(
        'title = "One"\n[[examinations]]\nname = "one"\ndataset = "one"\nprotocol = { runs = 1 }\n'
        '[[examinations]]\nname = "two"\ndataset = "../things.json"\nprotocol = { runs = 1 }\n'
    )
    code, _, err = seesame("evaluate", "worlds", "--recipe", "plan.toml", "--out", "reports")
    assert code == 0, err
    assert json.loads(Path("reports/one.json").read_text())["dataset"] == "one"


def test_joined_datasets_are_asked_for_the_things_of_the_others(dataset: Path, seesame: Program) -> None:
    assert seesame("data", "convert", "things.json", "worlds/one", "--format", "masks")[0] == 0
    assert seesame("data", "convert", "things.json", "worlds/two", "--rename", "red thing=other thing")[0] == 0
    parts = '[{ dataset = "one" }, { dataset = "two" }]'
    plan = 'title = "Both"\n[[examinations]]\nname = "both"\nprotocol = { runs = 1 }\n'
    Path("plan.toml").write_text(f"{plan}joined = {parts}\n")
    assert seesame("evaluate", "worlds", "--recipe", "plan.toml", "--out", "both.json")[0] == 0
    report = json.loads(Path("both.json").read_text())
    assert (report["dataset"], report["sizes"]["present"], report["sizes"]["absent"]) == ("both", 6, 6)
    assert report["presence"]["ranking"]["auroc"]["mean"] == pytest.approx(0.5)  # all the things are red
    Path("plan.toml").write_text(f'{plan}dataset = "one"\njoined = {parts}\n')
    code, _, err = seesame("evaluate", "worlds", "--recipe", "plan.toml")
    assert code == 2 and "came with dataset and joined, expected one of them" in err
