"""
The public record in the Open Contracting Data Standard 1.1.5: each lot, in each round, as a contracting process.

`collecting` asks for what everybody may read of a lot (`known`); `tender`, `bids` and `awards` write it down, and `writing` the whole;
`keeping` lets a later release take nothing back; `releases` keeps what came of it, and `packages` hands it out page by page.
"""
