from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

from seesame.train.mixed import Mixed, whole


class Two(NamedTuple):
    maps: list[Tensor]
    count: int


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 4)
        self.seen: list[torch.dtype] = []

    def forward(self, given: Tensor) -> dict[str, Any]:
        made = self.layer(given)
        self.seen.append(made.dtype)
        return {"made": made, "more": Two([made], 1)}


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = Inner()


def test_inside_is_half_and_outside_whole() -> None:
    network = Network()
    Mixed(network, torch.device("cpu"), torch.bfloat16)
    made = network.inner(torch.ones(2, 3))
    assert network.inner.seen == [torch.bfloat16]
    assert made["made"].dtype == made["more"].maps[0].dtype == torch.float32
    assert isinstance(made["more"], Two) and made["more"].count == 1
    assert network.inner.layer.weight.dtype == torch.float32
    made["made"].sum().backward()
    assert network.inner.layer.weight.grad is not None and network.inner.layer.weight.grad.dtype == torch.float32
    assert torch.mm(torch.ones(1, 1), torch.ones(1, 1)).dtype == torch.float32


def test_an_error_inside_leaves_the_precision_as_it_was() -> None:
    network = Network()
    Mixed(network, torch.device("cpu"), torch.bfloat16)
    with pytest.raises(RuntimeError):
        network.inner(torch.ones(2, 5))
    assert not torch.is_autocast_enabled("cpu")
    network.inner(torch.ones(2, 3))
    assert network.inner.seen == [torch.bfloat16]


def test_what_holds_no_floats_stays() -> None:
    numbers = torch.arange(3)
    assert whole(numbers) is numbers
    assert whole(None) is None and whole(()) == () and whole({}) == {}
