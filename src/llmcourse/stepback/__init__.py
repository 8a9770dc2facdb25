"""Step-back prompting (Zheng et al. 2023): first the more general question, then the answer.

    abstraction   the prompt with worked pairs, and the reply read as a step-back question
    contexts      two rankings merged into one context of bounded length
    dates         which stage of a career covers a time
    chain         all of it as one LangChain runnable whose every step can be traced
    errors        which step failed, and what a method repairs and breaks

Models, retrievers and prompts are arguments. Nothing here knows the course's world.
"""
