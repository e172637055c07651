"""Smaller copies of a UNet2DConditionModel: what its configuration can leave out, and weights copied to fit.

The space is what a diffusers configuration can say, so that every outcome is an ordinary folder. A level can lose one
residual block on its way down together with one on its way up (`layers_per_block` counts both), its attention on
either way (a CrossAttn block becomes a plain one), and width (`block_out_channels`); the middle can lose its attention
or all of itself. The first and last blocks of a level stay, since they change the number of channels. Leaving blocks
out is exact: the copy computes what the original does with those blocks passed over. Narrowing keeps the channels
with the largest weights of every norm group, as in magnitude pruning of filters (Li et al. 2017).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from diffusers import UNet2DConditionModel

PLAIN = {"CrossAttnDownBlock2D": "DownBlock2D", "CrossAttnUpBlock2D": "UpBlock2D"}
KNOWN = {*PLAIN, *PLAIN.values(), "UNetMidBlock2DCrossAttn", "UNetMidBlock2D", None}
SHARE = 8  # a level is narrowed by about this part of its width at once


@dataclass(frozen=True)
class Change:
    """One way to make a UNet smaller.

    config: what it sets. passed: the blocks it leaves out, by name. level: of the width that shrinks, None for none.
    """

    name: str
    config: dict[str, Any]
    passed: tuple[str, ...] = ()
    level: int | None = None
    moved: dict[str, str] = field(default_factory=dict)  # a block's name in the copy -> in the original


def layers(unet: Any) -> list[int]:
    """Residual blocks of each level on the way down."""
    told = unet.config.layers_per_block
    return [told] * len(unet.config.down_block_types) if isinstance(told, int) else list(told)


def changes(unet: Any) -> list[Change]:
    """Every change that is open to a UNet. Raises ValueError for kinds of block that it does not know."""
    config = unet.config
    strange = {*config.down_block_types, *config.up_block_types, config.mid_block_type} - KNOWN
    if strange:
        raise ValueError(f"cannot slim a UNet with blocks of the kind {', '.join(sorted(map(str, strange)))}")
    found = []
    for way in ("down", "up"):
        types = list(config[f"{way}_block_types"])
        for place, kind in enumerate(types):
            if kind in PLAIN:
                less = [*types[:place], PLAIN[kind], *types[place + 1 :]]
                count = len(getattr(unet, f"{way}_blocks")[place].attentions)
                gone = tuple(f"{way}_blocks.{place}.attentions.{index}" for index in range(count))
                found.append(Change(f"attention of {way} {place}", {f"{way}_block_types": less}, gone))
    if config.mid_block_type == "UNetMidBlock2DCrossAttn":
        gone = tuple(f"mid_block.attentions.{index}" for index in range(len(unet.mid_block.attentions)))
        gone += tuple(f"mid_block.resnets.{index}" for index in range(1, len(unet.mid_block.resnets)))
        found.append(Change("attention of the middle", {"mid_block_type": "UNetMidBlock2D"}, gone))
    if config.mid_block_type is not None:
        found.append(Change("the middle", {"mid_block_type": None}, ("mid_block",)))
    counts = layers(unet)
    for level, count in enumerate(counts):
        found += [_without(unet, level, index) for index in range(1, count)]
    found += [change for level in range(len(counts)) if (change := _narrower(unet, level))]
    return found


def copy_with(unet: Any, change: Change) -> UNet2DConditionModel:
    """The smaller UNet, its weights taken from `unet`; on the CPU, in float32."""
    own = {name: value for name, value in unet.config.items() if not name.startswith("_")}
    small = UNet2DConditionModel.from_config(own | change.config).eval()
    with torch.no_grad():
        if change.level is None:
            small.load_state_dict({name: _origin(unet, name, change.moved) for name in small.state_dict()})
        else:
            _Narrowing(unet, small, change.level).copy()
    return small


def _origin(unet: Any, name: str, moved: dict[str, str]) -> torch.Tensor:
    """The original's weight for a weight of the copy."""
    for new, old in moved.items():
        if name.startswith(new + "."):
            name = old + name[len(new) :]
            break
    return unet.get_parameter(name)


def _without(unet: Any, level: int, index: int) -> Change:
    """Leaves out residual block `index` of a level going down, and going up the one that reads its outcome."""
    counts = layers(unet)
    up, over = len(counts) - 1 - level, counts[level] - index
    passed: list[str] = []
    moved: dict[str, str] = {}
    down = f"down_blocks.{level}", index, counts[level]
    for where, gone, count in (down, (f"up_blocks.{up}", over, counts[level] + 1)):
        for part in ("resnets", "attentions"):
            if getattr(unet.get_submodule(where), part, None):
                passed.append(f"{where}.{part}.{gone}")
                moved |= {f"{where}.{part}.{new}": f"{where}.{part}.{new + 1}" for new in range(gone, count - 1)}
    less = [count - (place == level) for place, count in enumerate(counts)]
    return Change(f"layer {index} of level {level}", {"layers_per_block": less}, tuple(passed), moved=moved)


