"""The floor under the statistics: what a closed round gave as one array, and what it is worth, frozen or kept."""
