"""Other workflow engines doing a comparable committed step; they live in an environment of their own."""
