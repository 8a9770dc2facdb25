"""Full-mark answers of another structure: `<unit>/<exercise>_1.py`, `_2.py`.

Each file defines the answer under the reference's name, written from its docstring alone.
"""
