"""The addresses of a deal's records by the national standard, and of the packages made of them."""

from __future__ import annotations

from django.urls import path

from api.views import field_records

urlpatterns = [
    path(
        "exchange-package.json",
        field_records.DealExchangePackage.as_view(),
        name="deal-exchange-package",
    ),
    path(
        "exchange-package.xml",
        field_records.DealExchangePackageXml.as_view(),
        name="deal-exchange-package-xml",
    ),
    path(
        "field-entities/",
        field_records.DealFieldEntities.as_view(),
        name="deal-field-entities",
    ),
    path(
        "field-records.csv",
        field_records.DealFieldRecordsSheet.as_view(),
        name="deal-field-records-sheet",
    ),
    path(
        "field-records/",
        field_records.DealFieldRecords.as_view(),
        name="deal-field-records",
    ),
    path(
        "field-records/<str:entity>/",
        field_records.DealFieldRecord.as_view(),
        name="deal-field-record",
    ),
]
