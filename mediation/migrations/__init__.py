"""Numbered migrations of the schema; each goes up, down and up again on both databases under test."""
