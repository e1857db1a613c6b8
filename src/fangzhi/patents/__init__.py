"""Patents: their numbers. Pure Python."""
