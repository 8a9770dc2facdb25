"""Measure how fast the course's model answers: `python -m benchmarks.generation_speed`.

256 short answers (16 new tokens) to prompts of 300 tokens, decoded together, against one
`model.generate` call a prompt; once with prompts that have nothing in common, once where they share
250 tokens. Writes benchmarks/results/generation_speed.json.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.claim_records import machine, versions

RESULT = Path(__file__).resolve().parent / "results" / "generation_speed.json"
PROMPTS, ONE_BY_ONE, TOKENS, SHARED, NEW = 256, 24, 300, 250, 16


def prompts(vocabulary: int, shared: int, seed: int = 0) -> list[list[int]]:
    """Random prompts of TOKENS tokens; the first `shared` are the same in all."""
    rng = np.random.default_rng(seed)
    head = rng.integers(10, vocabulary, size=shared).tolist()
    return [
        head + rng.integers(10, vocabulary, size=TOKENS - shared).tolist() for _ in range(PROMPTS)
    ]


def measure(model: Any) -> dict[str, Any]:
    """Seconds for all prompts, batched and (by extrapolation from a few) one by one."""
    import torch

    from llmcourse.generation import Decoding, generate_tokens

    network = model.weights.model
    vocabulary = network.get_input_embeddings().weight.shape[0]
    rows: dict[str, Any] = {}
    for name, shared in (("nothing shared", 0), (f"{SHARED} tokens shared", SHARED)):
        items = prompts(vocabulary, shared)
        generate_tokens(network, items[:4], Decoding(max_new_tokens=NEW))  # warm up
        started = time.perf_counter()
        generate_tokens(network, items, Decoding(max_new_tokens=NEW))
        batched = time.perf_counter() - started
        started = time.perf_counter()
        with torch.inference_mode():
            for item in items[:ONE_BY_ONE]:
                ids = torch.tensor([item])
                network.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    min_new_tokens=NEW,
                    max_new_tokens=NEW,
                    do_sample=False,
                )
        single = (time.perf_counter() - started) * PROMPTS / ONE_BY_ONE
        rows[name] = {
            "batched seconds": round(batched, 2),
            "one by one seconds": round(single, 2),
            "times as fast": round(single / batched, 1),
        }
    return rows


def main() -> None:
    """Measure, print and write."""
    import torch

    from llmcourse.lesson import print_table
    from llmcourse.models import load_chat_model

    model = load_chat_model("pocket")
    rows = measure(model)
    print_table([{"prompts": name, **row} for name, row in rows.items()], digits=1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "what": f"{PROMPTS} answers of {NEW} tokens to prompts of {TOKENS} tokens",
        "model": {"name": "pocket", "sha256": model.sha256},
        "threads": torch.get_num_threads(),
        "results": rows,
        "machine": machine(),
        "versions": versions(),
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
