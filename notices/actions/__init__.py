"""
What is done to a published notice: it is corrected or withdrawn, and a second person looks at that where the law wants one.

And what people do about being told of notices: follow a search, change or end that, read what came. None of that is written to the
journal: who follows what is nobody's business, may show an interest before a deadline, and must be possible to forget.
"""
