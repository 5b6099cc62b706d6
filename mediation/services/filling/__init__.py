"""Filling the contents of each paper from the database, by the stretch of the road on which it is issued."""
