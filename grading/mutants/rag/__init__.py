"""Mistakes that people make in unit 02, and what to tell them; a module a topic."""
