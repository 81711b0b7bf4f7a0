from __future__ import annotations

from pathlib import Path

import torch

from seesame.data.sources import Pool, read_pool
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe


def pool_of(tiny: Recipe, shapes: Path) -> Pool:
    return read_pool(tiny.sources, shapes, 0.0)


def test_a_vector_near_its_own_proxy_costs_less(tiny: Recipe, shapes: Path) -> None:
    proxies = Proxies(pool_of(tiny, shapes), 3)
    with torch.no_grad():
        proxies.vectors.copy_(torch.eye(3))
    right, wrong = proxies(torch.eye(3), torch.tensor([0, 1, 2])), proxies(torch.eye(3), torch.tensor([1, 2, 0]))
    assert right.mean() < 0.01
    assert wrong.mean() > 10.0
    assert right.over == 3


def test_unknown_kinds_count_for_nothing(tiny: Recipe, shapes: Path) -> None:
    proxies = Proxies(pool_of(tiny, shapes), 3)
    vectors = torch.eye(3)
    some, one = proxies(vectors, torch.tensor([0, -1, -1])), proxies(vectors[:1], torch.tensor([0]))
    torch.testing.assert_close(some.total, one.total)
    assert some.over == one.over == 1
    assert proxies(vectors, torch.tensor([-1, -1, -1])).mean() == 0.0
    assert proxies(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64)).mean() == 0.0


def test_what_may_be_the_same_kind_is_no_rival(tiny: Recipe, shapes: Path) -> None:
    plain = pool_of(tiny, shapes)
    doubtful = Pool(plain.sources, frozenset({frozenset({"disc", "square"})}))
    proxies = Proxies(doubtful, 3)
    with torch.no_grad():
        proxies.vectors.copy_(torch.eye(3))
    at = {name: number for number, name in enumerate(doubtful.askable)}
    towards_square = torch.eye(3)[at["square"]][None]
    assert proxies(towards_square, torch.tensor([at["disc"]])).mean() < 1.0
    assert proxies(towards_square, torch.tensor([at["wedge"]])).mean() > 10.0
