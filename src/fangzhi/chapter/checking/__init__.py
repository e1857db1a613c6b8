"""Checking a draft: its figures beside what is kept, and the right figures put into it."""
