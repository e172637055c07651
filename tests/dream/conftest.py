"""Small models, made once."""

from __future__ import annotations

import pytest
import torch

torch.set_num_threads(1)  # so small a model costs a tenth of what it costs two threads that wait for each other


@pytest.fixture(scope="session")
def kinds(tmp_path_factory):
    """Folder of each kind of small model by name, made when first asked for."""
    import tiny_models
    from diffusers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    root = tmp_path_factory.mktemp("models")

    class Kinds(dict):
        def __missing__(self, name):
            self[name] = tiny_models.KINDS[name](root / name)
            return self[name]

    return Kinds()