def _narrower(unet: Any, level: int) -> Change | None:
    """Takes an eighth or so of a level's channels, in whole norm groups and heads; None where none can be spared."""
    config, widths = unet.config, list(unet.config.block_out_channels)
    heads = config.attention_head_dim
    heads = heads if isinstance(heads, int) else heads[level]
    step = math.lcm(config.norm_num_groups or 1, heads or 1)
    width = max(widths[level] - max(round(widths[level] / SHARE / step), 1) * step, 0) // step * step
    if not width:
        return None
    small = [width if place == level else other for place, other in enumerate(widths)]
    if any(a != b and c == d for (a, b), (c, d) in zip(_pairs(widths), _pairs(small), strict=True)):
        return None  # levels of equal width have no shortcut, whose weights would be lost
    told: dict[str, Any] = {"block_out_channels": small}
    if level == 0 and config.time_embedding_dim is None:
        told["time_embedding_dim"] = 4 * widths[0]  # what follows from the width, unless it is said
    return Change(f"width of level {level}: {widths[level]} to {width}", told, level=level)


def _pairs(values: list[int]) -> list[tuple[int, int]]:
    return list(zip(values, values[1:], strict=False))


class _Narrowing:
    """Copies a UNet's weights into one of which a level is narrower; `keep` holds each level's channels that stay."""

    def __init__(self, old: Any, new: Any, level: int):
        self.old, self.new, self.groups = old, new, old.config.norm_num_groups or 1
        self.keep = [torch.arange(width) for width in old.config.block_out_channels]
        self.keep[level] = self.best(self.weight_of(level), new.config.block_out_channels[level], self.groups)

    def best(self, weight: torch.Tensor, count: int, groups: int) -> torch.Tensor:
        """The `count` heaviest of channels (C,), equally many of each group, in order."""
        top = weight.view(groups, -1).topk(count // groups, 1).indices.sort(1).values
        return (top + torch.arange(groups)[:, None] * (len(weight) // groups)).flatten()

    def weight_of(self, level: int) -> torch.Tensor:
        """How much is written to each channel of a level (C,)."""
        up = len(self.old.up_blocks) - 1 - level
        blocks = [self.old.down_blocks[level], self.old.up_blocks[up]]
        if level == len(self.keep) - 1 and self.old.mid_block is not None:
            blocks.append(self.old.mid_block)
        writers = [resnet.conv2 for block in blocks for resnet in block.resnets]
        return torch.stack([conv.weight.square().sum((1, 2, 3)) for conv in writers]).sum(0)

    def copy(self) -> None:
        old, new, keep = self.old, self.new, self.keep
        self.rest()
        self.take(new.conv_in, old.conv_in, keep[0])
        skips, inside = [keep[0]], keep[0]
        for level, (mine, theirs) in enumerate(zip(new.down_blocks, old.down_blocks, strict=True)):
            for index in range(len(theirs.resnets)):
                self.resnet(mine.resnets[index], theirs.resnets[index], inside, keep[level])
                inside = keep[level]
                if getattr(theirs, "attentions", None):
                    self.transformer(mine.attentions[index], theirs.attentions[index], inside)
                skips.append(inside)
            if theirs.downsamplers:
                self.take(mine.downsamplers[0].conv, theirs.downsamplers[0].conv, inside, inside)
                skips.append(inside)
        if old.mid_block is not None:
            for mine, theirs in zip(new.mid_block.resnets, old.mid_block.resnets, strict=True):
                self.resnet(mine, theirs, inside, inside)
            for mine, theirs in zip(new.mid_block.attentions, old.mid_block.attentions, strict=True):
                if theirs is not None:
                    self.transformer(mine, theirs, inside)
        width = old.config.block_out_channels[-1]
        for level, mine, theirs in zip(range(len(keep))[::-1], new.up_blocks, old.up_blocks, strict=True):
            for index in range(len(theirs.resnets)):
                both = torch.cat([inside, skips.pop() + width])
                self.resnet(mine.resnets[index], theirs.resnets[index], both, keep[level])
                inside, width = keep[level], old.config.block_out_channels[level]
                if getattr(theirs, "attentions", None):
                    self.transformer(mine.attentions[index], theirs.attentions[index], inside)
            if theirs.upsamplers:
                self.take(mine.upsamplers[0].conv, theirs.upsamplers[0].conv, inside, inside)
        if old.conv_norm_out is not None:
            self.take(new.conv_norm_out, old.conv_norm_out, keep[0])
        self.take(new.conv_out, old.conv_out, None, keep[0])

    def rest(self) -> None:
        """What has no channels of a level: the time and other embeddings. A sinusoid of another width is fitted."""
        theirs = self.old.state_dict()
        mine = {name: theirs[name] for name, value in self.new.state_dict().items() if _same(theirs.get(name), value)}
        self.new.load_state_dict(mine, strict=False)
        first, was = self.new.time_embedding.linear_1, self.old.time_embedding.linear_1
        if first.weight.shape != was.weight.shape:
            times = torch.arange(1000)
            said = self.old.time_proj(times).double() @ was.weight.double().T
            waves = self.new.time_proj(times).double()
            first.weight.copy_(torch.linalg.lstsq(waves, said, rcond=1e-5, driver="gelsd").solution.T)

    def take(self, mine: Any, theirs: Any, rows=None, columns=None) -> None:
        """Weight and bias of a layer, of some outputs (rows) and inputs (columns) or all."""
        weight = theirs.weight if rows is None else theirs.weight[rows]
        mine.weight.copy_(weight if columns is None else weight[:, columns])
        if getattr(theirs, "bias", None) is not None:
            mine.bias.copy_(theirs.bias if rows is None else theirs.bias[rows])

    def resnet(self, mine: Any, theirs: Any, inside: torch.Tensor, outside: torch.Tensor) -> None:
        inner, width = mine.conv1.out_channels, theirs.conv1.out_channels
        hidden = torch.arange(width)
        if inner != width:
            hidden = self.best(theirs.conv1.weight.square().sum((1, 2, 3)), inner, self.groups)
        self.take(mine.norm1, theirs.norm1, inside)
        self.take(mine.conv1, theirs.conv1, hidden, inside)
        if theirs.time_emb_proj is not None:
            parts = theirs.time_emb_proj.out_features // width  # a shift, or a scale and a shift
            self.take(mine.time_emb_proj, theirs.time_emb_proj, torch.cat([hidden + p * width for p in range(parts)]))
        self.take(mine.norm2, theirs.norm2, hidden)
        self.take(mine.conv2, theirs.conv2, outside, hidden)
        if theirs.conv_shortcut is not None:
            self.take(mine.conv_shortcut, theirs.conv_shortcut, outside, inside)
        elif mine.conv_shortcut is not None:
            mine.conv_shortcut.weight.copy_((outside[:, None] == inside[None]).float()[..., None, None])
            if mine.conv_shortcut.bias is not None:
                mine.conv_shortcut.bias.zero_()

    def transformer(self, mine: Any, theirs: Any, inside: torch.Tensor) -> None:
        def size(weight: torch.Tensor) -> torch.Tensor:
            return weight.square().flatten(1).sum(1)

        stream = self.best(size(theirs.proj_in.weight), mine.proj_in.weight.shape[0], 1)
        self.take(mine.norm, theirs.norm, inside)
        self.take(mine.proj_in, theirs.proj_in, stream, inside)
        self.take(mine.proj_out, theirs.proj_out, inside, stream)
        for small, large in zip(mine.transformer_blocks, theirs.transformer_blocks, strict=True):
            for name in ("norm1", "norm2", "norm3"):
                self.take(getattr(small, name), getattr(large, name), stream)
            for name in ("attn1", "attn2"):
                a, b = getattr(small, name), getattr(large, name)
                sees = stream if name == "attn1" else None  # the words keep their width
                asks = self.best(size(b.to_q.weight) * size(b.to_k.weight), a.to_q.out_features, b.heads)
                says = self.best(size(b.to_v.weight), a.to_v.out_features, b.heads)
                self.take(a.to_q, b.to_q, asks, stream)
                a.to_q.weight.mul_((b.to_q.out_features / a.to_q.out_features) ** -0.5)  # shorter keys, larger scale
                self.take(a.to_k, b.to_k, asks, sees)
                self.take(a.to_v, b.to_v, says, sees)
                self.take(a.to_out[0], b.to_out[0], stream, says)
            wide, narrow = large.ff.net[2].in_features, small.ff.net[2].in_features
            units = self.best(size(large.ff.net[2].weight.T), narrow, 1)
            gates = torch.cat([units + p * wide for p in range(large.ff.net[0].proj.out_features // wide)])
            self.take(small.ff.net[0].proj, large.ff.net[0].proj, gates, stream)
            self.take(small.ff.net[2], large.ff.net[2], stream, units)


def _same(a: torch.Tensor | None, b: torch.Tensor) -> bool:
    return a is not None and a.shape == b.shape


def passing(unet: Any, names: tuple[str, ...]) -> Callable[[], None]:
    """Has blocks, by name, hand on what they are given; shapes stay. Call what is returned to bring them back."""
    blocks: list[Any] = [unet.get_submodule(name) for name in names]
    for block in blocks:
        width = _width(block)

        def hand_on(hidden, *rest, width=width, whole=block, **more):
            kept = hidden[:, :width]  # on the way up, a skip connection's channels lie behind
            return kept if not hasattr(whole, "transformer_blocks") or more.get("return_dict", True) else (kept,)

        block.forward = hand_on

    def restore() -> None:
        for block in blocks:
            block.__dict__.pop("forward", None)

    return restore


def _width(block: Any) -> int | None:
    """Channels that a residual block gives out, None where it is given as many."""
    return block.conv2.out_channels if hasattr(block, "conv2") else None
