"""The evaluation of a lot: who sits, what is asked of them, what follows, and who may see how much of it."""
