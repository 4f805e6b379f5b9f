"""The methods of evaluation, one a file: its rule as published, its formula, its order."""
