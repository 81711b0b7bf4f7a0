# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 6. Deploy it
#
# One process finds things for everybody: `seesame serve` is a page for a browser and, behind it, an HTTP API. Here we start
# one, ask it, watch it, kill it and start it again. Needs `python -m pip install ".[web,index]"`.
#
# ![The page: coins found in one picture, a false alarm in another, and the slider that decides](../docs/pictures/application.png)
#
# A server searches pictures. Ours has a folder of three: the coins that ship, their mirror image, and a chequered board
# without any coin.

# %%
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from PIL import Image, ImageDraw

from seesame import demo, read

home = Path(mkdtemp())
(home / "pictures").mkdir()
coins = read(demo.coins())
squares = np.kron(np.indices((6, 8)).sum(0) % 2, np.ones((50, 50)))
board = (120 + 60 * np.dstack([squares] * 3)).astype(np.uint8)
for name, picture in (("coins", coins), ("mirrored", coins[:, ::-1]), ("board", board)):
    Image.fromarray(picture).save(home / "pictures" / f"{name}.png")

# %% [markdown]
# ## Start
#
# In a terminal you would type
#
# ```sh
# seesame serve --folder pictures/ --library library --open
# ```
#
# A notebook starts the same command as a process of its own. Port 0 means any that is free; the server says which. What it
# says goes to a file, so that we can read it later.

# %%
import atexit
import re
import subprocess
import sys
import time


def serve(name, *options, **more):
    """Start a server; returns its process and its address, once it listens."""
    log = home / f"{name}.log"
    command = [sys.executable, "-m", "seesame", "serve", "--port", "0", "--threads", "1", *options]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=home, stderr=written, **more)
    atexit.register(process.kill)  # no server outlives the notebook
    while process.poll() is None:
        if told := re.search(r"open (\S+)/ in a browser", log.read_text()):
            return process, told[1]
        time.sleep(0.05)
    raise RuntimeError(log.read_text())


first, address = serve("first", "--folder", "pictures", "--library", "library")
print("listens on the loopback:", address.startswith("http://127.0.0.1:"))

# %% [markdown]
# A server on the loopback (`127.0.0.1`) is reached by this machine alone. It needs no password, and nothing leaves the
# machine.
#
# ## Ask
#
# A request is a method, an address and perhaps a body; the answer is a status and JSON. Python's own library is enough.

# %%
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def ask(address, method, path, body=None, token=None):
    """One request; returns the status, and what came back."""
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(f"{address}/api/v1{path}", content, {"Content-Type": kind}, method=method)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        answer = urlopen(request, timeout=60)
    except HTTPError as refused:  # 4xx and 5xx are answers, too
        answer = refused
    with answer:
        said, kind = answer.read(), answer.headers.get("Content-Type", "")
        return answer.status, json.loads(said) if re.search("[/+]json", kind) else said


status, uploaded = ask(address, "POST", "/pictures?name=coins.png", demo.coins().read_bytes())
print(status, uploaded["name"], uploaded["width"], "x", uploaded["height"])

# %% [markdown]
# 201 means: created. The picture is now known by an id that is made of its bytes, and is kept in memory alone. A question
# names that id and the box of the example.

# %%
coin = {"references": [{"picture": uploaded["id"], "box": demo.COIN}], "name": "coin"}
asked = {"question": coin, "picture": uploaded["id"], "threshold": 0.1}
status, found = ask(address, "POST", "/find", asked)
print(status, len(found["instances"]), "coins, the best at", round(found["score"], 2))
print("there at all, with probability", round(found["presence"], 2))
print("the best:", {key: value for key, value in found["instances"][0].items() if key != "mask"})

# %% [markdown]
# Masks came as polygons, so any program can draw them. Here Pillow does; no part of seesame is needed to use a server.


# %%
def drawn(path, answer):
    """A picture and the outlines that the server told."""
    picture = Image.open(path).convert("RGB")
    colour = Image.new("RGB", picture.size, (255, 127, 39))
    for instance in answer["instances"]:
        mask = Image.new("L", picture.size, 0)
        for piece in instance["mask"]["polygons"]:
            ImageDraw.Draw(mask).polygon(piece, fill=110, outline=255)
        picture.paste(colour, mask=mask)
    return picture


