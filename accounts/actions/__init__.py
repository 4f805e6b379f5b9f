"""Everything that writes on this floor: parties, members, certificates, tokens."""
