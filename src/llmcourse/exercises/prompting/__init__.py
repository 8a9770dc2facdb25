"""Probes of unit 01: they run an answer on seeded inputs and return plain data.

They know inputs and how results are compared, never what is right. Models are scripted, except
for the base prompt, which the trusted side measures on Pocket.
"""

from llmcourse.exercises.prompting import answers, messages

__all__ = ["answers", "messages"]
