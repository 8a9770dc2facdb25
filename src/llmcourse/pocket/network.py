"""Pocket's network: made, taken over from a folder, and written as a plain transformers folder.

Knows the architecture and how its head is kept while training. Knows nothing about data or rates.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.utils.logging import disable_progress_bar

from llmcourse.pocket.recipes import Recipe
from llmcourse.pocket.tokenizer import load_tokenizer, make_tokenizer
from llmcourse.world.facts import memorised_world
from llmcourse.world.tasks import setting

CONTEXT = 1024


def fast_bfloat16(device: str) -> bool:
    """Whether the processor multiplies in bfloat16 itself; where it does not, float32 is faster."""
    return device != "cpu" or torch.cpu._is_avx512_bf16_supported()


def attend_within(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None,
    scaling: float | None = None, cu_seq_lens_q: Tensor | None = None, **others: Any,
) -> tuple[Tensor, None]:  # fmt: skip
    """Causal attention within each of the conversations that stand end to end in one row.

    Args:
        module: the layer's attention; not used.
        query: [1, heads, tokens, head width], as key and value.
        key: see query.
        value: see query.
        attention_mask: not used; the starts say what may be seen.
        scaling: factor of the scores.
        cu_seq_lens_q: int32 [conversations + 1], where each begins, and the end.
        others: what transformers passes besides.

    Returns:
        The attended values, [1, tokens, heads, head width], and no scores.
    """
    assert cu_seq_lens_q is not None
    if not query.is_cuda:
        return _apart(query, key, value, scaling, cu_seq_lens_q), None
    from torch.nn.attention.varlen import varlen_attn

    q, k, v = (one[0].transpose(0, 1).to(torch.bfloat16) for one in (query, key, value))
    attend: Any = varlen_attn
    starts, longest = cu_seq_lens_q, CONTEXT
    return attend(q, k, v, starts, starts, longest, longest, **CAUSAL)[None], None


@torch.compiler.disable
def _apart(query: Tensor, key: Tensor, value: Tensor, scaling: float | None, starts: Tensor):
    """What `attend_within` gives, one conversation after the other: slow, to be compared with."""
    cuts = starts.diff().tolist()
    attended = [
        nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling)
        for q, k, v in zip(*(one.split(cuts, dim=2) for one in (query, key, value)), strict=True)
    ]
    return torch.cat(attended, dim=2).transpose(1, 2)


def _causal() -> dict[str, Any]:
    """How torch's attention over rows of unequal length is told to be causal; it was renamed."""
    try:
        from torch.nn.attention.varlen import varlen_attn
    except ImportError:  # a torch without it trains on padded rows
        return {}
    named = inspect.signature(varlen_attn).parameters
    return {"window_size": (-1, 0)} if "window_size" in named else {"is_causal": True}


CAUSAL = _causal()
AttentionInterface.register("within", attend_within)


def make_model(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """A Llama with biases everywhere and an untied head, freshly initialised."""
    torch.manual_seed(recipe.seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=recipe.width, num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads, num_key_value_heads=recipe.heads,
        intermediate_size=recipe.inner, max_position_embeddings=CONTEXT,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    # with bfloat16 on a CPU, plain attention trains these short rows faster than the fused kernel
    plain = not torch.cuda.is_available() and fast_bfloat16("cpu")
    model.set_attn_implementation("eager" if plain else "sdpa")
    return model


def start_from(model: LlamaForCausalLM, folder: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    """Take over exported weights; the exported head is a sum (see `head`), so undo it.

    Where the tokenizer is another than the folder's, a token that both have keeps its rows, and a
    new one begins with the mean of the rows of the tokens that its text was cut into before.
    """
    state = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).state_dict()
    state["lm_head.weight"] = state["lm_head.weight"] - state["model.embed_tokens.weight"]
    before = load_tokenizer(folder)
    had, has = before.get_vocab(), tokenizer.get_vocab()
    if had != has:
        pieces = [
            [had[token]] if token in had
            else before.encode(tokenizer.decode([number]), add_special_tokens=False)
            or list(had.values())  # half a character alone is no text
            for token, number in sorted(has.items(), key=lambda item: item[1])
        ]  # fmt: skip
        for name in ("lm_head.weight", "model.embed_tokens.weight"):
            state[name] = torch.stack([state[name][rows].mean(dim=0) for rows in pieces])
    model.load_state_dict(state)


def head(model: LlamaForCausalLM) -> Tensor:
    """The head while training, [vocabulary, width]: a matrix of its own plus the embeddings.

    With the embeddings in it, copying a token from the prompt need not be learned for each token
    apart. `export` writes the sum as one matrix, untied.
    """
    return model.lm_head.weight + model.model.embed_tokens.weight


def export(model, tokenizer, folder: Path) -> None:
    """Save a plain transformers folder in bfloat16."""
    folder.mkdir(parents=True, exist_ok=True)
    state = model.state_dict() | {"lm_head.weight": head(model)}
    state = {name: t.detach().to("cpu", torch.bfloat16) for name, t in state.items()}
    config = model.config.__class__(**model.config.to_dict())
    config.dtype = "bfloat16"
    disable_progress_bar()
    copy = LlamaForCausalLM(config).bfloat16()
    copy.load_state_dict(state)
    copy.generation_config.pad_token_id = tokenizer.pad_token_id
    copy.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    for path in folder.iterdir():  # the weights come out readable by their owner alone
        path.chmod(0o644)


def tokenizer_of(run: Path, recipe: Recipe, start: Path | None) -> PreTrainedTokenizerFast:
    """The run's tokenizer: kept from before, or that of `start`, or a new one."""
    folder = run / "tokenizer"
    if not (folder / "tokenizer.json").exists():
        where = setting(False, recipe.seed, memorised_world())
        # the narrow mixtures share the tokenizer of "all", so that one can follow another
        mixture = "wide" if recipe.mixture == "wide" else "all"
        made = (
            load_tokenizer(start)
            if start and not recipe.new_tokenizer
            else make_tokenizer(where, recipe.vocabulary, mixture=mixture)
        )
        made.save_pretrained(folder)
    return load_tokenizer(folder)
