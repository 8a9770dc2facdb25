"""RAG-Fusion: several queries for one question, searched at once, their rankings fused.

    generate    prompts for queries, queries for many questions, how much they differ
    parsing     a model's reply as a list of queries
    search      all queries in all retrievers at once, with failures kept apart
    ranks       reciprocal rank fusion, plain and weighted
    scores      CombSUM, raw and normalized
    votes       Borda and Condorcet
    measures    coverage of needed facts, comparison by kind of question
    intent      the prompt that answers the question that was asked
    retriever   all of it as a LangChain retriever

Each part takes any LangChain chat model or retriever. Reranking by a model is not here.
"""
