"""The pages of a committee's work: what each of its members, the secretary, who watches and the bidders read and fill in."""
