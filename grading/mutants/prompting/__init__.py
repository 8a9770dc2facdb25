"""Mistakes that people make in unit 01, and what to tell them; a module a topic."""
