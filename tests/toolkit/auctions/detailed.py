"""What each refusal of a move names, in this order; the page says it, and every refusal that a test sees is held against it."""

from __future__ import annotations

DETAILS: dict[str, tuple[str, ...]] = {
    "above_cap": ("cap",),
    "called_otherwise": ("count", "stands"),
    "called_too_soon": ("seconds",),
    "contributor_unknown": ("contributor",),
    "expert_unknown": ("expert",),
    "goes_before": ("stands",),
    "increment_too_large": ("most",),
    "misses_own_step": ("stands", "least"),
    "misses_percent": ("least", "most"),
    "misses_start": ("least",),
    "misses_step": ("stands", "least"),
    "no_further_price": ("stands",),
    "not_above": ("stands",),
    "not_called_out": ("count",),
    "off_grid": ("anchor", "increment"),
    "price_moved": ("stands",),
    "quantity_outside": ("most",),
    "repeat_differs": ("price", "repeated"),
    "repeat_needed": ("price", "least"),
    "reserve_mismatch": ("price",),
    "score_outside": ("expert",),
    "secret_mismatch": ("contributor",),
    "taken_already": ("stands",),
    "written_outside": ("least", "most"),
}
