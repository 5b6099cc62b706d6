"""What two installations tell each other by carried files: the shapes of it, and what may leave at all."""
