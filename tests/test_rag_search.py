"""Retrieval against its peers: BM25 against bm25s, cosine against FAISS, a store against itself."""

from types import SimpleNamespace

import numpy as np
import pytest

from llmcourse.rag import DenseRetriever, KeywordRetriever, chunk_documents, rag_chain
from llmcourse.rag.dense import cosine_top_k
from llmcourse.rag.keyword import bm25_index
from llmcourse.rag.text import split_sentences


class HashEncoder:
    """Unit vectors drawn from the text itself: equal texts, equal vectors."""

    def encode(self, texts):
        seeds = [sum(map(ord, text)) for text in texts]
        rows = np.stack([np.random.default_rng(s).normal(size=16) for s in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("float32")


@pytest.fixture
def chunks():
    documents = [
        SimpleNamespace(id="d1", text="Mara was born in Corva. She moved to Tarn.", title="Mara"),
        SimpleNamespace(id="d2", text="The dam was built in 1987. It leaks.", title="Dam"),
    ]
    return chunk_documents(documents, split_sentences)


def test_bm25_agrees_with_bm25s():
    bm25s = pytest.importorskip("bm25s")
    rng = np.random.default_rng(0)
    documents = [list(rng.choice(list("abcdefghijkl"), rng.integers(1, 15))) for _ in range(40)]
    for k1, b in [(1.5, 0.75), (0.9, 0.4), (2.0, 0.0)]:
        peer = bm25s.BM25(method="lucene", k1=k1, b=b)
        peer.index(documents, show_progress=False)
        index = bm25_index(documents, k1, b)
        for query in (["a"], ["b", "c", "b"], ["l", "a", "d"]):
            own = [sum(index.get(t, {}).get(i, 0.0) for t in query) for i in range(40)]
            np.testing.assert_allclose(own, peer.get_scores(query), rtol=1e-5, atol=1e-6)


def test_cosine_agrees_with_faiss(chunks):
    encoder = HashEncoder()
    store = DenseRetriever.from_chunks(chunks, encoder, k=3)
    vectors = encoder.encode([c.page_content for c in chunks])
    query = encoder.encode(["where was Mara born?"])[0]
    own = cosine_top_k(query, vectors, [c.id for c in chunks], 3)
    found = store.invoke("where was Mara born?")
    assert [d.id for d in found] == [i for i, _ in own]
    np.testing.assert_allclose([d.metadata["score"] for d in found], [s for _, s in own], atol=1e-5)


def test_store_survives_saving_and_learns_by_adding(chunks, tmp_path):
    encoder = HashEncoder()
    store = DenseRetriever.from_chunks(chunks[:2], encoder, k=2)
    store.save(tmp_path / "store")
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == ["chunks.json", "index.faiss"]
    loaded = DenseRetriever.load(tmp_path / "store", encoder)
    assert loaded.invoke("dam") == store.invoke("dam")
    loaded.add(chunks[2:])
    assert loaded.invoke("It leaks.")[0].page_content == "It leaks."
    assert len(store.chunks) == 2
    with pytest.raises(ValueError, match="holds no store"):
        DenseRetriever.load(tmp_path, encoder)
    with pytest.raises(ValueError, match="id of their own"):
        loaded.add(chunks[:1])


def test_keyword_retriever_returns_only_what_shares_a_word(chunks):
    retriever = KeywordRetriever.from_chunks(chunks, k=5)
    assert [d.id for d in retriever.invoke("Who built the dam?")] == ["d2#0"]
    assert retriever.invoke("zebra") == []


def test_rag_chain_names_its_source(chunks):
    from langchain_core.language_models.fake_chat_models import FakeListChatModel

    chain = rag_chain(
        KeywordRetriever.from_chunks(chunks, k=2), FakeListChatModel(responses=["1987 [1]."])
    )
    result = chain.invoke("When was the dam built?")
    assert result["answer"] == "1987" and result["sources"] == ["d2#0"]
