"""Prompts to conditioning: encoded once, remembered, blended by weight."""

from __future__ import annotations

import torch

from engine.dream.models import Model
from engine.dream.recall import Recall
from engine.dream.sampling import Conditioning
from engine.parameters import Mix

REMEMBERED = 512  # texts; 0.6 MB each for the largest models at half precision


class Prompts:
    """Encodes texts with a model's text encoders. LoRAs may change those, so they belong to the key."""

    def __init__(self, model: Model):
        self._model = model
        self._known: Recall[Conditioning] = Recall(REMEMBERED)

    def blend(self, prompt: Mix, loras: Mix) -> Conditioning:
        """The weighted mean of some texts' conditioning, (1, n, d). Weights need not sum to 1."""
        weights = {text: 0.0 for text, _ in prompt}
        for text, weight in prompt:
            weights[text] += weight
        total = sum(weights.values())
        if abs(total) < 1e-6:  # nothing is asked for, or as much as it is shunned: all alike
            weights, total = dict.fromkeys(weights, 1.0), float(len(weights))
        shares = [(self.encode(text, loras), weight / total) for text, weight in weights.items() if weight]
        if len(shares) == 1:
            return shares[0][0]
        tokens = sum(known.tokens.float() * share for known, share in shares)
        assert isinstance(tokens, torch.Tensor)
        if shares[0][0].pooled is None:
            return Conditioning(tokens)
        pooled = sum(known.pooled.float() * share for known, share in shares if known.pooled is not None)
        assert isinstance(pooled, torch.Tensor)
        return Conditioning(tokens, pooled)

    def encode(self, text: str, loras: Mix, negative: bool = False) -> Conditioning:
        """One text. A negative that is empty is all zeros where the pipeline was trained so (SDXL)."""
        key = (text, loras, negative)
        known = self._known.get(key)
        if known is None:
            known = self._encode(text, negative)
            self._known.put(key, known)
        return known

    @torch.inference_mode()
    def _encode(self, text: str, negative: bool) -> Conditioning:
        pipe, device = self._model.pipe, self._model.device
        if self._model.family != "sdxl":
            return Conditioning(pipe.encode_prompt(text, device, 1, False)[0])
        tokens, _, pooled, _ = pipe.encode_prompt(text, None, device, 1, False)
        if negative and not text and pipe.config.force_zeros_for_empty_prompt:
            return Conditioning(torch.zeros_like(tokens), torch.zeros_like(pooled))
        return Conditioning(tokens, pooled)
