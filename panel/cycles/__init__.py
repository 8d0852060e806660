"""Cycles: set up, phases, criteria, and the opening of rounds."""
