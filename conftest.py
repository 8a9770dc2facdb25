"""For every test: one thread, no network, no setting of the person who runs them."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("MPLBACKEND", "agg")
for _name in ("LLMCOURSE_MODEL", "LLMCOURSE_GOLDEN", "LLMCOURSE_ENCODER", "NBGRADER_EXECUTION"):
    os.environ.pop(_name, None)
