# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 3. Train it
#
# The weights that ship know how to compare things. When your things are unlike everything they learnt from, a few annotated
# pictures help. Needs `python -m pip install ".[train,evaluate]"`.
#
# First in a minute, on shapes that are drawn here; then on photographs; then on yours.

# %% [markdown]
# ## Something to learn
#
# Four kinds of marks, drawn in random colours on noise. Colour tells nothing, only the pattern does, which is hard for a
# network that learnt from photographs.

# %%
from pathlib import Path
from tempfile import mkdtemp

import cv2
import numpy as np
from PIL import Image

from seesame.data import Dataset, Object, Record
from seesame.data.convert import convert

folder = Path(mkdtemp())
KINDS = ("ring", "cross", "bar", "bow")


def pattern(kind, side):
    mask = np.zeros((side, side), np.uint8)
    half, thick = side // 2, max(side // 6, 3)
    if kind == "ring":
        cv2.circle(mask, (half, half), half - thick, 1, thick)
    elif kind == "cross":
        cv2.line(mask, (thick, thick), (side - thick, side - thick), 1, thick)
        cv2.line(mask, (thick, side - thick), (side - thick, thick), 1, thick)
    elif kind == "bar":
        cv2.rectangle(mask, (2, half - thick), (side - 3, half + thick), 1, -1)
    else:
        cv2.fillPoly(mask, [np.array([[2, 2], [half, half], [2, side - 3]])], 1)
        cv2.fillPoly(mask, [np.array([[side - 3, 2], [half, half], [side - 3, side - 3]])], 1)
    return mask


