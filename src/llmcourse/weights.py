"""Find and load model weights: a name becomes a folder, a folder becomes model and tokenizer.

Knows names (`pocket`, a folder, a hub id), devices, number formats and how much memory there is.
Does not know LangChain, chat messages or decoding. Every failure is a `ModelUnavailable` with one
sentence that says what to do.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DTYPES = {
    "float32": "float32", "fp32": "float32",
    "bfloat16": "bfloat16", "bf16": "bfloat16",
    "float16": "float16", "fp16": "float16",
}  # fmt: skip
# Files of a hub repository that plain transformers needs; weights in other formats stay there.
HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]


class ModelUnavailable(RuntimeError):
    """A model or encoder cannot be used; the message says why and what to do, in one sentence."""


def quiet_transformers() -> None:
    """Turn off the progress bars and notices of transformers and the hub client, by their switches.

    They go to stderr, which Jupyter shows in red: a learner reads an error where there is none.
    """
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import huggingface_hub.utils as hub
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    hub.disable_progress_bars()
    hub.logging.set_verbosity_error()


@dataclass
class LoadedModel:
    """A causal language model with its tokenizer, ready for decoding.

    `stop_ids` are the ids that end a turn; `context` is the longest input in tokens.
    """

    name: str
    folder: Path
    model: Any
    tokenizer: Any
    stop_ids: frozenset[int]
    context: int
    # One call at a time: threads that share two cores slow each other down.
    lock: Any = field(default_factory=threading.RLock, repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hash of the weight files, for the records of experiments."""
        return weights_sha256(self.folder)


def weights_sha256(folder: Path) -> str:
    """sha256 of the folder's weight file; with several shards, of their hashes in name order."""
    files = sorted(Path(folder).glob("*.safetensors")) or sorted(Path(folder).glob("*.bin"))
    if not files:
        raise ModelUnavailable(f"{folder} holds no *.safetensors file; give a folder that does.")
    hashes = []
    for file in files:
        with open(file, "rb") as stream:
            hashes.append(hashlib.file_digest(stream, "sha256").hexdigest())
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def pocket_folder() -> Path:
    """The folder of Pocket's weights inside the package."""
    from importlib import resources

    return Path(str(resources.files("llmcourse"))) / "pocket" / "model"


def find_model(name: str) -> Path:
    """The folder that holds the model called `name`; downloads a hub id that is not cached yet."""
    if name == "pocket":
        folder = pocket_folder()
        if not _has_weights(folder):
            raise ModelUnavailable(
                f"Pocket's weights are missing from {folder}: install the package again from a "
                "complete copy, or name another model in LLMCOURSE_MODEL."
            )
        return folder
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise ModelUnavailable(
                f"The folder {folder} holds no config.json: give the folder that "
                "`save_pretrained` wrote."
            )
        if not _has_weights(folder):
            raise ModelUnavailable(
                f"The folder {folder} holds no model.safetensors: its weights are missing, copy or "
                "save the model again."
            )
        return folder
    if name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1:
        raise ModelUnavailable(f"There is no model folder {name}: check the path.")
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name):
        raise ModelUnavailable(
            f"{name!r} names no model: use pocket, a folder, a hub id such as "
            "Qwen/Qwen2.5-0.5B-Instruct, or openai:MODEL@http://HOST:PORT/v1."
        )
    return from_hub(name)


def _has_weights(folder: Path) -> bool:
    return any(folder.glob("*.safetensors")) if folder.is_dir() else False


