"""Deals and lots, the law as tables, the engine that moves a lot, documents, questions, objections, contracts."""
