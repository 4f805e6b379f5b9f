"""The addresses of the letters to the bidders of a lot."""

from __future__ import annotations

from django.urls import path

from api.views import results

urlpatterns = [
    path("", results.LotLetters.as_view(), name="lot-letters"),
    path("<str:letter_id>/letter.json", results.LetterFile.as_view(), name="lot-letter"),
    path("<str:letter_id>/letter.p7s", results.LetterSignature.as_view(), name="lot-letter-signature"),
]
