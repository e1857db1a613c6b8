"""The registers: one small package for each kind of work, sorted by pillar. Each only declares."""
