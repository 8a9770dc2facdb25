"""Mistakes that people make in unit 10, and what to tell them; a module a topic."""