drawn(demo.coins(), found).resize((768, 606))

# %% [markdown]
# ## Ask again
#
# The server remembers what it saw of a picture. The first question pays for the look; the second does not.

# %%
from seesame.images.canvas import Canvas

ORANGE, BLUE = (230, 110, 30), (40, 110, 190)


def bars(rows, unit, width=640):
    """A figure: a bar and its value for each row."""
    paper = Canvas(width, 34 * len(rows) + 16)
    longest = max(value for value, _ in rows.values())
    for line, (name, (value, colour)) in enumerate(rows.items()):
        y, end = 10 + 34 * line, 214 + (width - 320) * value / longest
        paper.text((200, y + 13), name, anchor="rm")
        paper.box((212, y, end, y + 26), colour, 3)
        paper.text((end + 10, y + 13), f"{value:.0f} {unit}", anchor="lm")
    return Image.fromarray(paper.done())


another = np.roll(coins, 40, 1)  # a picture that the server has not seen
Image.fromarray(another).save(home / "another.png")
content = (home / "another.png").read_bytes()
_, other = ask(address, "POST", "/pictures?name=another.png", content)
times = {}
for name in ("the first question", "the second question"):
    began = time.perf_counter()
    ask(address, "POST", "/find", {"question": coin, "picture": other["id"]})
    times[name] = (1000 * (time.perf_counter() - began), ORANGE if not times else BLUE)
bars(times, "ms")

# %% [markdown]
# ## Ask a folder
#
# Many pictures take long, so `/search` does not make you wait for the last one: it sends a line of JSON for each picture as
# soon as it was looked at. `place` says where the answer belongs among those that came so far.


# %%
def search(address, body, token=None):
    """The answers of a stream, the best first."""
    _, lines = ask(address, "POST", "/search", body, token)
    ranked = []
    for line in map(json.loads, lines.splitlines()):
        if line["kind"] == "answer":
            ranked.insert(line["place"], line)
    return ranked


ranked = search(address, {"question": coin, "scope": {"kind": "folder"}, "threshold": 0.1})
sheet = Image.new("RGB", (3 * 250 + 10, 210), "white")
for place, answer in enumerate(ranked):
    print(f"{answer['name']}: {len(answer['instances'])} found; there with probability {answer['presence']:.2f}")
    picture = drawn(home / "pictures" / answer["name"], answer)
    sheet.paste(picture.resize((240, 190)), (10 + 250 * place, 10))
sheet

# %% [markdown]
# The board comes last: in nearly every picture something looks a little like a coin, but nothing on the board looks enough
# like one. It is not always so; [where it fails](8_where_it_fails.py) tells what to do then.
#
# ## Keep a card
#
# A question can be kept by the server, as a card in its library: one file, which `seesame find` takes as well. From then
# on nobody needs to send the example again.

# %%
kept = {"name": "Coin", "question": coin, "threshold": 0.1}
status, card = ask(address, "PUT", "/cards/coin", kept)
print(status, card["name"], "with", card["references"], "reference")
print([path.relative_to(home).as_posix() for path in (home / "library").rglob("*.seesame")])
_, by_card = ask(address, "POST", "/find", {"question": {"card": "coin"}, "picture": other["id"]})
print(len(by_card["instances"]), "found with the card alone")
_, preview = ask(address, "GET", "/cards/coin/preview")
(home / "preview.jpg").write_bytes(preview)
Image.open(home / "preview.jpg")

# %% [markdown]
# ## When something is wrong
#
# A server never says only "error". Every problem has a status, a code for programs and a sentence for people. The [page
# about the API](../docs/http.md) has the table of all of them.

# %%
for method, path, body in (
    ("GET", "/cards/mug", None),
    ("POST", "/pictures?name=letter.jpg", b"Dear Sir or Madam"),
    ("POST", "/find", {"question": coin, "picture": uploaded["id"], "treshold": 0.1}),
):
    status, problem = ask(address, method, path, body)
    print(status, problem["code"], "-", problem["detail"])

# %% [markdown]
# ## Is it well?
#
# Three addresses are for machines that watch. `health` says that the process lives, `ready` that it takes questions, and
# `metrics` counts, in the form that Prometheus collects.

