# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 8. Where it fails, and what to do
#
# The pictures here come with scikit-image (`python -m pip install scikit-image`): coffee, a cat, a motorcycle.

# %%
import numpy as np
from PIL import Image
from skimage import data

from seesame import Finder, Reference, demo, overlay, read
from seesame.inspect import told, why

finder = Finder()
coins, cat, coffee = read(demo.coins()), data.chelsea(), data.coffee()
show = Image.fromarray

# %% [markdown]
# ## It believes that something is there
#
# There is no coin in this picture. The best match is still the best match.

# %%
coin = finder.describe(Reference(coins, demo.COIN))
for name, picture in (("coins", coins), ("cat", cat), ("coffee", coffee)):
    scene = finder.encode(picture)
    scores = finder.scores(scene, coin)
    print(f"{name}: best score {scores.max():.2f}, there with probability {finder.presence(scene, coin, scores):.2f}")

# %% [markdown]
# **What to do:** ask for a rate of false alarms instead of a threshold, or calibrate a card on pictures of your own that do
# not show the thing.

# %%
for rate in (0.05, 0.1, 0.3):
    level = finder.level(rate)
    print(f"{100 * rate:.0f} % false alarms: threshold {level.threshold:.2f}, finds {100 * level.recall:.0f} % of the objects")

# %% [markdown]
# ## The reference says too much, or too little
#
# A box that holds half of the thing, or a lot of surroundings, is another question.

# %%
scene = finder.encode(coins)
for name, box in (("the coin", demo.COIN), ("half of it", (80, 174, 102, 218)), ("with its neighbours", (60, 120, 200, 230))):
    found = finder.find(scene, Reference(coins, box))
    print(f"{name}: {len(found)} found")

# %% [markdown]
# **What to do:** draw a tight box, or better a mask; let `seesame card check` look at your examples.

# %%
from seesame.card import Card
from seesame.inference import diagnosis

for remark in diagnosis.check(finder, Card.of([Reference(coins, (80, 174, 102, 218), name="half")], "coin")):
    print(remark.example, remark.kind, remark.text)

# %% [markdown]
# ## Small things are never looked at
#
# If no region covers a thing, no threshold brings it back. `why` tells which step lost it.

# %%
large = np.full((1500, 2000, 3), 128, np.uint8)
large[600 : 600 + coins.shape[0], 900 : 900 + coins.shape[1]] = coins
whole = finder.find(large, Reference(coins, demo.COIN), 0.1)
tiles = finder.find(large, Reference(coins, demo.COIN), 0.1, tiles="auto")
print(len(whole), "found in the whole,", len(tiles), "in tiles")

# %%
x1, y1, x2, y2 = demo.COIN
answer = why(finder, large, Reference(coins, demo.COIN), at=(x1 + 900, y1 + 600, x2 + 900, y2 + 600))
print(told(answer).headline)
print(told(answer).text)

# %% [markdown]
# **What to do:** `--tiles auto` for small things in large pictures; it takes longer.
#
# ## It compares looks, not use
#
# A cup seen from above and from the side look different. Two references say more than one; and what was found wrongly
# teaches: `seesame card teach mug.seesame --yes 3 7 --no 1 4`.

# %%
cup = Reference.from_box(coffee, (170, 90, 470, 330))
show(overlay(coffee, finder.find(coffee, cup, 0.1)))

# %% [markdown]
# ## What the figures say
#
# The page of [results](../docs/results.md) has all of them: one reference finds about a quarter of the area under the curve on COCO,
# chance one hundredth of it; at the shipped threshold twelve of a hundred questions about what is not there get a find.
