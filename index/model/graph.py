"""Builds the ONNX graph of a BERT-like encoder with 8-bit weights.

The graph is written out operator by operator rather than traced by torch's exporter: it needs no
graph surgery afterwards to get fused attention, merged query, key and value, the int8 word table
outside the file and smoothed weights, and it does not change with the exporter's version.
Operators of the domain ``com.microsoft`` are onnxruntime's own fused ones.

Weights of linear layers are int8 with one scale for each output column; activations are
quantized as they come (uint8, one scale for each call). A few channels of the activations are
ten times as wide as the rest and would leave it few of the 256 steps: they are narrowed, and the
weights widened, by factors from a calibration (Xiao et al. 2023, "SmoothQuant"). Word embeddings
are int8 with one scale a row. All the rest is float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper, save

Floats = npt.NDArray[np.float32]

WORDS_FILE = "words.int8"
INPUT, OUTPUT = "input_ids", "hidden"
#: ``hidden_act`` of transformers -> the operator and its domain.
ACTIVATIONS = {"gelu": ("Gelu", "com.microsoft"), "relu": ("Relu", "")}
_FUSED = "com.microsoft"
#: Share of a channel's width that goes to the weights. Least cosine with float32 over 36 texts:
#: 0.985 without smoothing, 0.915 at 0.3, 0.995 at 0.5, 0.996 at 0.65, 0.995 at 0.75, 0.990 at 1;
#: with the calibration in use 0.9986. It costs no time that can be measured.
_STRENGTH = 0.65
_LEAST_WIDTH = 1e-4  # of a channel that the calibration never saw used
_ROWS_AT_A_TIME = 8192  # a word table of 384 MB would need twice as much again at once
_OPSET, _FUSED_OPSET, _IR_VERSION = 17, 1, 9


@dataclass(frozen=True, slots=True)
class Encoder:
    """A BERT-like encoder: post-normalised layers, absolute positions from ``first_position``.

    ``tensors`` are named as in transformers' BertModel. ``widths`` gives, for each linear layer
    by the same names, how far each input channel went from zero in the calibration.
    """

    tensors: Mapping[str, Floats]
    widths: Mapping[str, Floats]
    layers: int
    heads: int
    activation: str
    epsilon: float
    first_position: int


@dataclass(slots=True)
class _Graph:
    """Nodes and constants gathered so far."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def apply(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: float
    ) -> str:
        node = helper.make_node(operator, inputs, [output], None, None, domain, None, **attributes)
        self.nodes.append(node)
        return output


