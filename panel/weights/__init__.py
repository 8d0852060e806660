"""Weights: what each member holds the criteria to be worth, before a round opens, and how far that lies apart."""
