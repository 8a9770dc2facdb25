"""Measure how fast the course's model answers: `python -m benchmarks.generation_speed`.

256 short answers (16 new tokens) to prompts of 300 tokens, decoded together, against one
`model.generate` call of transformers a prompt; once with prompts that have nothing in common, once
where they share 250 tokens. Both run in this process by turns, so that a busy machine slows both
alike; the load before and after stands beside the figures, and so does whether the answers agree.
Writes benchmarks/results/generation_speed.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.claim_records import machine, versions

RESULT = Path(__file__).resolve().parent / "results" / "generation_speed.json"
PROMPTS, TOKENS, SHARED, NEW, ROUNDS = 256, 300, 250, 16, 4


def prompts(vocabulary: int, shared: int, seed: int = 0) -> list[list[int]]:
    """Random prompts of TOKENS tokens; the first `shared` are the same in all."""
    rng = np.random.default_rng(seed)
    head = rng.integers(10, vocabulary, size=shared).tolist()
    return [
        head + rng.integers(10, vocabulary, size=TOKENS - shared).tolist() for _ in range(PROMPTS)
    ]


def one_by_one(network: Any, items: list[list[int]]) -> tuple[list[list[int]], float]:
    """Answers of `generate`, a call a prompt, and the seconds that they took."""
    import torch

    answers = []
    started = time.perf_counter()
    with torch.inference_mode():
        for item in items:
            ids = torch.tensor([item])
            # Neither side may end an answer before NEW tokens.
            out = network.generate(
                ids, attention_mask=torch.ones_like(ids), min_new_tokens=NEW, max_new_tokens=NEW,
                do_sample=False, eos_token_id=None,
            )  # fmt: skip
            answers.append(out[0, len(item) :].tolist())
    return answers, time.perf_counter() - started


def measure(network: Any) -> dict[str, Any]:
    """Seconds for all prompts, together (median of the rounds) and one by one (all of them)."""
    from llmcourse.generation import Decoding, generate_tokens

    vocabulary = network.get_input_embeddings().weight.shape[0]
    decoding = Decoding(max_new_tokens=NEW)
    rows: dict[str, Any] = {}
    for name, shared in (("nothing shared", 0), (f"{SHARED} tokens shared", SHARED)):
        items = prompts(vocabulary, shared)
        generate_tokens(network, items[:16], decoding)  # warm up
        one_by_one(network, items[:2])
        together: list[float] = []
        single, answers = 0.0, []
        for part in range(ROUNDS):
            started = time.perf_counter()
            outputs = generate_tokens(network, items, decoding)
            together.append(time.perf_counter() - started)
            size = PROMPTS // ROUNDS
            some, seconds = one_by_one(network, items[part * size : (part + 1) * size])
            answers += some
            single += seconds
        equal = sum(o.tokens == a for o, a in zip(outputs, answers, strict=True))
        batched = statistics.median(together)
        rows[name] = {
            "batched seconds": round(batched, 2),
            "fastest round": round(min(together), 2),
            "one by one seconds": round(single, 2),
            "times as fast": round(single / batched, 1),
            "equal answers": f"{equal} of {PROMPTS}",
        }
    return rows


def load() -> float | None:
    """Processes that ran or waited on average in the last minute, where the system says it."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=2, help="threads of torch (default 2)")
    parser.add_argument("--dry", action="store_true", help="print only, write no result")
    arguments = parser.parse_args()
    import torch

    from llmcourse.lesson import print_table
    from llmcourse.models import load_chat_model

    torch.set_num_threads(arguments.threads)
    model: Any = load_chat_model("pocket")
    before = load()
    rows = measure(model.weights.model)
    after = load()
    print_table([{"prompts": name, **row} for name, row in rows.items()], digits=2)
    print(f"{arguments.threads} threads; load before {before}, after {after}")
    if arguments.dry:
        return
    result = {
        "what": f"{PROMPTS} answers of {NEW} tokens to prompts of {TOKENS} tokens",
        "model": {"name": "pocket", "sha256": model.sha256},
        "threads": torch.get_num_threads(),
        "load": {"before": before, "after": after},
        "results": rows,
        "machine": machine(),
        "versions": versions(),
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
