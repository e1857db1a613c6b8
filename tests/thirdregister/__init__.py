"""A register that exists in the tests alone: what a page of declaration is enough for."""
