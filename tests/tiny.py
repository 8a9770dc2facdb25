"""Tiny random models saved on disk, so that tests need no weights of anybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIALS = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]

#: What the families of the three architectures really use: special tokens (padding first, then the
#: end of a text, which is no end of a turn) and a chat template in their form.
FAMILIES: dict[str, dict[str, Any]] = {
    "llama": {
        "pad": "<|finetune_right_pad_id|>", "end": "<|end_of_text|>", "bos": "<|begin_of_text|>",
        "turn_end": "<|eot_id|>", "others": ["<|start_header_id|>", "<|end_header_id|>"],
        "template": (
            "{{ bos_token }}{% for message in messages %}"
            "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'"
            " + message['content'] | trim + '<|eot_id|>' }}{% endfor %}"
            "{% if add_generation_prompt %}"
            "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
        ),
    },
    "qwen2": {
        "pad": "<|fim_pad|>", "end": "<|endoftext|>", "bos": None,
        "turn_end": "<|im_end|>", "others": ["<|im_start|>"],
        "template": (
            "{% if messages[0]['role'] != 'system' %}"
            "{{ '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}{% endif %}"
            "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
            " + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
        ),
    },
    "gemma": {
        "pad": "<pad>", "end": "<eos>", "bos": "<bos>",
        "turn_end": "<end_of_turn>", "others": ["<start_of_turn>"],
        "template": (
            "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
            "{{ raise_exception('System role not supported') }}{% endif %}"
            "{% for message in messages %}"
            "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
            "{{ raise_exception('Conversation roles must alternate user/assistant/...') }}"
            "{% endif %}"
            "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
            "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim"
            " + '<end_of_turn>\n' }}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
        ),
    },
}  # fmt: skip


def save_tokenizer(
    folder: Path,
    template: str | None = TEMPLATE,
    specials: list[str] = SPECIALS,
    **names: str | None,
) -> int:
    """Train a small byte-level BPE and save it as a transformers tokenizer; returns its size.

    names: which special token plays which part; by default padding and the end are the first two.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=specials,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(["the quick brown fox jumps over the lazy dog"] * 3, trainer)
    names = names or {"pad_token": specials[0], "eos_token": specials[1]}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)
    others = [token for token in specials if token not in names.values()]
    fast.add_special_tokens({"additional_special_tokens": others})
    if template:
        fast.chat_template = template
    fast.save_pretrained(folder)
    return len(fast)


def save_family(folder: Path, kind: str) -> Path:
    """Save a random model of the architecture with the special tokens and the chat template of its
    family (Llama 3, Qwen 2.5 or Gemma); returns the folder."""
    import transformers

    family = FAMILIES[kind]
    folder.mkdir(parents=True, exist_ok=True)
    ends = [family["end"], family["turn_end"]]
    first = [family["pad"], *ends, *([family["bos"]] if family["bos"] else [])]
    # Gemma's tokenizer calls the end of a text its end; the end of a turn is known to the
    # generation settings alone.
    eos = family["end"] if kind == "gemma" else family["turn_end"]
    vocabulary = save_tokenizer(
        folder, family["template"], [*first, *family["others"]],
        pad_token=family["pad"], eos_token=eos, bos_token=family["bos"],
    )  # fmt: skip
    _save_weights(folder, kind, vocabulary, bos=3 if family["bos"] else None)
    settings = transformers.GenerationConfig(
        pad_token_id=0, eos_token_id=[1, 2], bos_token_id=3 if family["bos"] else None,
        do_sample=True,  # as the families say; `transformers serve` samples only where it is said
    )  # fmt: skip
    settings.save_pretrained(folder)
    return folder


def save_model(folder: Path, kind: str = "llama", template: str | None = TEMPLATE) -> Path:
    """Save a random two-layer model of the architecture with its tokenizer; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_weights(folder, kind, save_tokenizer(folder, template))
    return folder


def _save_weights(folder: Path, kind: str, vocabulary: int, bos: int | None = None) -> None:
    import torch
    import transformers

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
        "bos_token_id": bos,
        "eos_token_id": 1,
        # Large enough that logits differ clearly: near-ties would test rounding, not decoding.
        "initializer_range": 0.3,
    }
    configs = {"llama": "LlamaConfig", "qwen2": "Qwen2Config", "gemma": "GemmaConfig",
               "gemma2": "Gemma2Config"}  # fmt: skip
    if kind == "gemma2":  # every second layer sees the last tokens only
        sizes["sliding_window"] = 16
    torch.manual_seed(0)
    config = getattr(transformers, configs[kind])(**sizes)
    model = transformers.AutoModelForCausalLM.from_config(config).to(torch.bfloat16)
    model.save_pretrained(folder)
