"""Mistakes in the chain."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.pipeline import cited_chain

mutant(
    "rag-chain",
    name="sources-off-by-one",
    kind="off-by-one",
    replace="documents[n - 1].id",
    by="documents[n % len(documents)].id",
    says="Citation n names the passage after the right one: numbers start at 1, list positions "
    "at 0. The answer looks sourced and the source is wrong.",
)
mutant(
    "rag-chain",
    name="all-documents-as-sources",
    kind="wrong-formula",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by="[document.id for document in documents]",
    says="You list everything that was retrieved as a source. Only what the answer cites is one.",
)
mutant(
    "rag-chain",
    name="citations-instead-of-ids",
    kind="wrong-type",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by='list(parsed["citations"])',
    says="sources holds passage numbers. They mean nothing outside this prompt: return the ids of "
    "the cited documents.",
)
mutant(
    "rag-chain",
    name="retrieves-twice",
    kind="wrong-order",
    replace="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever)",
    by="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever, "
    "again=retriever)",
    says="The retriever is asked twice for one question: once for the prompt and once for the "
    "sources. It costs double, and the two may differ.",
)
mutant(
    "rag-chain",
    name="model-asked-twice",
    kind="wrong-order",
    replace="RunnablePassthrough.assign(reply=read)",
    by="RunnablePassthrough.assign(first=read) | RunnablePassthrough.assign(reply=read)",
    says="The model is called twice for one question. Keep its reply in the state instead of "
    "computing it again.",
)
mutant(
    "rag-chain",
    name="passages-reversed",
    kind="wrong-order",
    replace='[d.page_content for d in state["documents"]]',
    by='[d.page_content for d in reversed(state["documents"])]',
    says="The passages are shown in another order than the documents, so citation numbers point "
    "to the wrong ones.",
)
mutant(
    "rag-chain",
    name="parse-without-count",
    kind="ignored-argument",
    replace='parse(state["reply"], len(documents))',
    by='parse(state["reply"], 1)',
    says="parse is told of another number of passages than were shown, so valid citations are "
    "dropped or invented ones kept. Pass the number of documents.",
)
mutant(
    "rag-chain",
    name="raw-reply-as-answer",
    kind="missing-step",
    replace='"answer": parsed["answer"],',
    by='"answer": state["reply"],',
    says="answer is the raw reply, marks and all. Return what parse made of it.",
)
mutant(
    "rag-chain",
    name="sources-off-by-one",
    kind="off-by-one",
    replace="documents[n - 1].id",
    by="documents[n].id",
    says="Citation n names the passage after the right one, or none at all: numbers start at 1, "
    "list positions at 0. The answer looks sourced and the source is wrong.",
)
mutant(
    "rag-chain",
    name="reply-is-a-message",
    kind="wrong-type",
    replace=[
        (" | RunnableLambda(lambda message: message.content)", ""),
        ('parse(state["reply"], len', 'parse(state["reply"].content, len'),
    ],
    says="reply is LangChain's message object. What is asked for is its text: .content.",
)
mutant(
    "rag-chain",
    name="reply-is-a-message",
    kind="wrong-type",
    replace=" | RunnableLambda(lambda message: message.content)",
    by="",
    says="parse is given LangChain's message object. It reads text: hand it .content.",
)

# What is handed over
_TEXTS = '[d.page_content for d in state["documents"]]'
mutant(
    "rag-chain",
    name="build-turned-round",
    kind="wrong-order",
    function=alone(
        cited_chain, (f'build(state["question"], {_TEXTS})', f'build({_TEXTS}, state["question"])')
    ),
    says="build gets the texts first and the question second. Its arguments are (question, texts).",
)

# What comes back
mutant(
    "rag-chain",
    name="sources-in-order-of-documents",
    kind="wrong-order",
    function=alone(cited_chain, ('parsed["citations"]]', 'sorted(parsed["citations"])]')),
    says="sources follow the order of the documents. They follow the order of the citations: the "
    "first is the one that the answer leans on.",
)
mutant(
    "rag-chain",
    name="documents-as-sources",
    kind="wrong-type",
    function=alone(cited_chain, ("documents[n - 1].id", "documents[n - 1].page_content")),
    says="sources holds the documents' texts. It holds their ids.",
)
mutant(
    "rag-chain",
    name="nothing-found-cut-short",
    kind="edge-case",
    function=alone(
        cited_chain,
        ('"answer": parsed["answer"]', '"answer": parsed["answer"] if documents else ""'),
    ),
    says="Where nothing is found, your chain does not go on to the model and the parser. It takes "
    "the same way for every question: build says that no passage was found.",
)
mutant(
    "rag-chain",
    name="abstained-by-citations",
    kind="wrong-formula",
    function=alone(cited_chain, ('parsed["abstained"],', 'not parsed["citations"],')),
    says="abstained is read from the citations. An answer may cite nothing and still be one: "
    "return what parse says.",
)
