# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 9. Reproduce the paper
#
# Siamese Mask R-CNN ([arXiv 1811.11507](https://arxiv.org/abs/1811.11507)) was trained on COCO's train2017 (118,000 pictures) and tested on
# val2017. What it reached, with one reference from any picture, box and mask AP50:
#
# | | box | mask |
# |---|---|---|
# | trained on all 80 categories | 35.5 | 33.1 |
# | novel categories, mean of four splits | 16.3 | 14.5 |
#
# ## What you need
#
# - COCO's pictures and annotations, 25 GB, in the folder layout that COCO publishes.
# - ImageNet weights of ResNet-50 as a state dict with torchvision's names.
# - The paper used four GPUs. A step of `paper-large` is 12 pictures; the schedule is 160,000 steps for a split, 320,000 for
#   all categories.
#
# ## The commands
#
# ```sh
# python -m pip install ".[train]"
# seesame evaluate --coco COCO --recipe recipes/paper/novel.toml --weights runs/split-1/last.pt --out results/paper
# ```
#
# The recipes of the examinations say what the paper asked: references from any picture, five runs, categories of the split.

# %%
from pathlib import Path

recipes = Path("recipes/paper") if Path("recipes/paper").exists() else Path("../recipes/paper")
for path in sorted(recipes.glob("*.toml")):
    print(path.name, "-", path.read_text().splitlines()[0].removeprefix("# "))

# %% [markdown]
# ## The network
#
# It is built from its preset; what it holds is what the paper says.

# %%
from seesame.model.build import PAPER_PRESETS

for name, preset in sorted(PAPER_PRESETS.items()):
    print(name, preset)
