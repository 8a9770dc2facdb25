"""The instructor's side: builder, gate, judge, golden outputs, mutants, alternatives.

Nothing here reaches a learner, and the package `llmcourse` never imports from it.
"""
