"""Mistakes that people make in unit 05, and what to tell them; a module a topic."""
