"""What a committee, its secretary and the bidders do in an evaluation: each an action on the lot."""
