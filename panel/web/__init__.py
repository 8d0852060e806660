"""The door: where a request meets the guard, and where Flask enters the house."""
