"""Mistakes that people make in unit 00, and what to tell them; a module a topic."""
