"""Probes of unit 12: what is fed to a learner's functions and layers, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere. Code books in the probes are
drawn anew, so that every function is judged by itself.
"""

from llmcourse.exercises.qlora import codes, training

__all__ = ["codes", "training"]
