"""A small real embedder: hashed character n-grams, so that similar texts lie near each other."""

import hashlib
import re

import numpy as np


class HashingEmbedder:
    """Deterministic and quick; implements index.embed.TextEmbedder."""

    name = "hashing"
    fingerprint = "hashing-trigrams"
    dimension = 64
    unrelated = None

    def embed_passages(self, texts):
        return np.stack([self._vector(text) for text in texts])

    def embed_queries(self, texts):
        return self.embed_passages(texts)

    def _vector(self, text):
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w{3,}", text.casefold()):
            for start in range(len(word) - 2):
                value = hashlib.blake2b(word[start : start + 3].encode(), digest_size=4).digest()
                number = int.from_bytes(value, "big")
                vector[number % self.dimension] += 1.0 if number >> 31 else -1.0
        return vector / np.linalg.norm(vector)
