"""The record: who did what, whether it is whole, and a signed extract of it."""
