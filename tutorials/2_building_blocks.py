# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 2. The building blocks
#
# One cell a block, each with its picture. `stages` asks one question and keeps everything on the way.

# %%
from PIL import Image

from seesame import Finder, Reference, demo, read
from seesame.inspect import views
from seesame.inspect.stages import stages

picture = read(demo.coins())
finder = Finder()
made = stages(finder, picture, [Reference(picture, demo.COIN)], threshold=0.1)
show = Image.fromarray

# %% [markdown]
# ## Frame
#
# The picture is resized by one scale for both axes and padded.

# %%
frame = made.scene.frame
print("scale", round(frame.scale, 3), "frame", frame.pixels.shape)
show(views.framed(made))

# %% [markdown]
# ## Backbone and pyramid
#
# A convolutional network turns pixels into maps: fine ones that see small things, coarse ones that see large ones. The
# pyramid mixes them, so that each level knows both where and what. Three main directions of each map are shown as colours.

# %%
for stride, level in zip((4, 8, 16, 32), made.scene.seen.pyramid, strict=True):
    print("stride", stride, "map", level.shape)
show(views.activations(made))

# %% [markdown]
# ## Anchors and proposals
#
# Mask R-CNN lays boxes of several sizes (anchors) over every place and asks which hold an object. Here each place says by
# itself whether an object is there and how far its four sides are. Nobody has asked for a coin yet: this is the same for
# every question.

# %%
print(len(made.candidates), "candidates,", len(made.proposed), "not suppressed,", len(made.regions), "looked at closely")
show(views.candidates(made))

# %% [markdown]
# ## Refinement and quality
#
# Each candidate is looked at again with what lies around it and with the others: it is moved, and judged. Is this one whole
# thing?

# %%
show(views.refined(made))

# %%
show(views.judged(made, made.quality))

# %% [markdown]
# ## The Siamese branch and the descriptor
#
# The reference goes through the *same* network: twins, hence Siamese. What is kept of it is small.

# %%
descriptor = made.descriptor
print("vector", descriptor.vectors.shape, "map", descriptor.maps.shape, "which cells count", descriptor.weights.shape)
kept = descriptor.vectors.nbytes + descriptor.maps.nbytes + descriptor.weights.nbytes
print("a question is", round(kept / 1024, 1), "KB")

# %% [markdown]
# ## Match
#
# Regions and descriptor are compared: vector with vector, cell with cell. The second picture asks every place of the scene,
# not only the regions.

# %%
show(views.judged(made, made.match))

# %%
show(views.likeness(made))

# %% [markdown]
# ## Region comparison
#
# For the best region: which cells of the reference are found where, and what the score is made of.

# %%
from seesame.inspect import sheet, why

show(sheet(why(finder, made.scene, made.references, threshold=0.1), picture, made.references))

# %% [markdown]
# ## Score
#
# Only what is alike *and* one whole thing scores; both together are fitted to be a probability.

# %%
best = made.scores.argmax()
print("match", round(float(made.match[best]), 2), "quality", round(float(made.quality[best]), 2))
print("score", round(float(made.scores[best]), 2))

# %% [markdown]
# ## Suppression
#
# Of regions that overlap by half only the best is told.

# %%
print(len(made.enough), "score enough,", len(made.found), "are told")
show(views.suppressed(made))

# %% [markdown]
# ## Masks
#
# In each box a grid of 28 x 28 cells says how probably each belongs to the thing.

# %%
show(views.outlines(made))

# %%
show(views.answer(made))

# %% [markdown]
# ## The other order
#
# Siamese Mask R-CNN compares whole levels of the pyramid with the reference *first*, and proposes from the result: its candidates
# know the question. That finds what only the question makes conspicuous; but every question starts anew. The
# network here proposes first, so the next question is nearly free, and regions can be kept on disk (tutorial 5).
#
# ## Your turn
#
# 1. Find the stage that loses a coin: ask `why` with `at=` its box and a high threshold.
# 2. Give two references. Which of the two counts more for the best region?
