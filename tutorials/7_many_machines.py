# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 7. Many machines
#
# In [the notebook before](6_deploy.py) a server was reached by its own machine alone. Here it opens to others: behind a token,
# in a container, and several side by side, of which we kill one. Needs `python -m pip install ".[web,index]"`.
#
# First a folder with two pictures, the coins that ship and their mirror image, and a collection made of them.

# %%
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from PIL import Image

from seesame import demo, read

home = Path(mkdtemp())
for name in ("pictures", "library"):
    (home / name).mkdir()
coins = read(demo.coins())
for name, picture in (("coins", coins), ("mirrored", coins[:, ::-1])):
    Image.fromarray(picture).save(home / "pictures" / f"{name}.png")


def seesame(*words):
    """What `seesame` with these words says, as it would in a terminal."""
    return subprocess.run([sys.executable, "-m", "seesame", *words], cwd=home, capture_output=True, text=True)


print(seesame("index", "add", "library/collection.index", "pictures").stderr.splitlines()[-1])

# %% [markdown]
# And what starts a server and asks it, as before.

# %%
import atexit
import json
import re
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def serve(name, *options):
    """Start a server; returns its process and its address, once it listens."""
    log = home / f"{name}.log"
    command = [sys.executable, "-m", "seesame", "serve", "--port", "0", "--threads", "1", *options]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=home, stderr=written)
    atexit.register(process.kill)  # no server outlives the notebook
    while process.poll() is None:
        if told := re.search(r"open (\S+)/ in a browser", log.read_text()):
            return process, told[1]
        time.sleep(0.05)
    raise RuntimeError(log.read_text())


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


# %% [markdown]
# ## A token
#
# As soon as others can reach a server, it wants a token: a long random word that every request must bring. Without one it
# does not even begin.

# %%
import textwrap

refused = seesame("serve", "--folder", "pictures", "--host", "0.0.0.0")
print("exit code", refused.returncode)
print(textwrap.fill(" ".join(refused.stderr.split()), 90))

# %% [markdown]
# The token lies in a file that only its owner can read; on the command line every user of the machine could see it.

# %%
import secrets

token = secrets.token_hex(24)
(home / "token").touch(mode=0o600)
print((home / "token").write_text(token), "characters")

# %% [markdown]
# We start two servers with it, for a reason that comes soon. Both open the same library and the same collection.

# %%
shared = ["library/collection.index", "--library", "library", "--token-file", "token"]
replicas = [serve(name, *shared) for name in ("one", "two")]
address = replicas[0][1]
for name, path, sent in (
    ("no token", "/cards", None),
    ("another token", "/cards", "0" * 48),
    ("the token", "/cards", token),
    ("no token, but only health", "/health", None),
):
    status, said = ask(address, "GET", path, token=sent)
    print(f"{name}: {status}", said.get("code", ""))

# %% [markdown]
# The question that we keep, as a card, through one of them is there for both.

# %%
_, uploaded = ask(address, "POST", "/pictures?name=coins.png", demo.coins().read_bytes(), token)
coin = {"references": [{"picture": uploaded["id"], "box": demo.COIN}], "name": "coin"}
ask(address, "PUT", "/cards/coin", {"name": "Coin", "question": coin, "threshold": 0.1}, token)
for _, each in replicas:
    _, shelf = ask(each, "GET", "/cards", token=token)
    print([card["name"] for card in shelf["cards"]])

# %% [markdown]
# ## In a container
#
# `deploy/` has what it takes to run all this on a server of your own. Its parts:

# %%
from seesame.images.canvas import INK, Canvas

ORANGE, BLUE, GREEN, GREY = (230, 110, 30), (40, 110, 190), (40, 150, 90), (150, 155, 160)


def diagram(width, height, places, arrows):
    """A figure: named boxes, and arrows between them."""
    paper = Canvas(width, height)
    for start, end in arrows:
        (x1, y1, *_), (x2, y2, *_) = places[start], places[end]
        paper.line([(x1 + 150, y1 + 24), (x2, y2 + 24)], GREY, 2)
        paper.disc((x2, y2 + 24), 4, GREY)
    for name, (x, y, what, colour) in places.items():
        paper.box((x, y, x + 150, y + 48), colour, 8)
        paper.text((x + 75, y + 17), name, 14, (255, 255, 255), "mm")
        paper.text((x + 75, y + 35), what, 11, (255, 255, 255), "mm")
    return Image.fromarray(paper.done())


