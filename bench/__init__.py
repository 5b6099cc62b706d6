"""Measurements of the product against what lies beneath it, as ratios within one run."""