def from_hub(
    name: str, *, otherwise: str = "set LLMCOURSE_MODEL=pocket", pickles: bool = False
) -> Path:
    """Download a hub repository, or find it in the hub's cache.

    otherwise: what the sentence of a failure advises instead. pickles: fetch pytorch_model.bin
    where there is no safetensors file (older encoders).
    """
    quiet_transformers()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HFValidationError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    try:
        # What is cached is used as it is: a lesson must not depend on the network being up.
        folder = Path(snapshot_download(name, allow_patterns=HUB_FILES, local_files_only=True))
        if (folder / "config.json").is_file() and (
            _has_weights(folder) or (pickles and any(folder.glob("*.bin")))
        ):
            return folder
    except (LocalEntryNotFoundError, HFValidationError, OSError):
        pass
    try:
        folder = Path(snapshot_download(name, allow_patterns=HUB_FILES))
        if pickles and not _has_weights(folder):
            folder = Path(snapshot_download(name, allow_patterns=[*HUB_FILES, "pytorch_model.bin"]))
        return folder
    except GatedRepoError as error:
        raise ModelUnavailable(
            f"{name} asks for consent on its hub page: give it there and set HF_TOKEN."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelUnavailable(
            f"The hub has no model {name} that you may read: check the spelling, or set "
            "HF_TOKEN if it is private."
        ) from error
    except Exception as error:  # the client's transport raises types of its own when offline
        # The client may wrap what the hub answered in "cannot find the files in the cache".
        source = error if getattr(error, "response", None) is not None else error.__cause__
        status = getattr(getattr(source, "response", None), "status_code", None)
        if status in (401, 403):
            raise ModelUnavailable(
                f"The hub refused the key ({status}): set HF_TOKEN to a valid one, or unset it."
            ) from error
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise ModelUnavailable(
                f"{name} does not fit on the disk: free some space, or set HF_HOME to a folder "
                "that has it."
            ) from error
        if status is not None:
            raise ModelUnavailable(
                f"The hub answered with error {status} when asked for {name}: try again later, or "
                f"{otherwise}."
            ) from error
        raise ModelUnavailable(
            f"{name} is neither a folder here nor in the hub's cache, and the hub could not be "
            f"reached ({type(error).__name__}): connect to the network once, or {otherwise}."
        ) from error


def choose_device(device: str | None = None) -> str:
    """The device asked for (argument, then LLMCOURSE_DEVICE), else CUDA, Apple's GPU or the CPU."""
    import torch

    device = device or os.environ.get("LLMCOURSE_DEVICE") or None
    usable = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if device is None:
        return next(kind for kind in ("cuda", "mps", "cpu") if usable[kind])
    kind = device.split(":")[0]
    if kind not in usable or not re.fullmatch(r"[a-z]+(:\d+)?", device):
        raise ValueError(f"device must be cpu, cuda, cuda:N or mps, not {device!r}.")
    if not usable[kind]:
        raise ModelUnavailable(
            f"This machine has no usable {kind} device: unset LLMCOURSE_DEVICE or set it to cpu."
        )
    return device


def choose_dtype(dtype: str | None, device: str, parameters: int) -> str:
    """The number format asked for (argument, then LLMCOURSE_DTYPE), else one that fits.

    Small models and CPUs compute in float32, where results are the same on every machine; from a
    billion parameters on, half the memory counts for more.
    """
    dtype = dtype or os.environ.get("LLMCOURSE_DTYPE") or None
    if dtype is not None:
        if dtype not in DTYPES:
            raise ValueError(f"dtype must be float32, bfloat16 or float16, not {dtype!r}.")
        return DTYPES[dtype]
    if parameters < 100_000_000 or (device == "cpu" and parameters < 1_000_000_000):
        return "float32"
    return "bfloat16" if _computes_bfloat16(device) else "float16"


def _computes_bfloat16(device: str) -> bool:
    """Whether the device computes in bfloat16 itself; older cards only imitate it, slowly."""
    import torch

    if device.startswith("cuda"):
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == "cpu"


def stored_parameters(folder: Path) -> int:
    """Number of weights in the folder, from the headers of its safetensors files."""
    total = 0
    for file in Path(folder).glob("*.safetensors"):
        try:
            with open(file, "rb") as stream:
                size = int.from_bytes(stream.read(8), "little")
                header = json.loads(stream.read(size))
        except (ValueError, OSError, OverflowError, MemoryError) as error:
            raise ModelUnavailable(
                f"{file} cannot be read as safetensors ({type(error).__name__}): copy or download "
                "the model again."
            ) from error
        for name, tensor in header.items():
            if name != "__metadata__":
                count = 1
                for side in tensor["shape"]:
                    count *= side
                total += count
    return total


def available_memory(device: str) -> int | None:
    """Free bytes on the device, or None where that cannot be asked."""
    if device.startswith("cuda"):
        import torch

        return torch.cuda.mem_get_info(device)[0]
    try:
        import psutil
    except ImportError:
        return container_memory()
    free = psutil.virtual_memory().available
    return min(free, container_memory() or free)


def container_memory(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes that a container (Binder, Docker) still allows this process, where it sets a limit."""
    try:
        limit = (folder / "memory.max").read_text().strip()
        used = int((folder / "memory.current").read_text())
        cached = re.search(r"^inactive_file (\d+)", (folder / "memory.stat").read_text(), re.M)
    except (OSError, ValueError):
        return None
    if not limit.isdigit():
        return None
    # Pages of files that were read are given back when they are needed.
    return max(0, int(limit) - used + (int(cached[1]) if cached else 0))


def check_memory(name: str, folder: Path, device: str, dtype: str) -> str:
    """Raise ModelUnavailable if the folder's weights do not fit; returns that sentence."""
    need = stored_parameters(folder) * (4 if dtype == "float32" else 2)
    free = available_memory(device)
    too_big = (
        f"{name} needs about {need / 1e9:.1f} GB of memory in {dtype}"
        + (f" and {free / 1e9:.1f} GB are free" if free is not None else "")
        + ": choose a smaller model"
        + (", or set LLMCOURSE_DTYPE=bfloat16." if dtype == "float32" else ".")
    )
    if free is not None and need * 1.1 > free:
        raise ModelUnavailable(too_big)
    return too_big


def _out_of_memory(error: Exception) -> bool:
    import torch

    # On a CPU torch raises a plain RuntimeError.
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(
        error
    )


@contextmanager
def enough_memory(work: str) -> Iterator[None]:
    """Turn running out of memory while a model computes into ModelUnavailable."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _out_of_memory(error):
            raise
        raise ModelUnavailable(
            f"The memory did not suffice for {work}: set batch_tokens lower, give shorter prompts, "
            "or choose a smaller model."
        ) from error


def load_weights(name: str, device: str | None = None, dtype: str | None = None) -> LoadedModel:
    """Load a local model. Raises ModelUnavailable with one sentence where that fails."""
    folder = find_model(name)
    device = choose_device(device)
    dtype = choose_dtype(dtype, device, stored_parameters(folder))
    too_big = check_memory(name, folder, device, dtype)
    quiet_transformers()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype))
        model = model.to(device).eval().requires_grad_(False)
    except (MemoryError, OSError, ValueError, KeyError, RuntimeError) as error:
        if _out_of_memory(error):
            raise ModelUnavailable(too_big) from error
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"{name} cannot be loaded from {folder}: {first.rstrip('.')}; check that the folder is "
            "complete and that this transformers knows its architecture."
        ) from error
    config = model.config.get_text_config(decoder=True)
    context = getattr(config, "max_position_embeddings", None) or 2048
    return LoadedModel(name, folder, model, tokenizer, _stop_ids(model, tokenizer), int(context))


def _stop_ids(model: Any, tokenizer: Any) -> frozenset[int]:
    """Ids that end a turn, by the model's generation settings and the tokenizer."""
    ids: set[int] = set()
    for source in (model.generation_config, model.config, tokenizer):
        value = getattr(source, "eos_token_id", None)
        ids.update([value] if isinstance(value, int) else value or [])
    return frozenset(ids)
