"""The pages. A view asks queries and renders; it decides nothing."""
