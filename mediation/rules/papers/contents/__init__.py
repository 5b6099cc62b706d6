"""The contents of each paper and its kind, by the stretch of a case's road on which it is issued."""
