"""Embeddings from an OpenAI-compatible endpoint (POST /embeddings).

Knows the request and what an answer must look like. Vectors are kept on disk by the encoder itself
(`llmcourse.embedding_cache`), so that a rerun sends nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Float

from llmcourse.endpoint import Endpoint
from llmcourse.usage import parse_price, report
from llmcourse.weights import ModelUnavailable

TEXTS_A_REQUEST = 64


def endpoint_embeddings(
    name: str, api_key: str | None = None, price: Any = None
) -> tuple[str, Callable[[list[str]], Float[np.ndarray, "texts dimension"]]]:
    """The full name of the encoder `name` (see `parse_endpoint`), and what computes its vectors.

    price, or LLMCOURSE_ENCODER_PRICE: dollars for a million tokens. Sends nothing yet.
    """
    if price is None:
        known = parse_price(os.environ.get("LLMCOURSE_ENCODER_PRICE"), "LLMCOURSE_ENCODER_PRICE")
    else:
        known = parse_price(price)
    endpoint = Endpoint.named(name, api_key, "list of embeddings")
    try:
        import openai
    except ImportError as error:
        raise ModelUnavailable("Endpoints need the package openai: pip install openai.") from error
    client = openai.OpenAI(
        api_key=endpoint.key, base_url=endpoint.address, max_retries=0, timeout=endpoint.timeout
    )

    def ask(texts: list[str]) -> tuple[Float[np.ndarray, "texts dimension"], dict | None]:
        """The vectors of the texts, and the tokens that they took."""
        # The client's default is base64, which not all servers know.
        answer = client.embeddings.create(
            model=endpoint.model, input=texts, encoding_format="float"
        )
        if sorted(item.index for item in answer.data) != list(range(len(texts))):
            raise ValueError(f"{len(answer.data)} vectors for {len(texts)} texts")
        rows = [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
        vectors = np.asarray(rows, dtype=np.float32)
        if vectors.ndim != 2 or not vectors.size or not np.isfinite(vectors).all():
            raise ValueError("vectors of different lengths, or no numbers")
        return vectors, {"input_tokens": answer.usage.prompt_tokens} if answer.usage else None

    def compute(texts: list[str]) -> Float[np.ndarray, "texts dimension"]:
        parts = []
        for start in range(0, len(texts), TEXTS_A_REQUEST):
            # Servers refuse an empty text, which means as little as a blank.
            part = [text or " " for text in texts[start : start + TEXTS_A_REQUEST]]
            started = time.perf_counter()
            vectors, used = endpoint.call(partial(ask, part))
            report(endpoint.model, used, time.perf_counter() - started, known)
            parts.append(vectors)
        return np.concatenate(parts)

    return endpoint.name, compute
