"""Experiments: what a technique changes, measured, with an interval.

`records` holds what every experiment returns and how a verdict follows from its interval. The other
modules hold each unit's experiments: plain functions that take the learner's functions and a model.
"""

from llmcourse.experiments.records import (
    CLAIMS,
    Comparison,
    Condition,
    ExperimentResult,
    bootstrap_interval,
    claim,
    paired_difference,
)

__all__ = [
    "CLAIMS",
    "Comparison",
    "Condition",
    "ExperimentResult",
    "bootstrap_interval",
    "claim",
    "paired_difference",
]
