"""Loading: what comes in from outside, checked, kept once, and reported row by row."""
