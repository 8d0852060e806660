"""Scenarios: what other weights would make of a tally, tried out by one person for themselves."""
