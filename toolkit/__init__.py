"""Formats and tools that bidders and citizens run without the platform: pure Python, no Django, no database."""
