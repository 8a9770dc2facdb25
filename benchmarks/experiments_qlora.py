"""The claims of unit 12 that a CPU can measure, with the package's own functions.

Each hypothesis, metric and number of items stands here before the run. That 65B trains on one 48 GB
card needs a GPU: benchmarks/gpu_qlora.py measures it, and until it has run it is not measured.
"""

from __future__ import annotations

from llmcourse.experiments import quant as lab
from llmcourse.experiments import quant_training as runs
from llmcourse.experiments.lora_tasks import desk_task, other_abilities
from llmcourse.experiments.quant_tasks import sums
from llmcourse.experiments.records import Condition, ExperimentResult, claim
from llmcourse.models import load_chat_model
from llmcourse.quant.codec import course_codec
from llmcourse.quant.formats import code_books
from llmcourse.quant.nf4 import quantize_blocks
from llmcourse.quant.paging import paged_adam_step

OTHERS = ("int4", "uniform", "FP4")
BEST = [("NF4", "<", other) for other in OTHERS]
NONE = "Nothing in Pocket's training: it was trained in floating point and never quantized."
TEST = 150
SEEDS = (0, 1)


@claim(
    "C51a", unit="12_qlora",
    hypothesis="In blocks of 64 normally distributed weights NF4 has a lower relative error than "
    "symmetric int4, 16 uniform levels and FP4.",
    metric="relative root mean square error of a block", n=8000, expect=BEST,
    pocket_cause="Pocket is not used.",
)  # fmt: skip
def formats_normal() -> ExperimentResult:
    """Four formats on drawn weights."""
    return lab.format_errors(quantize_blocks, lab.normal_weight(8000))


@claim(
    "C51b", unit="12_qlora",
    hypothesis="In blocks of 64 weights of a trained model's linear layers NF4 has a lower "
    "relative error than symmetric int4, 16 uniform levels and FP4.",
    metric="relative root mean square error of a block", n=8000, expect=BEST, pocket_cause=NONE,
)  # fmt: skip
def formats_real() -> ExperimentResult:
    """Four formats on the model's own weights."""
    weight = lab.real_weight(load_chat_model().weights.model, 8000)
    return lab.format_errors(quantize_blocks, weight)


@claim(
    "C51c", unit="12_qlora",
    hypothesis="Double quantization saves at least 0.3 bits a weight.",
    metric="stored bits a weight of a linear layer", n=42,
    expect=[("single", ">", "double", 0.3)], pocket_cause=NONE,
)  # fmt: skip
def double_quantization() -> ExperimentResult:
    """Bits of each linear layer, counted on the stored tensors."""
    codecs = {"single": course_codec(group=None), "double": course_codec()}
    return lab.stored_bits(load_chat_model().weights.model, codecs)


@claim(
    "C51d", unit="12_qlora",
    hypothesis="At equal steps QLoRA with adapters on all linear layers is as accurate as full "
    "fine-tuning and as LoRA, within 0.05.",
    metric="share of test questions sent to the right desk", n=TEST * len(SEEDS),
    expect=[("QLoRA", "=", "full", 0.05), ("QLoRA", "=", "LoRA", 0.05)],
    pocket_cause="The task was in nobody's training: Pocket never met these desks.",
    caveat="A model of a few million parameters, 32-bit arithmetic on a CPU, one task; nothing "
    "about 65B follows. Training 65B on one 48 GB card is not measured yet.",
)  # fmt: skip
def matches_full() -> ExperimentResult:
    """Full, LoRA and QLoRA on the same batches."""
    desk = desk_task()
    return runs.three_ways(None, desk.train, desk.test[:TEST], steps=60, seeds=SEEDS)[0]


@claim(
    "C51e", unit="12_qlora",
    hypothesis="A training step of QLoRA takes longer than one of LoRA.",
    metric="seconds a step, taken in turn", n=12, expect=[("QLoRA", ">", "LoRA")],
    pocket_cause=NONE, caveat="On a CPU; a GPU's ratio is another number.",
)  # fmt: skip
def slower() -> ExperimentResult:
    """Steps of both, one after the other."""
    return runs.step_times(None, rounds=12)


@claim(
    "C51f", unit="12_qlora",
    hypothesis="A model whose optimizer state is more than ten times its allowance trains to the "
    "same weights as with torch's AdamW if the state is paged, and is refused if it is not.",
    metric="1 if trained, with weights equal to AdamW's within 1e-5", n=10,
    expect=[("paged", ">", "all in memory", 0.5)], pocket_cause="Pocket is not used.",
    caveat="The allowance is enforced by the store, on a CPU; no device ran out of memory here.",
)  # fmt: skip
def paged_state() -> ExperimentResult:
    """Ten small networks."""
    paged, plain = [], []
    for seed in range(10):
        proof = runs.paged_training(paged_adam_step, seed=seed)
        inside = proof.peak <= proof.allowance < proof.state / 10
        paged.append(float(inside and proof.largest_difference < 1e-5))
        plain.append(float("are allowed" not in proof.refused))
    conditions = [Condition("all in memory", plain), Condition("paged", paged)]
    return ExperimentResult("C51", conditions, "all in memory", list(range(10)))


@claim(
    "C51g", unit="12_qlora",
    hypothesis="A model whose linear layers are rounded to NF4 keeps its next-token probabilities "
    "better than one rounded to symmetric int4, 16 uniform levels or FP4.",
    metric="Kullback-Leibler divergence from the model as it is, nats a token of a conversation",
    n=120, expect=BEST, pocket_cause=NONE,
    caveat="Before any training; conversations of Pocket's own kinds.",
)  # fmt: skip
def probabilities() -> ExperimentResult:
    """Four formats, by what they do to the model."""
    pairs = other_abilities(60) + sums(60)
    return lab.format_divergences(quantize_blocks, code_books(), pairs)


@claim(
    "C52", unit="12_qlora",
    hypothesis="Linear layers in 8 bits take a fourth of the bytes: against 32 bits, and against "
    "the 16 bits in which models are kept.",
    metric="bytes before, divided by bytes in 8 bits, of a linear layer", n=42,
    expect=[("against 32 bits", "=", "four times", 0.1),
            ("against 16 bits", "=", "four times", 0.1)],
    pocket_cause=NONE, caveat="Linear layers alone; embeddings and norms stay as they are.",
)  # fmt: skip
def eight_bits() -> ExperimentResult:
    """Bytes of each linear layer."""
    return lab.eight_bits(load_chat_model().weights.model)
