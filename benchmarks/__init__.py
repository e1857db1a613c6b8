"""Reproducible benchmarks with their peers: `make bench`."""
