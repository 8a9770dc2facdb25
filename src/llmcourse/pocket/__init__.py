"""Pocket: the small chat model of the course, its tokenizer, training and evaluation."""
