"""The pages of a live auction: its room for bidders, for who watches, for who leads it, and for the wall of a hall."""
