"""The grader: fast, in parallel, and safe with submissions that nobody trusts.

Who knows what: parent.py and child.py run where foreign code runs and have only ever seen the
stubbed package; every other module is the trusted side. Only bounded plain data crosses.
"""
