"""Addresses under /accounts/: our own pages first, then django-allauth's."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("capacities/", views.capacities, name="accounts_capacities"),
    path("act-as/none", views.act_as_nobody, name="accounts_act_as_nobody"),
    path("act-as/<str:member_id>", views.act_as, name="accounts_act_as"),
    path("invitation/", views.invitation, name="accounts_invitation"),
    path("ca/chain.pem", views.authority_chain, name="accounts_authority_chain"),
    path("ca/issuing.crl", views.revocation_list, name="accounts_revocation_list"),
    path("", include("allauth.urls")),
]
