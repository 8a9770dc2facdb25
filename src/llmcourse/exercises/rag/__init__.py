"""Probes of unit 02: what is fed to a learner's functions, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere. Models and
retrievers in here are scripted.
"""

from llmcourse.exercises.rag import answers, documents, measures, search

__all__ = ["answers", "documents", "measures", "search"]
