"""
Auctions as pure functions: the rules of a contest, the moves that were made and an instant go in, what stands comes out.

`forms` holds one form a file, `running` judges each move against those before it, `concluding` says who wins, `publishing` is the
published file. No clock, no platform, no chance, no binary fraction. The page is `docs/formats/auction.md`.
"""
