"""The addresses of feeds, calendars and sitemaps."""

from __future__ import annotations

from django.urls import path

from api.views import feeds

urlpatterns = [
    path("feeds/notices.atom", feeds.NoticesFeed.as_view(), name="notices-feed"),
    path("feeds/deadlines.ics", feeds.Deadlines.as_view(), name="deadlines-calendar"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemaps/<str:name>", feeds.sitemap_part, name="sitemap-part"),
]
