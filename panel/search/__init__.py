"""Finding: what the search field offers while somebody types, and the words of the field with their explanations."""
