"""Mistakes that people make in unit 04, and what to tell them; a module a topic."""
