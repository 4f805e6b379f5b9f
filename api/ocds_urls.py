"""The addresses below /ocds/."""

from __future__ import annotations

from django.urls import path

from api.views import bulk, ocds

urlpatterns = [
    path("bulk/<str:name>", bulk.file, name="ocds-bulk"),
    path("red-flags.json", ocds.RedFlags.as_view(), name="ocds-red-flags"),
    path("releases", ocds.Releases.as_view(), name="ocds-releases"),
    path("records", ocds.Records.as_view(), name="ocds-records"),
    path("records/<str:ocid>", ocds.OneRecord.as_view(), name="ocds-record"),
]
