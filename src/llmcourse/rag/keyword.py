"""Keyword search by hand: the weights of BM25, in the variant that Lucene uses.

Knows counts of words, nothing about their meaning: "car" and "automobile" share nothing here.
Tokenizing is the caller's business (:func:`llmcourse.rag.text.tokenize`).
"""

import math
from collections import Counter
from collections.abc import Sequence


def bm25_index(
    documents: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75
) -> dict[str, dict[int, float]]:
    """Compute, for every token, its BM25 weight in every document that contains it.

    Everything in BM25 except the query is known when the documents are, so the index can hold
    finished weights; the score of a document is then the sum of the weights of the query's
    tokens. In the variant of Lucene 8 and later (Robertson & Zaragoza 2009, eq. 3.15, with
    a positive idf and without the constant factor k1 + 1):

        weight(t, d) = idf(t) * tf / (tf + k1 * (1 - b + b * length(d) / average length))
        idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5))

    with tf the times token t occurs in document d, df the number of documents that contain t,
    N the number of documents, length the number of tokens in a document (repeats included),
    and the average taken over all N documents, empty ones too.

    Args:
        documents: the tokens of each document, in order.
        k1: how slowly repetitions saturate, at least 0.
        b: how much length counts, from 0 (not at all) to 1 (fully).

    Returns:
        ``{token: {position of document: weight}}``, only documents that contain the token;
        ``{}`` where there are no tokens.

    Raises:
        ValueError: ``k1`` is negative, or ``b`` is not from 0 to 1.
    """
    if k1 < 0:
        raise ValueError(f"k1 must be 0 or more, not {k1}")
    if not 0 <= b <= 1:
        raise ValueError(f"b must be from 0 to 1, not {b}")
    counts = [Counter(document) for document in documents]
    frequency = Counter(token for count in counts for token in count)
    total = len(documents)
    average = sum(len(document) for document in documents) / max(total, 1)
    index: dict[str, dict[int, float]] = {token: {} for token in frequency}
    for position, count in enumerate(counts):
        for token, tf in count.items():
            df = frequency[token]
            idf = math.log(1 + (total - df + 0.5) / (df + 0.5))
            norm = k1 * (1 - b + b * len(documents[position]) / average)
            index[token][position] = idf * tf / (tf + norm)
    return index
