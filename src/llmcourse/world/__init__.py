"""The generated world: names, facts, documents, questions and the tasks that Pocket learns.

Everything here is a pure function of a seed; nothing reads or writes files except `build`.
"""
