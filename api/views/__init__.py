"""One module for each resource. A view parses, calls one action or query, and answers."""
