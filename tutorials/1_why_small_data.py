# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 1. Why small data
#
# Detectors learn categories from thousands of annotated things. Annotation is what they cost.
#
# ## What it costs
#
# Drawing the outline of one thing takes a person about a minute; the authors of COCO report more than 70,000 hours of work
# for 2.5 million things ([arXiv 1405.0312](https://arxiv.org/abs/1405.0312)). Let us count for a shop with 500 articles.

# %%
SECONDS_AN_OUTLINE = 60
articles, examples = 500, 200
hours = articles * examples * SECONDS_AN_OUTLINE / 3600
print(f"{hours:,.0f} hours, {hours / 1600:.1f} years of one person")
print("and every new article:", round(examples * SECONDS_AN_OUTLINE / 3600, 1), "hours")

# %% [markdown]
# With one example an article:

# %%
print(f"{articles * SECONDS_AN_OUTLINE / 3600:.1f} hours, and every new article a minute")

# %% [markdown]
# ## What one picture can do
#
# The idea of one-shot search: do not learn what a mug is, learn what it is *to be the same kind*. That can be learnt from any
# things, and then asked of new ones.
#
# A box and a mask are not needed to see how much the reference matters. Here is a picture in which every thing is of one
# kind, so every wrong find is one of a part or of a group.

# %%
import numpy as np
from PIL import Image

from seesame import Finder, Reference, demo, read

picture = read(demo.coins())
finder = Finder()
scene = finder.encode(picture)
everything = finder.find(scene, Reference(picture, demo.COIN), 0.1)
boxes = everything.boxes.round().astype(int)

# %% [markdown]
# Now each found coin asks for all others. How many does it find?

# %%
counts = []
for box in boxes:
    question = finder.describe(Reference.from_box(picture, tuple(float(side) for side in box)))
    counts.append(len(finder.find(scene, question, finder.threshold)))
best, worst = int(np.argmax(counts)), int(np.argmin(counts))
print("found by each of them:", sorted(counts))
print("the best and the worst example find", counts[best], "and", counts[worst])

# %%
def shown(row):
    x1, y1, x2, y2 = boxes[row]
    return Image.fromarray(picture[y1:y2, x1:x2]).resize((180, 180))


pair = Image.new("RGB", (380, 180), "white")
pair.paste(shown(best), (0, 0))
pair.paste(shown(worst), (200, 0))
pair

# %% [markdown]
# **The spread over references is part of the answer.** A figure for one reference means little; evaluations draw several
# and tell the spread. And two or three examples are worth much more than one:

# %%
rng = np.random.default_rng(0)
for shots in (1, 3, 5):
    found = []
    for _ in range(6):
        rows = rng.choice(len(boxes), shots, replace=False)
        examples = [Reference.from_box(picture, tuple(float(side) for side in boxes[row])) for row in rows]
        found.append(len(finder.find(scene, finder.describe(examples), finder.threshold)))
    print(shots, "references:", sorted(found))

# %% [markdown]
# ## What one picture cannot do
#
# - Say what you mean: the mug, its colour, or that mug.
# - Beat a detector that was trained on the very categories that you ask for.
# - Promise that nothing is there.
#
# The rest of the workshop looks at each of these.
