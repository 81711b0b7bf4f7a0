# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 5. Search a collection
#
# Look at every picture once; ask for ever. Needs `python -m pip install ".[index]"`.
#
# A collection of nine pieces of one picture is small, but everything works as with a million.

# %%
from pathlib import Path
from tempfile import mkdtemp

from PIL import Image

from seesame import Finder, Reference, demo, overlay, read
from seesame.index import Collection

folder = Path(mkdtemp())
picture = read(demo.coins())
height, width = picture.shape[:2]
for row in range(3):
    for column in range(3):
        piece = picture[row * height // 3 : (row + 1) * height // 3, column * width // 3 : (column + 1) * width // 3]
        Image.fromarray(piece).resize((512, 404)).save(folder / f"piece-{row}{column}.png")

# %% [markdown]
# ## Scan
#
# Every region of every picture becomes a vector in a LanceDB table. What is there and unchanged costs only a look.

# %%
finder = Finder()
collection, added = Collection.add(str(folder / "coins.index"), [str(folder)], finder)
print(added)
print(collection.info())

# %% [markdown]
# ## Ask
#
# The question becomes a vector, the nearest regions are looked up, and the pictures of the first page are looked at again
# by the whole network.

# %%
question = finder.describe(Reference(picture, demo.COIN))
page = collection.search(finder, question, size=4)
for hit in page.hits:
    print(Path(hit.path).name, round(hit.score, 2), "seen" if hit.verified else "estimated")

# %%
best = page.hits[0]
Image.fromarray(overlay(read(best.path), best.instances))

# %% [markdown]
# ## What is in here?
#
# The same vectors, grouped.

# %%
from seesame.index import views

for cluster in views.clusters(collection.tables)[:3]:
    print(cluster)

# %% [markdown]
# On the command line:
#
# ```sh
# seesame index add coins.index pictures/
# seesame search coin.jpg --in coins.index --export html
# seesame index clusters coins.index
# ```
#
# What a million pictures cost is on the page about [scale](../docs/scale.md).