diagram(
    760, 190,
    {
        "browser": (10, 70, "https, a token", GREY),
        "Caddy": (205, 70, "brings the certificate", BLUE),
        "seesame serve": (400, 70, "nobody, read-only root", ORANGE),
        "/pictures": (595, 10, "read only", GREEN),
        "/library": (595, 70, "cards, collection", GREEN),
        "token": (595, 130, "a secret, in a file", GREEN),
    },
    [
        ("browser", "Caddy"),
        ("Caddy", "seesame serve"),
        *(("seesame serve", each) for each in ("/pictures", "/library", "token")),
    ],
)

# %% [markdown]
# The image is built in two steps, so that what was needed to install does not lie in it.

# %%
deploy = Path("../deploy").resolve()
print((deploy / "Containerfile").read_text())

# %% [markdown]
# - `USER`: the program runs as a user who may do nothing else. `read_only: true` and `cap_drop: [ALL]` in `compose.yaml` take
#   away what it does not need.
# - `VOLUME /library`: the one place that is written to. Copy it, and you have a backup.
# - `HEALTHCHECK`: the engine asks `ready` every half a minute, and shows whether the container is healthy.
# - The server speaks plain HTTP and is reached by Caddy alone; Caddy fetches a certificate for your name and speaks HTTPS with
#   everybody else.
#
# On a machine with Docker or Podman:
#
# ```sh
# openssl rand -hex 24 > deploy/token
# chmod 444 deploy/token
# PICTURES=/where/they/are docker compose -f deploy/compose.yaml up --build
# ```
#
# Without containers: `deploy/seesame.service`, for systemd. [More about deploying](../docs/deploy.md).

# %%
import shutil

for engine in ("docker", "podman"):
    runs = shutil.which(engine) and not subprocess.run([engine, "info"], capture_output=True).returncode
    print(engine, "can be used here" if runs else "is not here, or does not run")

# %% [markdown]
# ## Many machines
#
# One server answers some questions a second. For more, start more of them: **replicas**, with a **balancer** in front that
# gives each request to one of them. That works because a server keeps nothing to itself that matters. A question is sent
# whole each time, cards are files in a library that all see, and the collection lies on object storage, where any
# number may read it.

# %%
diagram(
    760, 190,
    {
        "clients": (10, 70, "each request whole", GREY),
        "balancer": (205, 70, "asks /ready", BLUE),
        "replica one": (400, 10, "seesame serve", ORANGE),
        "replica two": (400, 70, "seesame serve", ORANGE),
        "replica ...": (400, 130, "seesame serve", ORANGE),
        "library": (595, 40, "cards, a shared folder", GREEN),
        "collection": (595, 100, "s3://bucket/all.index", GREEN),
    },
    [
        ("clients", "balancer"),
        *(("balancer", f"replica {each}") for each in ("one", "two", "...")),
        *((f"replica {each}", "library") for each in ("one", "two", "...")),
        *((f"replica {each}", "collection") for each in ("one", "two", "...")),
    ],
)

# %% [markdown]
# Our two servers are such replicas; their collection lies in a folder instead of on object storage. Asked the same, they say
# the same, and ids of the collection's pictures mean the same to both:

# %%
def search(address, body):
    """The answers of a stream, the best first."""
    _, lines = ask(address, "POST", "/search", body, token)
    ranked = []
    for line in map(json.loads, lines.splitlines()):
        if line["kind"] == "answer":
            ranked.insert(line["place"], line)
    return ranked


question = {"question": {"card": "coin"}, "scope": {"kind": "collection"}}
said = [search(each, question) for _, each in replicas]
for one, two in zip(*said, strict=True):
    print(one["name"], two["name"], round(one["score"], 3), round(two["score"], 3), one["picture"] == two["picture"])

# %% [markdown]
# A balancer in a few lines: it takes the replicas in turn, and leaves out those that are not ready. In the middle of the work
# we kill one of them.


# %%
def ready(address):
    """Whether a replica takes questions."""
    try:
        return ask(address, "GET", "/ready")[0] == 200
    except OSError:  # nobody listens
        return False


