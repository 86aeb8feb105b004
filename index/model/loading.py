"""Loads a model with sentence-transformers and reads from it what the fast encoder needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from corpus.errors import PrassiError
from index.model.calibration import CALIBRATION
from index.model.graph import ACTIVATIONS, Encoder, Floats

#: Architectures of transformers with BertModel's tensors, and their first position.
_BERT, _ROBERTA = ("bert",), ("roberta", "xlm-roberta", "camembert")


class ModelNotExportable(PrassiError):
    """A model that this version cannot prepare; ``reason`` says what about it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The model {name!r} cannot be prepared: {reason}.")
        self.name = name
        self.reason = reason


class _Module(Protocol):
    """What is read of a transformers model."""

    config: Any

    def state_dict(self) -> Mapping[str, Any]: ...


class _Transformer(Protocol):
    """What is read of the first module of a sentence-transformers model."""

    tokenizer: Any
    do_lower_case: bool


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A sentence-transformers model with what was read from it.

    ``prompts`` has the keys ``query`` and ``passage``, ``pooling`` is ``mean`` or ``cls``.
    """

    name: str
    model: Any
    encoder: Encoder
    tokenizer_json: str
    pooling: str
    prompts: Mapping[str, str]
    max_tokens: int
    closing_marks: int


def load_model(
    name: str, origin: str, prompts: Mapping[str, str] | None, allow_download: bool
) -> LoadedModel:
    """Load the model ``origin`` (a name or folder), which is called ``name``.

    Raises ModelNotExportable if it cannot be loaded or is not a BERT-like encoder with mean or
    CLS pooling.
    """
    try:
        with _quiet():
            model = _open(origin, allow_download)
    except (OSError, ValueError) as error:
        raise ModelNotExportable(name, f"sentence-transformers cannot load it ({error})") from error
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise ModelNotExportable(name, f"it is made of {', '.join(kinds)}")
    pooling = model[1].pooling_mode
    if pooling not in ("mean", "cls") or not model[1].include_prompt:
        raise ModelNotExportable(name, f"its pooling is {pooling!r}, not mean or cls")
    stated = {
        "query": model.prompts.get("query") or "",
        "passage": model.prompts.get("passage") or model.prompts.get("document") or "",
    }
    encoder = _encoder(name, model)
    positions = len(encoder.tensors["embeddings.position_embeddings.weight"])
    return LoadedModel(
        name=name,
        model=model,
        encoder=encoder,
        tokenizer_json=_tokenizer_json(name, model[0]),
        pooling=pooling,
        prompts={**stated, **(prompts or {})},
        closing_marks=_closing_marks(model[0]),
        max_tokens=min(int(model.max_seq_length), positions - encoder.first_position),
    )


def _open(origin: str, allow_download: bool) -> Any:  # noqa: ANN401 a module list of any classes
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(origin, device="cpu", local_files_only=not allow_download)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers' bars and notes (unused layers) off the terminal."""
    from transformers.utils import logging as transformers_logging

    logging: Any = transformers_logging  # its functions have no types

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


def weights_digest(encoder: Encoder, tokenizer_json: str) -> str:
    """Return the SHA-256 of all tensors by name and of the tokenizer."""
    state = hashlib.sha256(tokenizer_json.encode())
    for name in sorted(encoder.tensors):
        values = encoder.tensors[name]
        state.update(f"\n{name} {values.shape}\n".encode())
        state.update(values.tobytes())
    return state.hexdigest()


def _encoder(name: str, sentence_model: Any) -> Encoder:  # noqa: ANN401 as _open returns it
    model: _Module = sentence_model[0].auto_model
    config = model.config
    kind = config.model_type
    if kind not in _BERT + _ROBERTA:
        raise ModelNotExportable(name, f"its architecture is {kind!r}, not like BERT")
    if config.hidden_act not in ACTIVATIONS:
        raise ModelNotExportable(name, f"its activation is {config.hidden_act!r}")
    if getattr(config, "position_embedding_type", None) not in (None, "absolute"):
        raise ModelNotExportable(name, f"its positions are {config.position_embedding_type!r}")
    tensors = {
        tensor: values.detach().float().cpu().numpy()
        for tensor, values in model.state_dict().items()
        if tensor.startswith(("embeddings.", "encoder.")) and tensor.endswith((".weight", ".bias"))
    }
    return Encoder(
        tensors=tensors,
        widths=_input_widths(sentence_model),
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        activation=config.hidden_act,
        epsilon=config.layer_norm_eps,
        # RoBERTa counts positions from the one after the padding piece's.
        first_position=config.pad_token_id + 1 if kind in _ROBERTA else 0,
    )


def _input_widths(sentence_model: Any) -> dict[str, Floats]:  # noqa: ANN401 as _open returns it
    """Return how far from zero each input channel of each linear layer goes on real text."""
    import torch

    widths: dict[str, Floats] = {}

    def watch(name: str, inputs: tuple[Any, ...]) -> None:
        widest = inputs[0].detach().abs().flatten(0, -2).amax(dim=0).numpy()
        widths[name] = np.maximum(widths[name], widest) if name in widths else widest

    hooks = [
        module.register_forward_pre_hook(lambda _, inputs, name=name: watch(name, inputs))
        for name, module in sentence_model[0].auto_model.named_modules()
        if isinstance(module, torch.nn.Linear) and name.startswith("encoder.")
    ]
    try:
        for text in CALIBRATION:  # one by one: padding is not text
            sentence_model.encode([text], prompt="", show_progress_bar=False)
    finally:
        for hook in hooks:
            hook.remove()
    return widths


def _closing_marks(transformer: _Transformer) -> int:
    """Return how many marks follow the text's own pieces."""
    mask = transformer.tokenizer.backend_tokenizer.encode("a").special_tokens_mask
    return int(mask[::-1].index(0))


def _tokenizer_json(name: str, transformer: _Transformer) -> str:
    """Return the fast tokenizer's settings, without padding or truncation."""
    backend = getattr(transformer.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelNotExportable(name, "it has no fast tokenizer")
    settings = json.loads(backend.to_str())
    settings["padding"] = settings["truncation"] = None
    if transformer.do_lower_case:
        steps = [{"type": "Lowercase"}]
        if settings["normalizer"] is not None:
            steps.append(settings["normalizer"])
        settings["normalizer"] = {"type": "Sequence", "normalizers": steps}
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
