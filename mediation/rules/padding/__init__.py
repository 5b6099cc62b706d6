"""Signs of padding among dossiers that a subsidy is claimed for: reasons to look closer, never an accusation."""
