"""What the network is told of its prompts: texts encoded once, remembered, blended by weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from cachetools import LRUCache
from torch import Tensor
from torch.nn.functional import pad

from engine.dream.interpolation import lerp, slerp
from engine.dream.model import Model
from engine.journey.prompt_syntax import weighted
from engine.parameters import Mix

REMEMBERED = 2**29  # bytes; of the largest UNets a text has 0.6 MB at half precision, of transformers up to 8


@dataclass(frozen=True)
class Conditioning:
    """What the network is told of B prompts: tokens (B, n, d) and, for some, pooled (B, p).

    mask: (B, n) float32, how much each token counts, 0..1; None where all do. Texts of different lengths are joined and
    blended at the longer one's. reference: (1, C, h, w) latents of a picture that the dream is told of too.
    """

    tokens: Tensor
    pooled: Tensor | None = None
    mask: Tensor | None = None
    reference: Tensor | None = None

    def padded(self, length: int) -> Conditioning:
        """The same with more tokens, which do not count."""
        more = length - self.tokens.shape[1]
        if self.mask is None or not more:
            return self
        return replace(self, tokens=pad(self.tokens, (0, 0, 0, more)), mask=pad(self.mask, (0, more)))


class PromptEncoder:
    """Encodes texts with a model's text encoders. LoRAs may change those, so they belong to the key.

    tell: hears a line about a text that is longer than the model reads.
    """

    def __init__(self, model: Model, tell: Callable[[str], None] = lambda text: None):
        self._model, self._tell = model, tell
        self._known: LRUCache[Any, Conditioning] = LRUCache(REMEMBERED, _bytes)

    def blend(self, prompt: Mix, loras: Mix, seed: int = 0) -> Conditioning:
        """The weighted mean of some texts' conditioning, (1, n, d), in a seed's take. Weights need not sum to 1."""
        take = self._model.take(seed)
        weights = {text: 0.0 for text, _ in prompt}
        for text, weight in prompt:
            weights[text] += weight
        total = sum(weights.values())
        if abs(total) < 1e-6:  # nothing is asked for, or as much as it is shunned: all alike
            weights, total = dict.fromkeys(weights, 1.0), float(len(weights))
        texts = [text for text, weight in weights.items() if weight]
        shares = [weights[text] / total for text in texts]
        known = _even([self.encode(self._in_take(text, take), loras) for text in texts])
        if len(known) == 1:
            return known[0]
        mask = _sum([each.mask for each in known], shares)
        return Conditioning(
            _sum([each.tokens for each in known], shares),  # type: ignore[arg-type]
            _sum([each.pooled for each in known], shares),
            None if mask is None else mask.clamp(0, 1),
        )

    def _in_take(self, text: str, take: int) -> str:
        """A text that asks for a take, unless it is empty or asks for one itself."""
        takes = self._model.takes
        asks = text.lower().startswith(tuple(opening.strip(" ,") for opening in takes if opening))
        return text if asks or not text.strip() else takes[take] + text

    def encode(self, text: str, loras: Mix, negative: bool = False) -> Conditioning:
        """One text. A negative that is empty is all zeros where the pipeline was trained so (SDXL)."""
        key = (text, loras, negative)
        known = self._known.get(key)
        if known is None:
            known = self._encode(text, negative)
            self._known[key] = known
        return known

    @torch.inference_mode()
    def _encode(self, text: str, negative: bool) -> Conditioning:
        parts = weighted(text)
        plain = "".join(part for part, _ in parts)
        if self._model.flow:
            return self._told_in_full(parts, plain)
        found = self._conditioning(plain)
        zeros = self._model.family == "sdxl" and self._model.pipe.config.force_zeros_for_empty_prompt
        if zeros and negative and not plain and found.pooled is not None:
            return Conditioning(torch.zeros_like(found.tokens), torch.zeros_like(found.pooled))
        weights = self._token_weights(parts, plain, found.tokens.shape[1])
        if weights is None:
            return found
        # Away from what no words at all mean, or towards it, as ComfyUI does: a weight of 1 changes nothing.
        empty = self._conditioning("").tokens
        shares = weights.to(empty)[None, :, None]
        weighed = empty + (found.tokens - empty) * shares
        return Conditioning(torch.where(shares == 1, found.tokens, weighed), found.pooled)

    def _told_in_full(self, parts: list[tuple[str, float]], plain: str) -> Conditioning:
        """What a transformer is told of a text, which knows of no weights within one."""
        model, reads = self._model, self._model.flow.reads
        if any(weight != 1 for _, weight in parts):
            self._tell(f"{model.about['model']} knows of no weights within a prompt: they are left out")
        tokens = (model.pipe.components.get("tokenizer_3") or model.pipe.tokenizer)(plain)["input_ids"]
        if len(tokens) > reads:
            self._tell(f"a prompt is too long for this model, which reads {reads} tokens: its end is left out")
        with model.reading():
            return model.flow.encode(model.pipe, plain)  # type: ignore[no-any-return]

    def _conditioning(self, plain: str) -> Conditioning:
        pipe, device = self._model.pipe, self._model.device
        if self._model.family != "sdxl":
            return Conditioning(pipe.encode_prompt(plain, device, 1, False)[0])
        tokens, _, pooled, _ = pipe.encode_prompt(plain, None, device, 1, False)
        return Conditioning(tokens, pooled)

    def _token_weights(self, parts: list[tuple[str, float]], plain: str, count: int) -> torch.Tensor | None:
        """The (count,) weights of the tokens of a text, None where all are 1; what is beyond `count` is told."""
        tokens = self._model.pipe.tokenizer(plain, return_offsets_mapping=True)
        places = tokens["offset_mapping"]
        if len(places) > count:
            cut = plain[places[count - 1][0] :]
            self._tell(f"a prompt is too long for this model, which reads {count - 2} tokens: left out is {cut!r:.200}")
        if all(weight == 1 for _, weight in parts):
            return None
        by_letter = [weight for part, weight in parts for _ in part]
        weights = torch.ones(count)
        for index, (begin, end) in enumerate(places[: count - 1]):
            if end > begin:
                weights[index] = by_letter[begin]
        return weights


def unet_arguments(unet: Any, conditioning: Conditioning, guidance: float, size: tuple[int, int]) -> dict[str, Any]:
    """The keyword arguments that tell a UNet its conditioning; see `predictor`."""
    tokens = conditioning.tokens.to(unet.dtype)
    told: dict[str, Any] = {"encoder_hidden_states": tokens}
    if conditioning.pooled is not None:
        ids = torch.tensor([*size, 0, 0, *size], dtype=unet.dtype, device=tokens.device)
        told["added_cond_kwargs"] = {
            "text_embeds": conditioning.pooled.to(unet.dtype),
            "time_ids": ids.expand(len(tokens), 6),
        }
    if unet.config.time_cond_proj_dim:
        strength = guidance_embedding(guidance - 1, unet.config.time_cond_proj_dim).to(tokens.device, unet.dtype)
        told["timestep_cond"] = strength.expand(len(tokens), -1)
    return told


def between(a: Conditioning, b: Conditioning, part: float, path: str = "slerp") -> Conditioning:
    """The conditioning at `part`, 0..1, of the way from a to b. path: of the tokens, slerp or lerp."""
    a, b = _even([a, b])
    tokens = lerp(a.tokens, b.tokens, part) if path == "lerp" else slerp(a.tokens, b.tokens, part, dims=1)
    pooled = None if a.pooled is None or b.pooled is None else lerp(a.pooled, b.pooled, part)
    mask = None if a.mask is None or b.mask is None else lerp(a.mask, b.mask, part)
    return Conditioning(tokens, pooled, mask)


def join(parts: Sequence[Conditioning]) -> Conditioning:
    """Concatenate along the batch."""
    parts = _even(parts)
    pooled = [part.pooled for part in parts if part.pooled is not None]
    masks = [part.mask for part in parts if part.mask is not None]
    return Conditioning(
        torch.cat([part.tokens for part in parts]),
        torch.cat(pooled) if pooled else None,
        torch.cat(masks) if masks else None,
    )


def _bytes(known: Conditioning) -> int:
    return sum(each.nbytes for each in (known.tokens, known.pooled, known.mask) if each is not None)


def _even(parts: Sequence[Conditioning]) -> list[Conditioning]:
    """All with as many tokens as the longest."""
    longest = max(part.tokens.shape[1] for part in parts)
    return [part.padded(longest) for part in parts]


def _sum(each: Sequence[Tensor | None], shares: Sequence[float]) -> Tensor | None:
    """The weighted sum, None where there is nothing to sum."""
    if each[0] is None:
        return None
    total = sum(one.float() * share for one, share in zip(each, shares, strict=True) if one is not None)
    assert isinstance(total, Tensor)
    return total


def guidance_embedding(strength: float, width: int) -> Tensor:
    """The (1, width) embedding of a guidance strength that LCM UNets are trained on."""
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float32) * (-torch.log(torch.tensor(10000.0)) / (half - 1)))
    angles = 1000 * strength * rates
    return torch.nn.functional.pad(torch.cat([angles.sin(), angles.cos()]), (0, width % 2))[None]
