"""Pocket's tokenizer: byte-level BPE made from the tasks' own text, with a chat template.

Knows how text becomes tokens. Knows nothing about the model.
"""

from __future__ import annotations

import random
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from llmcourse.world.examples import Setting
from llmcourse.world.mixtures import training_example

SPECIAL = ("<|pad|>", "<|begin|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>",
           "<|context|>")  # fmt: skip
CHAT_TEMPLATE = (
    "<|begin|>{% for m in messages %}"
    "{{ '<|' + m['role'] + '|> ' + m['content'] + '<|end|>' }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
"""A blank stands before each turn's text, so that a name is the same tokens wherever it stands."""


def make_tokenizer(
    where: Setting, vocabulary: int = 3072, seed: int = 5, mixture: str = "all"
) -> PreTrainedTokenizerFast:
    """Train the BPE on 30,000 examples of a training mixture; digits stay single tokens."""
    rng = random.Random(f"tokenizer-{seed}")

    def texts():
        for _ in range(30_000):
            example = training_example(rng, where, mixture)
            yield " " + "\n".join([*(text for _, text in example.messages), " " + example.answer])

    tokenizer = Tokenizer(models.BPE(byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True),
         pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )  # fmt: skip
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(), trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|begin|>", eos_token="<|end|>", pad_token="<|pad|>",
        extra_special_tokens={}, padding_side="left",
        model_max_length=1024, clean_up_tokenization_spaces=False,
    )  # fmt: skip
    fast.chat_template = CHAT_TEMPLATE
    return fast


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer saved in a folder."""
    return PreTrainedTokenizerFast.from_pretrained(folder)