def picture_of(rng, path):
    picture = rng.integers(60, 200, (3,)) + rng.integers(-30, 30, (192, 256, 3))
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    objects = []
    for place in rng.permutation(6)[:4]:
        kind, side = str(rng.choice(KINDS)), int(rng.integers(36, 64))
        x, y = (place % 3) * 85 + int(rng.integers(0, 20)), (place // 3) * 96 + int(rng.integers(0, 30))
        mask = np.zeros(picture.shape[:2], np.uint8)
        mask[y : y + side, x : x + side] = pattern(kind, side)[: 192 - y, : 256 - x]
        picture[mask > 0] = rng.integers(0, 256, 3)
        objects.append(Object.of_mask(mask > 0, kind))
    Image.fromarray(picture).save(path)
    return Record.of(path, objects)


def drawn(name, count, seed):
    rng = np.random.default_rng(seed)
    (folder / f"{name}-drawn").mkdir()
    records = [picture_of(rng, folder / f"{name}-drawn" / f"{number}.png") for number in range(count)]
    convert(Dataset.of(name, records), folder / name, "coco")


drawn("train", 24, seed=0)
drawn("val", 6, seed=1)
Image.fromarray(cv2.imread(str(folder / "train-drawn" / "0.png"))[..., ::-1])

# %% [markdown]
# Annotations are data like any other: look at them before you learn from them. On the command line this is
# `seesame data check`.

# %%
from seesame.data import open_dataset
from seesame.data.check import check

train, val = open_dataset(folder / "train"), open_dataset(folder / "val")
looked = check(train)
print(len(train), "pictures,", sum(len(record.objects) for record in train.records), "objects,", train.categories)
print(len(looked.problems), "problems")

# %% [markdown]
# ## The recipe
#
# Everything that decides what comes out of a training is in one value, which is also a TOML file. `own_recipe` is the one
# for few pictures: it begins with the weights that ship, lets the heads learn alone at first, and then all but the first
# layers. We make it smaller, for small pictures and little patience.

# %%
import os
from dataclasses import replace

from seesame.configuration import to_toml
from seesame.data.sources import SourceSpec
from seesame.train.recipe import own_recipe

STEPS = int(os.environ.get("STEPS", 60))  # a minute or two; 12 already teach something
recipe = own_recipe("marks", SourceSpec("train"))
recipe = replace(
    recipe,
    steps=STEPS,
    stages=(replace(recipe.stages[0], steps=STEPS // 4),),
    checkpoint_every=max(STEPS // 3, 1),
    optimiser=replace(recipe.optimiser, warm_up=3, average=0.9),
    episodes=replace(recipe.episodes, scene_side=192, long_sides=(180.0, 300.0), cutout_sizes=(28.0, 90.0)),
)
print(to_toml(recipe)[:420], "...")

# %% [markdown]
# ## What one step sees
#
# A batch of scenes and questions. Some scenes are windows on pictures, some have objects pasted in, some are four pictures
# side by side. Every question is asked of every scene, so most are about something that is not there: that is how the
# network learns to say so.

# %%
from seesame.data.episodes import Episodes
from seesame.data.sources import read_pool
from seesame.inspect.data_views import episode_picture

episodes = Episodes(read_pool(recipe.sources, folder, hold_back=0.0), recipe.episodes, recipe.seed)
Image.fromarray(episode_picture(episodes[0]))

# %% [markdown]
# ## Train
#
# `run` writes `last.pt` again and again, whole or not at all: stop it at any moment, call it again, and it goes on to the
# very same numbers. A judge looks at each checkpoint with pictures that are not trained on, and the best is kept.

# %%
from seesame.evaluate.one_shot_judge import OneShotJudge
from seesame.train.loop import run

judge = OneShotJudge(val)
losses = []


def tell(done, total, text):
    words = text.split()
    losses.append(float(words[words.index("match") + 1]))
    if done in (1, total // 3, 2 * total // 3, total):
        print(done, "of", total, text.split(" | ")[0])


last = run(recipe, folder, folder / "run", workers=0, progress=tell, judge=judge, finds=judge.finds)
print(sorted(path.name for path in (folder / "run").iterdir()))

# %%
from seesame.pages.charts import alone, lines

curve = {"match": [(step, loss) for step, loss in enumerate(losses)]}
alone(lines("How wrong the comparison is, step by step", "step", "loss", curve, (len(losses), max(losses))))

# %% [markdown]
# Every batch asks other things, so the curve is rough; its mean falls. Whether anything was learnt, only pictures that it did
# not learn from can say.
#
# ## What it is good for
#
# The checkpoint becomes weights that run without torch. Are they better than those it began with, on the pictures that it
# never saw?

# %%
from seesame import Finder
from seesame.evaluate import Protocol, evaluate
from seesame.train.export import export

export(folder / "run" / "best.pt", folder / "weights")
before, after = Finder(), Finder(folder / "weights")
for name, finder in (("as shipped", before), ("trained", after)):
    report = evaluate(finder, val, Protocol(runs=1))
    figure, rank = report.detection["0"]["mask"]["AP50"]["mean"], report.presence["ranking"]["auroc"]["mean"]
    print(f"{name}: mask AP50 {100 * figure:.0f}, presence AUROC {100 * rank:.0f}")

# %%
from seesame import Reference, overlay

example = next(each for each in train.records[0].objects)
reference = Reference.from_box(train.records[0].read(), example.box)
scene = next(record for record in val.records if any(o.category == example.category for o in record.objects)).read()
both = [overlay(scene, finder.find(scene, reference, threshold=0.15), reference) for finder in (before, after)]
Image.fromarray(np.hstack(both)).resize((1024, 384))

# %% [markdown]
# ## Photographs: balloons
#
# 61 pictures of balloons, outlined by hand (the [balloon data set](https://github.com/matterport/Mask_RCNN/releases)), and 13 to
# measure with:
#
# ```sh
# seesame evaluate balloon/val
# seesame train balloon/train --check balloon/val --unnamed balloon
# seesame evaluate balloon/val --weights runs/balloon/weights
# ```
#
# What that gives, and how long it takes, is told with its commands in [Training](../docs/training.md#what-it-gives). After a
# minute the command itself says how long it will take on your machine. `tensorboard --logdir runs` shows losses, the
# figure of every checkpoint and what is found as yet.
#
# ## Yours
#
# 1. Take ten pictures or more, and set some others aside.
# 2. `seesame label mug.seesame --in pictures/ --out labels` makes a first draft from a card; correct it in the tool you like
#    ([Label](../docs/label.md)).
# 3. `seesame data check labels`
# 4. `seesame train labels --check others --unnamed mug`
# 5. `seesame find mug.jpg --in kitchen/ --weights runs/labels/weights`
#
# If what you want are always the same few kinds, and no example will ever be given, a detector for these is the better
# tool: `seesame maskrcnn train` takes the same data ([Mask R-CNN](../docs/maskrcnn.md)).
#
# ## Your turn
#
# 1. Set `STEPS` to 12, and to 200. How much is gained, and which checkpoint does the judge keep?
# 2. Leave out `bar` from the training pictures. Is it found better or worse than before, though nobody taught it?
