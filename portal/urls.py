"""The addresses of the pages."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("deals/", views.deals, name="portal-deals"),
    path("deals/<str:number>/", views.deal, name="portal-deal"),
    path("language/", set_language, name="language"),
    path("notices/", views.notices, name="portal-notices"),
    path("notices/<str:number>/", views.notice, name="portal-notice"),
    path("procedures/", views.procedures, name="portal-procedures"),
    path("procedures/<slug:kind>/<slug:method>/", views.procedure, name="portal-procedure"),
    path("robots.txt", views.robots, name="robots"),
]
