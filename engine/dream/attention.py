"""The attention of a UNet: its prompt's keys and values may be had beforehand, and a picture be attended to as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

Projected = dict[str, tuple[Tensor, Tensor]]  # keys and values (B, heads, n, c) by the name of an attention layer
PLAIN = "AttnProcessor2_0"  # what diffusers puts into layers that want nothing in particular


class Attention(nn.Module):
    """An attention processor (Vaswani et al. 2017), as diffusers calls it.

    `projected` and `ip_hidden_states` come from the UNet's `cross_attention_kwargs`: see `project`, and ip_adapter.py.
    """

    def __init__(self, name: str = "", picture: tuple[nn.Linear, nn.Linear] | None = None):
        super().__init__()
        self._name = name
        self._picture = nn.ModuleList(picture or ())  # its keys and values

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
        projected: Projected | None = None,
        ip_hidden_states: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor:
        """Attend from (B, s, c) hidden states to (B, m, d) encoder hidden states, or themselves; returns (B, s, c).

        ip_hidden_states: ((B, n, d) tokens of a picture, () weight).
        """
        query = _heads(attn.to_q(hidden_states), attn.heads)
        if projected is not None and self._name in projected:
            key, value = projected[self._name]
        else:
            told = hidden_states if encoder_hidden_states is None else encoder_hidden_states
            key, value = _heads(attn.to_k(told), attn.heads), _heads(attn.to_v(told), attn.heads)
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=attention_mask)
        if ip_hidden_states is not None and self._picture:
            tokens, weight = ip_hidden_states
            key, value = (_heads(linear(tokens), attn.heads) for linear in self._picture)
            mixed = mixed + weight * scaled_dot_product_attention(query, key, value)
        mixed = attn.to_out[0](mixed.transpose(1, 2).flatten(2).to(query.dtype))
        if attn.residual_connection:
            mixed = mixed + hidden_states
        return mixed / attn.rescale_output_factor


def install(unet: Any) -> None:
    """Give every layer that attends in the plain way our processor."""
    for name, attn in _layers(unet):
        special = attn.group_norm or attn.spatial_norm or attn.norm_cross or attn.norm_q or attn.norm_k
        if type(attn.processor).__name__ == PLAIN and not special and not attn.only_cross_attention:
            attn.set_processor(Attention(name))


@torch.inference_mode()
def project(unet: Any, tokens: Tensor) -> Projected:
    """The keys and values of (B, n, d) tokens in every layer that can be given them."""
    return {
        name: (_heads(attn.to_k(tokens), attn.heads), _heads(attn.to_v(tokens), attn.heads))
        for name, attn in _layers(unet)
        if attn.is_cross_attention and isinstance(attn.processor, Attention)
    }


def _layers(unet: Any) -> Iterator[tuple[str, Any]]:
    for name, module in unet.named_modules():
        if hasattr(module, "set_processor"):
            yield name, module


def _heads(features: Tensor, heads: int) -> Tensor:
    """(B, n, heads * c) to (B, heads, n, c)."""
    return features.unflatten(2, (heads, -1)).transpose(1, 2)
