"""Mixed precision: layers compute in half of it, what lies between them (boxes, targets, losses) in all of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn


class Mixed:
    """Lets the layers inside a network compute in another precision; what they return is float32 again.

    A layer is what is called from outside of any other: a backbone, a head. Weights stay as they are. On a processor
    depthwise convolutions stay whole, for in half they learn at half the speed.
    """

    def __init__(self, network: nn.Module, device: torch.device, precision: torch.dtype) -> None:
        self._device, self._precision = device.type, precision
        self._entered: list[AbstractContextManager[object] | None] = []
        for module in network.modules():
            if module is not network:
                module.register_forward_pre_hook(self._enter)
                module.register_forward_hook(self._leave, always_call=True)

    def _enter(self, module: nn.Module, given: Any) -> Any:
        stays = self._device == "cpu" and isinstance(module, nn.Conv2d) and module.groups > 1
        context = None
        if stays or not self._entered:
            context = torch.autocast(self._device, self._precision, enabled=not stays)
            context.__enter__()  # type: ignore[no-untyped-call]
        self._entered.append(context)
        return whole(given) if stays else None

    def _leave(self, module: nn.Module, given: Any, made: Any) -> Any:
        context = self._entered.pop()
        if context is None:
            return None
        context.__exit__(None, None, None)
        return whole(made)


def whole(made: Any) -> Any:
    """Float32 in place of every other float, in tensors however they are put together."""
    if isinstance(made, Tensor):
        return made.float() if made.is_floating_point() else made
    if isinstance(made, Mapping):
        return type(made)((name, whole(each)) for name, each in made.items())  # type: ignore[call-arg]
    if isinstance(made, tuple) and hasattr(made, "_fields"):
        return type(made)(*map(whole, made))
    if isinstance(made, list | tuple):
        return type(made)(map(whole, made))
    return made
