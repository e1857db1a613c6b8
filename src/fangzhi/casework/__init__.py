"""Casework: the kernel on which every register of an office stands."""
