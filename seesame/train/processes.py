"""Several processes that train one network, as torchrun starts them: each has a share of every batch.

What is learnt is what one process learns from the whole batches, to rounding: sums are divided by counts of all
processes, and gradients are the means of theirs.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from seesame.train.tally import Tallies


@dataclass(frozen=True)
class Processes:
    """How many processes there are, and which of them this one is."""

    number: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes and tells."""
        return self.number == 0

    def wrap(self, module: nn.Module) -> nn.Module:
        """The module with its gradients made those of all processes when they are computed."""
        if self.count == 1:
            return module
        return DistributedDataParallel(module)

    def means(self, tallies: Tallies) -> dict[str, Tensor]:
        """The losses to learn from: their means over all processes are the losses of the whole batch."""
        counts = torch.tensor([each.over for parts in tallies.values() for each in parts], dtype=torch.float64)
        whole = iter(self._summed(counts).tolist())
        return {
            name: torch.stack([each.mean(next(whole)) for each in parts]).sum() * self.count
            for name, parts in tallies.items()
        }

    def told(self, losses: dict[str, Tensor]) -> dict[str, float]:
        """The losses of the whole batch, as numbers."""
        own = torch.stack([each.detach().double() for each in losses.values()]).cpu()
        return dict(zip(losses, (self._summed(own) / self.count).tolist(), strict=True))

    def agreed(self, first: bool) -> bool:
        """What the first process says, in all of them."""
        said = torch.tensor([float(first and self.first)], dtype=torch.float64)
        return bool(self._summed(said).item())

    def _summed(self, numbers: Tensor) -> Tensor:
        if self.count > 1:
            device = torch.device("cuda") if dist.get_backend() == "nccl" else torch.device("cpu")
            numbers = numbers.to(device)
            dist.all_reduce(numbers)
        return numbers.cpu()


ALONE = Processes()


@contextmanager
def joined(device: str) -> Iterator[tuple[Processes, str]]:
    """The processes that torchrun started this one among, and the device of this one; alone if it did not."""
    if "TORCHELASTIC_RUN_ID" not in os.environ or int(os.environ["WORLD_SIZE"]) == 1:
        yield ALONE, device
        return
    if device == "cuda":
        device = f"cuda:{os.environ['LOCAL_RANK']}"
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        with warnings.catch_warnings():  # of kernels of 1 x 1, whose gradients are copied, which costs next to nothing
            warnings.filterwarnings("ignore", "Grad strides do not match bucket view strides")
            yield Processes(dist.get_rank(), dist.get_world_size()), device
    finally:
        dist.destroy_process_group()
