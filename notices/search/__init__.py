"""
Finding what is public: texts folded so that a reader need not know how something was written, an index of pairs of signs that
follows the notices, and questions that cost about the same however much there is.
"""
