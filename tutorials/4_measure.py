# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 4. Measure it
#
# How good is a system that finds things from an example? Needs `python -m pip install ".[evaluate]"`.
#
# To have something to measure, we draw pictures: discs, squares and wedges on noise. (With pictures of your own, give
# their annotations to `seesame evaluate`.)

# %%
from pathlib import Path
from tempfile import mkdtemp

import cv2
import numpy as np
from PIL import Image

from seesame.data import Dataset, Object, Record

folder = Path(mkdtemp())
rng = np.random.default_rng(3)
KINDS = {"disc": (200, 60, 50), "square": (60, 150, 80), "wedge": (70, 80, 200)}


def draw(picture, kind, x, y, side):
    mask = np.zeros(picture.shape[:2], np.uint8)
    if kind == "disc":
        cv2.circle(mask, (x, y), side // 2, 1, -1)
    elif kind == "square":
        mask[y - side // 2 : y + side // 2, x - side // 2 : x + side // 2] = 1
    else:
        half = side // 2
        cv2.fillPoly(mask, [np.array([[x, y - half], [x + half, y + half], [x - half, y + half]])], 1)
    picture[mask > 0] = KINDS[kind]
    return mask > 0


records = []
for number in range(8):
    picture = rng.integers(150, 230, (240, 320, 3)).astype(np.uint8)
    kinds = rng.choice(list(KINDS), 2, replace=False)
    objects = []
    for place, (column, row) in enumerate(((80, 60), (240, 60), (80, 180), (240, 180))):
        kind = str(kinds[place % 2])
        mask = draw(picture, kind, column, row, int(rng.integers(50, 90)))
        objects.append(Object.of_mask(mask, kind))
    path = folder / f"{number}.png"
    Image.fromarray(picture).save(path)
    records.append(Record.of(path, objects))
dataset = Dataset.of("shapes", records)
Image.fromarray(records[0].read())

# %% [markdown]
# ## What is asked
#
# For every category in every picture, with a reference from *another* picture; and as often for a category that is not
# there. A `Protocol` says how.

# %%
from seesame.evaluate import Protocol
from seesame.evaluate import draw as draw_questions

protocol = Protocol(runs=2, shots=1, seed=0)
exam = draw_questions(dataset, protocol)
present = sum(question.present for question in exam.questions)
print(len(exam.questions), "questions,", present, "about what is there")

# %% [markdown]
# ## What came back

# %%
from seesame import Finder
from seesame.evaluate import Shuffled, evaluate, table

finder = Finder()
report = evaluate(finder, dataset, protocol)
chance = evaluate(Shuffled(finder), dataset, protocol)
print(table(report, chance))

# %% [markdown]
# **AP50** orders all finds by score; going down the list, how many are right so far (precision), and how many of all things
# have been found (recall)? The area under that curve is the figure.

# %%
from seesame.pages.charts import alone, lines

curve = next(iter(report.detection.values()))["curve"]["box"]
alone(lines("Precision and recall", "recall", "precision", {"seesame": [(i / 100, p) for i, p in enumerate(curve)]}))

# %% [markdown]
# ## Is it there at all?
#
# AUROC: how often a picture with the thing gets a higher best score than one without. .5 is chance.

# %%
print("AUROC", round(report.presence["ranking"]["auroc"]["mean"], 2))

# %% [markdown]
# ## Known and novel
#
# A category that training has seen is *known*. Drawn shapes are in no training set, so these figures are about novel things, of
# an easy kind. COCO's splits hold out 20 of 80 categories: `seesame evaluate --split 1 --novel`.
#
# ## Which reference?

# %%
each = next(iter(report.detection.values()))["categories"]
for name, figures in each.items():
    print(name, "AP50 of the two draws:", figures["box"]["AP50"]["runs"])

# %% [markdown]
# ## Finds beside the truth

# %%
from seesame.inspect import differences
from seesame.inspect.truth import truth_of
from seesame.reference import Reference

record, other = dataset.records[0], dataset.records[1]
kind = record.objects[0].category
example = next(o for r in dataset.records[1:] for o in r.objects if o.category == kind)
source = next(r for r in dataset.records[1:] if any(o.category == kind for o in r.objects))
found = finder.find(record.read(), Reference.from_box(source.read(), example.box))
Image.fromarray(differences(record.read(), found, truth_of(record, kind)))

# %% [markdown]
# ## Your turn
#
# 1. Evaluate with `shots=3`. Does the spread over draws shrink?
# 2. Make the shapes smaller. At which side does recall fall?
