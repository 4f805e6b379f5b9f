"""The addresses of a lot's auction."""

from __future__ import annotations

from django.urls import path

from api.views import auction_keys, auctions

urlpatterns = [
    path("", auctions.LotAuction.as_view(), name="auction"),
    path("auction.json", auctions.AuctionRecord.as_view(), name="auction-record"),
    path("auction-log.json", auctions.AuctionLogbook.as_view(), name="auction-logbook"),
    path("entries/", auctions.AuctionEntries.as_view(), name="auction-entries"),
    path("hosting/", auctions.AuctionHosting.as_view(), name="auction-hosting"),
    path("items/", auctions.AuctionItems.as_view(), name="auction-items"),
    path("keys/", auction_keys.AuctionKeys.as_view(), name="auction-keys"),
    path("moves/", auctions.AuctionMoves.as_view(), name="auction-moves"),
    path("moves/<str:key>/receipt/", auction_keys.AuctionReceipt.as_view(), name="auction-receipt"),
    path("proposals/", auctions.AuctionProposals.as_view(), name="auction-proposals"),
    path("proposals/<str:proposal_id>/", auctions.AuctionDecisions.as_view(), name="auction-proposal"),
    path("rules/", auctions.AuctionRules.as_view(), name="auction-rules"),
    path("words/", auctions.AuctionWords.as_view(), name="auction-words"),
]
