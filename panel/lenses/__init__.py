"""The lenses: the same frozen round seen through other glasses, beside the tally and never instead of it."""
