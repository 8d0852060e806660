"""Comments: said on a proposal, answered, edited with their history, retracted, hidden with a reason."""
