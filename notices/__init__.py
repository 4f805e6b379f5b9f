"""From an event to a published notice."""
