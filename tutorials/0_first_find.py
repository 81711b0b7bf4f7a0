# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 0. Find your first thing
#
# Five minutes, on a laptop or in a notebook on the web. Nothing is trained, nothing is downloaded but the package itself.
#
# ```sh
# python -m pip install .
# ```
#
# The picture comes with the package: 24 ancient coins.

# %%
from PIL import Image

from seesame import Finder, Reference, demo, overlay, read

picture = read(demo.coins())
Image.fromarray(picture)

# %% [markdown]
# ## Show it one
#
# A **reference** is a picture and the place of the thing in it. Here: one coin, in the box `x1, y1, x2, y2`.

# %%
reference = Reference(picture, (80, 174, 124, 218))
x1, y1, x2, y2 = (round(side) for side in reference.box)
Image.fromarray(picture[y1:y2, x1:x2]).resize((220, 220))

# %% [markdown]
# ## See the same
#
# A `Finder` holds the network. `find` gives **instances**: boxes, scores and masks, the best first.

# %%
finder = Finder()
found = finder.find(picture, reference, threshold=0.1)
print(len(found), "instances; best score", round(float(found.scores[0]), 2))
Image.fromarray(overlay(picture, found)).resize((768, 606))

# %% [markdown]
# The best score is not of the coin itself: the network compares kinds, not pixels, and a coin that is all coin may say more
# than the one in the box.
#
# ## How sure must it be?
#
# Scores are low: a right find often scores .3. At the threshold that the weights advise fewer are told.

# %%
print("advised:", round(finder.threshold, 2))
for threshold in (0.1, 0.25, 0.5):
    print(threshold, len(finder.find(picture, reference, threshold)))

# %% [markdown]
# ## Ask again for nearly nothing
#
# The picture is looked at once; further questions cost milliseconds. `describe` keeps what matters of references.

# %%
scene = finder.encode(picture)
large = finder.describe(Reference(picture, (318, 156, 378, 217)))
small = finder.describe(reference)
both = finder.describe([reference, Reference(picture, (318, 156, 378, 217))])
for name, question in (("large coin", large), ("small coin", small), ("both", both)):
    print(name, [round(float(score), 2) for score in finder.find(scene, question, 0.1).scores[:5]])

# %% [markdown]
# ## Your turn
#
# 1. Move the box of the reference half off the coin. What happens to the scores, and why?
# 2. Ask for something that is not there: the box `(0, 0, 40, 40)` shows background. Does it find "the same"?
# 3. Take a photograph of a table with two cups, and ask for the second with the first.
#
# On the command line the same is
#
# ```sh
# seesame find coins.png@80,174,124,218 --in coins.png --threshold 0.1
# ```
