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


def test_on_a_processor_depthwise_convolutions_stay_whole() -> None:
    class Separable(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.Sequential(nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 2, 1))
            self.seen: list[torch.dtype] = []
            for layer in self.layers:
                layer.register_forward_hook(lambda _module, _given, made: self.seen.append(made.dtype))

        def forward(self, given: Tensor) -> Tensor:
            made: Tensor = self.layers(given)
            return made

    network = nn.Module()
    network.inner = Separable()
    Mixed(network, torch.device("cpu"), torch.bfloat16)
    made = network.inner(torch.ones(1, 4, 5, 5))
    assert network.inner.seen == [torch.bfloat16, torch.float32, torch.bfloat16] and made.dtype == torch.float32
    made.sum().backward()
    assert all(each.grad is not None and each.grad.dtype == torch.float32 for each in network.parameters())