asked = []
for number in range(10):
    if number == 5:
        replicas[0][0].kill()
        replicas[0][0].wait()
    began = time.perf_counter()
    turn = [(number + step) % len(replicas) for step in range(len(replicas))]
    chosen = next(each for each in turn if ready(replicas[each][1]))
    best = search(replicas[chosen][1], question)[0]
    asked.append((chosen, began, time.perf_counter(), best["name"]))
print("answered by:", " ".join(("one", "two")[chosen] for chosen, *_ in asked))
print("all the same:", len({name for *_, name in asked}) == 1)

# %%
paper = Canvas(760, 120)
begin, end = asked[0][1], asked[-1][2]
for row, (name, colour) in enumerate((("replica one", ORANGE), ("replica two", BLUE))):
    paper.text((100, 35 + 45 * row), name, anchor="rm")
    for chosen, start, stop, _ in asked:
        if chosen == row:
            left, right = (110 + 630 * (moment - begin) / (end - begin) for moment in (start, stop))
            paper.box((left, 20 + 45 * row, max(right - 2, left + 2), 50 + 45 * row), colour, 3)
killed = 110 + 630 * (asked[5][1] - begin) / (end - begin)
paper.dashes((killed, 10), (killed, 100), INK, 1.5)
paper.text((killed, 112), "one is killed", 12, anchor="mm")
Image.fromarray(paper.done())

# %% [markdown]
# A real balancer does the same; for Caddy it is
#
# ```text
# pictures.example.org {
#     reverse_proxy one:8765 two:8765 {
#         lb_policy cookie
#         health_uri /api/v1/ready
#         health_interval 5s
#         flush_interval -1
#     }
# }
# ```
#
# Two things differ between replicas, and both are forgotten without harm:
#
# - **Uploaded pictures** lie in the memory of the one that took them. `lb_policy cookie` leads a client to the same replica each
#   time; a client that meets another one is told `no-such-picture`, and sends the picture again.
# - **Encoded pictures** are remembered by each for itself. Another one looks again.
#
# So with uploads a client should be ready for this:


# %%
def find(address, content, box):
    """Ask about a picture that the server may have forgotten."""
    example = {"picture": uploaded["id"], "box": box}
    asked = {"question": {"references": [example]}, "picture": uploaded["id"]}
    for _ in range(2):
        _, said = ask(address, "POST", "/find", asked, token)
        if said.get("code") != "no-such-picture":
            return said
        print("unknown here; sent again:", ask(address, "POST", "/pictures", content, token)[0])


print(len(find(replicas[1][1], demo.coins().read_bytes(), demo.COIN)["instances"]), "found")

# %% [markdown]
# ## Scan with many machines
#
# Looking at every picture once is what takes long: about nine pictures a second of one processor. A cluster of
# [Ray](https://www.ray.io) divides the work; this machine lists the pictures and is the only one that commits, so that every region
# is there once, whatever dies in between.
#
# ```sh
# python -m pip install ".[cluster]"
# ray start --head                             # on one machine; it tells an address
# ray start --address=10.0.0.5:6379            # on each of the others
# seesame index add s3://bucket/all.index s3://bucket/pictures --ray 10.0.0.5:6379
# seesame serve s3://bucket/all.index --library /shared/library --host 0.0.0.0 --token-file token
# ```
#
# The next cell adds three pictures to our collection with a cluster, if `SEESAME_RAY` in the environment names one, and says so
# if not. For a cluster of this machine alone: `ray start --head`, and `127.0.0.1:6379`. (Of a new collection the first 32
# pictures are seen by this machine, since what they teach belongs to all; ours is there already.)

# %%
import os

cluster = os.environ.get("SEESAME_RAY")
if cluster:
    (home / "more").mkdir()
    for number in range(3):
        Image.fromarray(np.roll(coins, 30 * number + 10, 0)).save(home / "more" / f"{number}.png")
    names = [str(home / "library" / "collection.index"), str(home / "more")]  # the same for all machines
    print(seesame("index", "add", *names, "--ray", cluster).stderr.splitlines()[-1])
else:
    print("no cluster is named; on this machine alone it is: seesame index add all.index pictures/")

# %% [markdown]
# How far that goes, what was measured and what only computed, is on the page about [scale](../docs/scale.md).
#
# ## Your turn
#
# 1. Start a third replica in the middle of the ten questions, before the first is killed. What else has to know of it?
# 2. Give a replica another token file than the others. What does a client see, and what does the balancer?
# 3. Two replicas keep a card of the same name at the same moment. Which one is there afterwards?
