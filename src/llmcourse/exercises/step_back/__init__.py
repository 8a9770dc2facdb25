"""Probes of unit 05: what is fed to a learner's functions, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere. Models and retrievers are
scripted.
"""

from llmcourse.exercises.step_back import abstraction, chain, contexts, errors

__all__ = ["abstraction", "chain", "contexts", "errors"]
