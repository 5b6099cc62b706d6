"""Divisions, organisations and people from a table of an administrator: looked over first, then made, or not."""
