"""What a person reads: the Post's answers, paper and postage in plain words.

Every message says what happened, whether money moved and what to do next.
"""
