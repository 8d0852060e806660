"""Balanced shortlists: the best set of proposals under limits, and what each limit costs."""
