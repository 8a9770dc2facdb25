"""Probes of unit 07: what is fed to a learner's functions, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere. Models and databases in here
are scripted.
"""

from llmcourse.exercises.graph_rag import building, queries, retrieval

__all__ = ["building", "queries", "retrieval"]
