"""Documents: what was recorded, typeset as PDF/A-3 for people, signed by the centre, and kept for as long as the law asks."""