# %%
print(ask(address, "GET", "/health"))
print(ask(address, "GET", "/ready"))
_, metrics = ask(address, "GET", "/metrics")
for name in ("pictures_encoded", "scenes", "scenes_hits", "uploads", "questions_refused"):
    print(re.search(f"^seesame_{name} .*", metrics.decode(), re.MULTILINE)[0])

# %% [markdown]
# From the same numbers: how often each address was asked, and how long it took until an answer began, on the average.

# %%
line = r'seesame_request_seconds_(sum|count){method="(\w+)",route="(\S+?)"} (\S+)'
figures = {"sum": {}, "count": {}}
for figure, method, route, value in re.findall(line, metrics.decode()):
    figures[figure][f"{method} {route}"] = float(value)
rows = {}
for route, count in figures["count"].items():
    rows[f"{route} ({count:.0f})"] = (1000 * figures["sum"][route] / count, BLUE)
bars(rows, "ms")

# %% [markdown]
# The log has a line of JSON for each request, with the id that the answer carried as `X-Request-Id`. It names no pictures
# and no tokens.

# %%
line = next(line for line in (home / "first.log").read_text().splitlines() if "/find" in line)
for key, value in json.loads(line).items():
    print(f"{key}: {value}")

# %% [markdown]
# ## Look at every picture once
#
# A large folder is put into a collection ([tutorial 5](5_search_a_collection.py)). That is a job: it goes on while others
# ask, and tells how far it is.

# %%
_, job = ask(address, "POST", "/jobs", {"kind": "index"})
while job["state"] in ("waiting", "running"):
    time.sleep(0.1)
    _, job = ask(address, "GET", f"/jobs/{job['id']}")
print(job["state"], job["result"])

# %% [markdown]
# ## Pull the plug
#
# What if the machine loses power? `kill` ends a process without a word. What the server had said to be kept is in the
# library; the uploaded pictures, which it had only in memory, are gone.

# %%
first.kill()
first.wait()
print(sorted(path.relative_to(home).as_posix() for path in (home / "library").glob("*")))

# %% [markdown]
# So it is started again with the same words, and the card is there. This time we allow pictures of half a megapixel at most.

# %%
second, address = serve("second", "--folder", "pictures", "--library", "library", "--max-pixels", "500000")
_, shelf = ask(address, "GET", "/cards")
print("after the power cut:", [card["name"] for card in shelf["cards"]])

# %% [markdown]
# ## Limits
#
# A server must not fall over because somebody sends too much. It looks at the length of a request before it reads it, and at
# the size of a picture before it decodes it. A file of a few kilobytes can hold a picture that would fill the memory:

# %%
_, about = ask(address, "GET", "/about")
print(about["limits"])
Image.new("RGB", (1000, 1000)).save(home / "black.png")
black = (home / "black.png").read_bytes()
print(len(black), "bytes are sent")
status, problem = ask(address, "POST", "/pictures?name=black.png", black)
print(status, problem["code"], "-", problem["detail"])

# %% [markdown]
# Questions have limits, too: `--workers` of them are answered at once, `--waiting` may wait. One more gets the status 503 and
# `Retry-After`, so that clients come again instead of piling up.
#
# ## Shut down
#
# Ctrl-C, or the signal that engines and systemd send, ends a server with manners: it takes no more requests, and those that
# it has get ten seconds. Nothing has to be saved; it has been.

# %%
second.terminate()
second.wait(timeout=30)
print("ended; the last line of its log:")
print((home / "second.log").read_text().splitlines()[-1])
print("still kept:", [path.name for path in (home / "library" / "cards").glob("*")])

# %% [markdown]
# The server so far was reached by this machine alone. How others reach it, in a container and with many machines, is
# [the next notebook](7_many_machines.py).
#
# ## Your turn
#
# 1. Start `seesame serve --folder YOUR-PICTURES --open`, draw a box, and keep a card. Then ask with the card's file on the
#    command line: `seesame find seesame-library/cards/NAME.seesame --in YOUR-PICTURES`.
# 2. Say yes and no to what was found with `POST /cards/coin/feedback`. Does the second search rank better?
# 3. Start a server with `--waiting 0 --workers 1` and ask it ten things at once. What do nine of them hear?
