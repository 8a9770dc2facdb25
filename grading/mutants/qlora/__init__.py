"""Mistakes that people make in unit 12, and what to tell them; a module a topic."""
