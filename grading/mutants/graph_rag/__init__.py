"""Mistakes that people make in unit 07, and what to tell them; a module a topic."""