def quantized_rows(values: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return ``values`` (n, m) as int8 and the scale of each row, (n,) float32."""
    rounded = np.empty(values.shape, np.int8)
    scales = np.empty(len(values), np.float32)
    for start in range(0, len(values), _ROWS_AT_A_TIME):
        part = values[start : start + _ROWS_AT_A_TIME]
        scale = np.abs(part).max(axis=1) / np.float32(127)
        scale[scale == 0] = 1
        scales[start : start + len(part)] = scale
        rounded[start : start + len(part)] = np.rint(part / scale[:, None])
    return rounded, scales


def smoothing(widths: Floats, weight: Floats) -> Floats:
    """Return the factors (n_in,) by which weights (n_out, n_in) widen and their inputs narrow."""
    heights = np.maximum(np.abs(weight).max(axis=0), _LEAST_WIDTH)
    factors: Floats = np.maximum(widths, _LEAST_WIDTH) ** _STRENGTH / heights ** (1 - _STRENGTH)
    return factors


def write_graph(encoder: Encoder, path: Path) -> None:
    """Write the graph: int64 ``input_ids`` (batch, tokens) -> float32 (batch, tokens, width).

    The rows of the word table go to a file beside it, :data:`WORDS_FILE`, which onnxruntime maps
    into memory: only the rows that texts need are ever read.
    """
    graph = _Graph()
    rows, scales = quantized_rows(encoder.tensors["embeddings.word_embeddings.weight"])
    rows.tofile(path.with_name(WORDS_FILE))
    graph.constants.append(_beside("word.rows", rows.shape, WORDS_FILE))
    graph.constant("word.scales", scales[:, None])
    save(_model(graph, encoder), str(path))


def _beside(name: str, shape: tuple[int, ...], file: str) -> TensorProto:
    """Return an int8 constant whose values are the content of ``file``."""
    tensor = TensorProto(name=name, data_type=TensorProto.INT8, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", 0), ("length", int(np.prod(shape)))):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def _model(graph: _Graph, encoder: Encoder) -> ModelProto:
    hidden = _embeddings(graph, encoder)
    for layer in range(encoder.layers):
        hidden = _layer(graph, encoder, layer, hidden)
    graph.apply("Identity", [hidden], OUTPUT)
    width = encoder.tensors["embeddings.LayerNorm.weight"].shape[0]
    outline = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "tokens", width])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, _FUSED_OPSET)]
    return helper.make_model(outline, opset_imports=opsets, ir_version=_IR_VERSION)


def _embeddings(graph: _Graph, encoder: Encoder) -> str:
    tensors = encoder.tensors
    graph.apply("Gather", ["word.rows", INPUT], "word.int8")
    graph.apply("Cast", ["word.int8"], "word.float", to=TensorProto.FLOAT)
    graph.apply("Gather", ["word.scales", INPUT], "word.scale")
    graph.apply("Mul", ["word.float", "word.scale"], "word")
    # A passage is one segment of type 0, whose vector joins that of every position.
    places = tensors["embeddings.position_embeddings.weight"][encoder.first_position :]
    types = tensors.get("embeddings.token_type_embeddings.weight")
    graph.constant("positions", places if types is None else places + types[0])
    graph.constant("zero", np.zeros(1, np.int64))
    graph.apply("Shape", [INPUT], "tokens", start=1, end=2)
    graph.apply("Slice", ["positions", "zero", "tokens", "zero"], "position")
    graph.apply("Add", ["word", "position"], "embedded")
    weight, bias = _norm(graph, encoder, "embeddings.LayerNorm")
    inputs = ["embedded", weight, bias]
    return graph.apply("LayerNormalization", inputs, "layer0", epsilon=encoder.epsilon)


def _layer(graph: _Graph, encoder: Encoder, layer: int, hidden: str) -> str:
    """Add attention and feed-forward of one layer; return the name of its output."""
    here = f"encoder.layer.{layer}"
    parts = [f"{here}.attention.self.{part}" for part in ("query", "key", "value")]
    merged = _linear(graph, encoder, parts, hidden, f"{here}.qkv")
    width = encoder.tensors[f"{parts[0]}.weight"].shape[0]
    sizes = graph.constant(f"{here}.sizes", np.full(3, width, np.int64))
    split = [f"{here}.q", f"{here}.k", f"{here}.v"]
    graph.nodes.append(helper.make_node("Split", [merged, sizes], split, axis=2))
    attended = graph.apply(
        "MultiHeadAttention", split, f"{here}.attended", domain=_FUSED, num_heads=encoder.heads
    )
    dense = [f"{here}.attention.output.dense"]
    mixed = _linear(graph, encoder, dense, attended, f"{here}.mixed")
    hidden = _add_and_norm(graph, encoder, f"{here}.attention.output.LayerNorm", mixed, hidden)
    inner = _linear(graph, encoder, [f"{here}.intermediate.dense"], hidden, f"{here}.inner")
    operator, domain = ACTIVATIONS[encoder.activation]
    inner = graph.apply(operator, [inner], f"{here}.active", domain=domain)
    outer = _linear(graph, encoder, [f"{here}.output.dense"], inner, f"{here}.outer")
    return _add_and_norm(graph, encoder, f"{here}.output.LayerNorm", outer, hidden)


def _linear(graph: _Graph, encoder: Encoder, parts: list[str], value: str, output: str) -> str:
    """Add one quantized matrix product for all ``parts``, whose outputs come side by side."""
    weight = np.concatenate([encoder.tensors[f"{part}.weight"] for part in parts])
    bias = np.concatenate([encoder.tensors[f"{part}.bias"] for part in parts])
    factors = smoothing(encoder.widths[parts[0]], weight)
    rows, scales = quantized_rows(weight * factors)
    narrow = graph.constant(f"{output}.narrow", 1 / factors)
    inputs = [
        graph.apply("Mul", [value, narrow], f"{output}.in"),
        graph.constant(f"{output}.weight", rows.T),
        graph.constant(f"{output}.scales", scales),
        graph.constant(f"{output}.zero", np.zeros(len(scales), np.int8)),
        graph.constant(f"{output}.bias", bias),
    ]
    return graph.apply("DynamicQuantizeMatMul", inputs, output, domain=_FUSED)


def _add_and_norm(graph: _Graph, encoder: Encoder, name: str, value: str, hidden: str) -> str:
    weight, bias = _norm(graph, encoder, name)
    inputs = [value, hidden, weight, bias]
    output = f"{name}.out"
    return graph.apply(
        "SkipLayerNormalization", inputs, output, domain=_FUSED, epsilon=encoder.epsilon
    )


def _norm(graph: _Graph, encoder: Encoder, name: str) -> tuple[str, str]:
    weight = graph.constant(f"{name}.weight", encoder.tensors[f"{name}.weight"])
    return weight, graph.constant(f"{name}.bias", encoder.tensors[f"{name}.bias"])
