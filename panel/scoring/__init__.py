"""Scoring: a member's own sheets in a sealed round."""
