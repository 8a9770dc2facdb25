"""Probes of unit 04: what is fed to a learner's functions, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere. Retrievers are scripted;
the prompt alone is measured on the pinned model.
"""

from llmcourse.exercises.rag_fusion import fusion, intent, measures, queries, searching

__all__ = ["fusion", "intent", "measures", "queries", "searching"]
