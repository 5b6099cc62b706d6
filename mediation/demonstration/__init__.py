"""The material of the demonstration: real divisions and published, anonymised disputes (see README.md)."""
