"""Tiny random models saved on disk, so that tests need no weights of anybody's."""

from __future__ import annotations

from pathlib import Path

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIALS = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]


def save_tokenizer(folder: Path, template: str | None = TEMPLATE) -> int:
    """Train a small byte-level BPE and save it as a transformers tokenizer; returns its size."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=SPECIALS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(["the quick brown fox jumps over the lazy dog"] * 3, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<|pad|>", eos_token="<|end|>"
    )
    fast.add_special_tokens({"additional_special_tokens": SPECIALS[2:]})
    if template:
        fast.chat_template = template
    fast.save_pretrained(folder)
    return len(fast)


def save_model(folder: Path, kind: str = "llama", template: str | None = TEMPLATE) -> Path:
    """Save a random two-layer model of the architecture with its tokenizer; returns the folder."""
    import torch
    import transformers

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = save_tokenizer(folder, template)
    sizes = {
        "vocab_size": vocabulary,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 256,
        "pad_token_id": 0,
        "bos_token_id": None,
        "eos_token_id": 1,
        # Large enough that logits differ clearly: near-ties would test rounding, not decoding.
        "initializer_range": 0.3,
    }
    configs = {"llama": "LlamaConfig", "qwen2": "Qwen2Config", "gemma": "GemmaConfig"}
    torch.manual_seed(0)
    config = getattr(transformers, configs[kind])(**sizes)
    model = transformers.AutoModelForCausalLM.from_config(config).to(torch.bfloat16)
    model.save_pretrained(folder)
    return folder
