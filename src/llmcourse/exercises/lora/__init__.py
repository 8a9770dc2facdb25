"""Probes of unit 10: what is fed to a learner's functions and layers, in which named parts.

Knows inputs only: expected values come from the reference, elsewhere.
"""

from llmcourse.exercises.lora import adapters, layers, models, sizes

__all__ = ["adapters", "layers", "models", "sizes"]
