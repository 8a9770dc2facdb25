"""Public probes of all exercises, a module a unit; they know inputs and points, no answers.

Modules are imported only when one of their exercises is checked; `golden/` holds the expected
outputs for the public seeds.
"""
