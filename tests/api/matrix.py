"""
The access matrix: who gets through at each address, with each method it offers.

"Gets through" means neither 401, 403, 404 nor a way to the sign-in: whatever is answered then is about the content. `all` is
everybody, `users` whoever signed in, `members` whoever acts for a party, `insiders` the organiser Sun and the staff in
whose scope his draft lies. Pages are asked by the same people in sessions, the API with their tokens. Addresses with an id are asked
with one that is there: of a draft where a draft has it.
"""

from __future__ import annotations

GROUPS = {
    "all": "public mo sun song an bai cui chen su tang ding kang zheng yan lu guan",
    "users": "mo sun song an bai cui chen su tang ding kang zheng yan lu guan",
    "members": "sun song an bai cui chen su tang ding kang zheng yan lu guan",
    "insiders": "sun chen su ding",
    "nobody": "",
}
PEOPLE = tuple(GROUPS["all"].split())
WITHOUT_AND_WITH_ACCOUNT = ("public", "mo", "bai")
"""Who asks what is allauth's own, which knows no roles: nobody, who acts for nobody, and who acts for a party."""

TABLE = r"""
GET    /                                                                           all
GET    about/                                                                      all
GET    accessibility/                                                              all
GET    accounts/2fa/                                                               users
GET    accounts/2fa/authenticate/                                                  users
POST   accounts/2fa/authenticate/                                                  users
GET    accounts/2fa/reauthenticate/                                                users
POST   accounts/2fa/reauthenticate/                                                users
GET    accounts/2fa/recovery-codes/                                                nobody
GET    accounts/2fa/recovery-codes/download/                                       nobody
POST   accounts/2fa/recovery-codes/download/                                       nobody
GET    accounts/2fa/recovery-codes/generate/                                       users
POST   accounts/2fa/recovery-codes/generate/                                       users
GET    accounts/2fa/totp/activate/                                                 users
POST   accounts/2fa/totp/activate/                                                 users
GET    accounts/2fa/totp/deactivate/                                               nobody
POST   accounts/2fa/totp/deactivate/                                               nobody
GET    accounts/2fa/webauthn/                                                      users
GET    accounts/2fa/webauthn/add/                                                  users
POST   accounts/2fa/webauthn/add/                                                  users
GET    accounts/2fa/webauthn/keys/<int:pk>/edit/                                   users
POST   accounts/2fa/webauthn/keys/<int:pk>/edit/                                   users
GET    accounts/2fa/webauthn/keys/<int:pk>/remove/                                 users
POST   accounts/2fa/webauthn/keys/<int:pk>/remove/                                 users
GET    accounts/2fa/webauthn/login/                                                users
POST   accounts/2fa/webauthn/login/                                                users
GET    accounts/2fa/webauthn/reauthenticate/                                       users
POST   accounts/2fa/webauthn/reauthenticate/                                       users
GET    accounts/^confirm-email/(?P<key>[-:\w]+)/$                                  all
POST   accounts/^confirm-email/(?P<key>[-:\w]+)/$                                  nobody
GET    accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$         all
POST   accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$         all
POST   accounts/act-as/<str:member_id>                                             bai
POST   accounts/act-as/none                                                        users
GET    accounts/ca/chain.pem                                                       all
GET    accounts/ca/issuing.crl                                                     all
GET    accounts/capacities/                                                        users
GET    accounts/confirm-email/                                                     all
GET    accounts/email/                                                             users
POST   accounts/email/                                                             users
GET    accounts/inactive/                                                          all
GET    accounts/invitation/                                                        users
POST   accounts/invitation/                                                        nobody
GET    accounts/login/                                                             all
POST   accounts/login/                                                             all
GET    accounts/login/code/confirm/                                                users
POST   accounts/login/code/confirm/                                                users
GET    accounts/logout/                                                            all
POST   accounts/logout/                                                            all
GET    accounts/password/change/                                                   users
POST   accounts/password/change/                                                   users
GET    accounts/password/reset/                                                    all
POST   accounts/password/reset/                                                    all
GET    accounts/password/reset/done/                                               all
GET    accounts/password/reset/key/done/                                           all
GET    accounts/password/set/                                                      users
POST   accounts/password/set/                                                      users
GET    accounts/reauthenticate/                                                    users
POST   accounts/reauthenticate/                                                    users
GET    accounts/signup/                                                            all
POST   accounts/signup/                                                            all
GET    auctions/                                                                   all
GET    auctions/trial/                                                             all
POST   auctions/trial/                                                             users
GET    auctions/trial/<str:trial_id>/                                              nobody
GET    auctions/trial/<str:trial_id>/console/                                      nobody
POST   auctions/trial/<str:trial_id>/console/                                      nobody
GET    auctions/trial/<str:trial_id>/items/                                        nobody
GET    auctions/trial/<str:trial_id>/room/                                         nobody
POST   auctions/trial/<str:trial_id>/room/                                         nobody
GET    auctions/trial/<str:trial_id>/state/                                        nobody
GET    auctions/trial/<str:trial_id>/trial.json                                    nobody
GET    catalogue/                                                                  all
GET    deals/                                                                      all
GET    deals/<str:number>/                                                         insiders
GET    deals/<str:number>/copy/                                                    sun
POST   deals/<str:number>/copy/                                                    sun
GET    deals/<str:number>/documents/<slug:kind>/edit/                                  sun
POST   deals/<str:number>/documents/<slug:kind>/edit/                                  sun
GET    deals/<str:number>/documents/<slug:kind>/items.xlsx                             sun
GET    deals/<str:number>/edit/                                                    sun
POST   deals/<str:number>/edit/                                                    sun
GET    deals/<str:number>/lots/new/                                                sun
POST   deals/<str:number>/lots/new/                                                sun
GET    deals/<str:number>/proposals/<str:proposal_id>/                             insiders
POST   deals/<str:number>/proposals/<str:proposal_id>/                             insiders
GET    deals/<str:number>/records/                                                 sun
GET    deals/<str:number>/records/<slug:entity>/                                   sun
POST   deals/<str:number>/records/<slug:entity>/                                   sun
GET    deals/<str:number>/steps/<slug:step>/                                       insiders
POST   deals/<str:number>/steps/<slug:step>/                                       insiders
GET    deals/new/                                                                  sun song
GET    deals/new/<slug:kind>/<slug:method>/                                        sun song
POST   deals/new/<slug:kind>/<slug:method>/                                        sun song
GET    deals/<str:number>/documents/<slug:kind>/<int:version>/                     insiders
GET    deliveries/                                                                 chen guan
POST   deliveries/                                                                 chen guan
GET    deposits/                                                                   chen
POST   deposits/                                                                   chen
GET    deposits/<str:registration_id>/                                             chen
POST   deposits/<str:registration_id>/                                             chen
GET    deposits/rates/                                                             all
POST   deposits/rates/                                                             chen
GET    documents/<str:number>/                                                     nobody
GET    documents/<str:number>/document.pdf                                         nobody
GET    dictionary/                                                                 all
GET    dictionary/<str:code>/                                                      all
GET    experts/                                                                    chen
POST   experts/                                                                    chen
GET    experts/<str:expert_id>/                                                    chen
POST   experts/<str:expert_id>/                                                    chen
GET    data/                                                                       all
GET    data/catalog.jsonld                                                         all
GET    feeds/deadlines.ics                                                         all
GET    feeds/notices.atom                                                          all
GET    sitemap.xml                                                                 all
GET    sitemaps/<str:name>                                                         all
GET    language/<slug:code>/                                                       all
GET    log/<path:name>                                                             all
POST   log/cosignatures                                                            all
GET    ocds/bulk/<str:name>                                                        all
GET    ocds/records                                                                all
GET    ocds/records/<str:ocid>                                                     all
GET    ocds/red-flags.json                                                         all
GET    ocds/releases                                                               all
GET    lots/<str:lot_id>/bid/                                                      bai cui
GET    lots/<str:lot_id>/call-off/                                                 nobody
POST   lots/<str:lot_id>/call-off/                                                 nobody
GET    lots/<str:lot_id>/edit/                                                     sun
POST   lots/<str:lot_id>/edit/                                                     sun
GET    lots/<str:lot_id>/steps/<slug:step>/                                        insiders
POST   lots/<str:lot_id>/steps/<slug:step>/                                        insiders
GET    lots/<str:lot_id>/deposits/                                                 chen
GET    lots/<str:lot_id>/auction/                                                  all
GET    lots/<str:lot_id>/auction/console/                                          chen ding zheng
POST   lots/<str:lot_id>/auction/console/                                          chen zheng
GET    lots/<str:lot_id>/auction/reserve/                                          nobody
POST   lots/<str:lot_id>/auction/reserve/                                          nobody
GET    lots/<str:lot_id>/auction/room/                                             bai cui
GET    lots/<str:lot_id>/auction/schedule/                                         chen zheng
POST   lots/<str:lot_id>/auction/room/                                             bai cui
POST   lots/<str:lot_id>/auction/schedule/                                         chen zheng
GET    lots/<str:lot_id>/award/                                                    nobody
POST   lots/<str:lot_id>/award/                                                    nobody
GET    lots/<str:lot_id>/chance/<slug:purpose>/                                    insiders
POST   lots/<str:lot_id>/chance/<slug:purpose>/                                    insiders
GET    lots/<str:lot_id>/draw/                                                     insiders
POST   lots/<str:lot_id>/draw/                                                     insiders
GET    lots/<str:lot_id>/evaluation/                                              chen
POST   lots/<str:lot_id>/evaluation/                                              chen
GET    lots/<str:lot_id>/evaluation/alike/                                        nobody
GET    lots/<str:lot_id>/evaluation/<slug:part>/                                  nobody
POST   lots/<str:lot_id>/evaluation/<slug:part>/                                  nobody
GET    lots/<str:lot_id>/evaluation/<slug:part>/all/                              nobody
GET    lots/<str:lot_id>/evaluation/offers/                                       nobody
GET    lots/<str:lot_id>/evaluation/questions/                                    nobody
POST   lots/<str:lot_id>/evaluation/questions/                                    nobody
GET    lots/<str:lot_id>/evaluation/questions/<str:question_id>/                  nobody
GET    lots/<str:lot_id>/evaluation/report/                                       nobody
GET    lots/<str:lot_id>/evaluation/services/                                     nobody
POST   lots/<str:lot_id>/evaluation/services/                                     nobody
GET    lots/<str:lot_id>/evaluation/sign/<slug:act>/                              nobody
GET    lots/<str:lot_id>/joint/                                                    bai cui
POST   lots/<str:lot_id>/joint/                                                    bai cui
GET    lots/<str:lot_id>/opening/                                                  all
POST   lots/<str:lot_id>/opening/                                                  bai
GET    lots/<str:lot_id>/qualification/                                            nobody
POST   lots/<str:lot_id>/qualification/                                            nobody
GET    lots/<str:lot_id>/qualification/sign/                                       nobody
GET    lots/<str:lot_id>/ranking/                                                  nobody
GET    me/bids/                                                                    bai cui
GET    me/deposits/                                                                bai cui
GET    me/evaluations/                                                            sun song yan
GET    me/services/                                                               yan
POST   me/services/                                                               yan
GET    me/invitations/                                                             yan
POST   me/invitations/                                                             yan
GET    me/inbox/                                                                   members
POST   me/inbox/                                                                   members
GET    me/subscriptions/                                                           members
GET    me/subscriptions/<str:subscription_id>/                                     nobody
POST   me/subscriptions/<str:subscription_id>/                                     nobody
GET    me/letters/                                                                 bai cui
GET    me/work/                                                                    users
GET    questions/<str:question_id>/                                                sun
POST   questions/<str:question_id>/                                                sun
GET    me/joint-bids/                                                              bai cui
GET    notices/                                                                    all
GET    notices/<str:number>/                                                       all
GET    notices/<str:number>/correction/                                            sun
POST   notices/<str:number>/correction/                                            sun
GET    notices/<str:number>/withdrawal/                                            sun chen
POST   notices/<str:number>/withdrawal/                                            sun chen
GET    procedures/                                                                 all
GET    procedures/<slug:kind>/<slug:method>/                                       all
GET    record/                                                                     all
GET    rehearsals/                                                                 all
GET    requests/                                                                   all
GET    requests/<str:number>/                                                      mo chen su tang ding
POST   requests/<str:number>/                                                      nobody
GET    requests/desk/                                                              chen su tang ding
GET    requests/new/                                                               users
POST   requests/new/                                                               users
GET    reviews/                                                                    sun song an chen su tang ding
GET    reviews/<str:number>/                                                       insiders
POST   reviews/<str:number>/                                                       sun
GET    help/                                                                       all
GET    openings/                                                                   all
GET    organisations/<slug:code>/                                                  all
GET    results/                                                                    all
GET    robots.txt                                                                  all
GET    search/                                                                     all
GET    statistics/                                                                 all
GET    subscribe/                                                                  all
POST   subscribe/                                                                  all
GET    subscribe/confirm/<str:token>/                                              nobody
POST   subscribe/confirm/<str:token>/                                              nobody
GET    unsubscribe/<str:token>/                                                    nobody
POST   unsubscribe/<str:token>/                                                    nobody
DELETE api/v1/attachments/<str:attachment_id>/                                     sun
GET    api/v1/attachments/<str:attachment_id>/content/                             insiders
POST   api/v1/certificates/<str:certificate_id>/revoke/                            bai guan
GET    api/v1/changes/                                                             all
GET    api/v1/clock/                                                               all
GET    api/v1/complaints/                                                          all
GET    api/v1/complaints/<str:complaint_id>/                                       sun bai chen su ding
POST   api/v1/complaints/<str:complaint_id>/accept/                                su
POST   api/v1/complaints/<str:complaint_id>/decide/                                su
POST   api/v1/complaints/<str:complaint_id>/refuse/                                su
POST   api/v1/complaints/<str:complaint_id>/withdraw/                              bai
GET    api/v1/contracts/                                                           all
POST   api/v1/custody/<str:policy_id>/acceptances/                                 members
POST   api/v1/custody/<str:policy_id>/changes/                                     sun
GET    api/v1/deals/                                                               all
POST   api/v1/deals/                                                               sun song
GET    api/v1/deals/<str:deal_id>/                                                 insiders
PATCH  api/v1/deals/<str:deal_id>/                                                 sun
GET    api/v1/deals/<str:deal_id>/attachments/                                     insiders
POST   api/v1/deals/<str:deal_id>/attachments/                                     insiders
GET    api/v1/deals/<str:deal_id>/clarifications/                                  insiders
POST   api/v1/deals/<str:deal_id>/clarifications/                                  sun
GET    api/v1/deals/<str:deal_id>/custody/                                         insiders
POST   api/v1/deals/<str:deal_id>/custody/                                         sun
GET    api/v1/deals/<str:deal_id>/documents/                                       insiders
POST   api/v1/deals/<str:deal_id>/documents/                                       sun
GET    api/v1/deals/<str:deal_id>/field-entities/                                  insiders
GET    api/v1/deals/<str:deal_id>/calendar.ics                                     insiders
GET    api/v1/deals/<str:deal_id>/exchange-package.json                            insiders
GET    api/v1/deals/<str:deal_id>/exchange-package.xml                             insiders
GET    api/v1/deals/<str:deal_id>/field-records.csv                                insiders
GET    api/v1/deals/<str:deal_id>/field-records/                                   insiders
PUT    api/v1/deals/<str:deal_id>/field-records/<str:entity>/                      sun
GET    api/v1/deals/<str:deal_id>/lots/                                            insiders
POST   api/v1/deals/<str:deal_id>/lots/                                            sun
POST   api/v1/deals/<str:deal_id>/proposals/clarification/                         sun
POST   api/v1/deals/<str:deal_id>/proposals/steps/<slug:step>/                     sun
POST   api/v1/deals/<str:deal_id>/steps/<slug:step>/                               sun
GET    api/v1/deals/<str:deal_id>/timeline/                                        insiders
GET    api/v1/deposit-accounts/<str:account>/                                      chen
GET    api/v1/deposit-rates/                                                       all
POST   api/v1/deposit-rates/                                                       chen
GET    api/v1/docs/                                                                all
POST   api/v1/exchange/                                                            lu
GET    api/v1/experts/                                                             chen
POST   api/v1/experts/                                                             nobody
GET    api/v1/experts/<str:expert_id>/                                             chen
PATCH  api/v1/experts/<str:expert_id>/                                             chen
POST   api/v1/experts/<str:expert_id>/employments/                                 chen
GET    api/v1/experts/<str:expert_id>/services/                                    chen
POST   api/v1/experts/<str:expert_id>/standing/                                    chen
GET    api/v1/health/                                                              all
POST   api/v1/holds/<str:hold_id>/resume/                                          su
POST   api/v1/invitations/<str:invitation_id>/revoke/                              bai guan
POST   api/v1/invitations/accept/                                                  nobody
GET    api/v1/information-requests/                                                all
POST   api/v1/information-requests/                                                users
GET    api/v1/information-requests/<str:request_id>/                               mo chen su tang ding
POST   api/v1/information-requests/<str:request_id>/answer/                        chen
POST   api/v1/information-requests/<str:request_id>/completion/                    mo
POST   api/v1/information-requests/<str:request_id>/consultation/                  chen
POST   api/v1/information-requests/<str:request_id>/extension/                     chen
POST   api/v1/information-requests/<str:request_id>/guidance/                      chen
POST   api/v1/information-requests/<str:request_id>/opinion/                       chen
POST   api/v1/information-requests/<str:request_id>/withdrawal/                    mo
GET    api/v1/journal/                                                             su tang ding
GET    api/v1/lots/<str:lot_id>/                                                   insiders
PATCH  api/v1/lots/<str:lot_id>/                                                   sun
GET    api/v1/lots/<str:lot_id>/bundle/                                            all
GET    api/v1/lots/<str:lot_id>/bundle.tar                                         all
GET    api/v1/lots/<str:lot_id>/bundle/<path:name>                                 all
POST   api/v1/lots/<str:lot_id>/committee/                                         sun
GET    api/v1/lots/<str:lot_id>/complaints/                                        insiders
POST   api/v1/lots/<str:lot_id>/complaints/                                        bai cui
GET    api/v1/lots/<str:lot_id>/contract/                                          sun bai chen su ding
GET    api/v1/lots/<str:lot_id>/custody/                                           all
GET    api/v1/lots/<str:lot_id>/evaluation/                                        nobody
POST   api/v1/lots/<str:lot_id>/evaluation/                                        chen
GET    api/v1/lots/<str:lot_id>/evaluation/alike/                                  nobody
POST   api/v1/lots/<str:lot_id>/evaluation/avoidance/                              nobody
GET    api/v1/lots/<str:lot_id>/evaluation/blind/                                  nobody
POST   api/v1/lots/<str:lot_id>/evaluation/blind/                                  nobody
POST   api/v1/lots/<str:lot_id>/evaluation/closing/                                chen
POST   api/v1/lots/<str:lot_id>/evaluation/envelope/                               chen
GET    api/v1/lots/<str:lot_id>/evaluation/evaluation.json                         nobody
GET    api/v1/lots/<str:lot_id>/evaluation/final-offers/                           nobody
POST   api/v1/lots/<str:lot_id>/evaluation/final-offers/                           nobody
POST   api/v1/lots/<str:lot_id>/evaluation/final-offers/shown/                     nobody
GET    api/v1/lots/<str:lot_id>/evaluation/motions/                                nobody
POST   api/v1/lots/<str:lot_id>/evaluation/motions/                                nobody
POST   api/v1/lots/<str:lot_id>/evaluation/motions/<str:motion_id>/votes/          nobody
GET    api/v1/lots/<str:lot_id>/evaluation/questions/                              nobody
POST   api/v1/lots/<str:lot_id>/evaluation/questions/                              nobody
POST   api/v1/lots/<str:lot_id>/evaluation/questions/<str:question_id>/answer/     nobody
POST   api/v1/lots/<str:lot_id>/evaluation/reopening/                              nobody
GET    api/v1/lots/<str:lot_id>/evaluation/report/                                 nobody
GET    api/v1/lots/<str:lot_id>/evaluation/result/                                 nobody
POST   api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/payment/             chen
POST   api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/rating/              sun chen
POST   api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/replacement/         chen
POST   api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/service/             chen
POST   api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/silence/             chen
GET    api/v1/lots/<str:lot_id>/evaluation/services/                               nobody
POST   api/v1/lots/<str:lot_id>/evaluation/setting-aside/                          su
GET    api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/                     nobody
PUT    api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/<str:bid>/           nobody
GET    api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/all/                 nobody
GET    api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/                  nobody
POST   api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/                  nobody
GET    api/v1/lots/<str:lot_id>/auction/                                           all
POST   api/v1/lots/<str:lot_id>/auction/                                           chen zheng
GET    api/v1/lots/<str:lot_id>/auction/auction-log.json                           nobody
GET    api/v1/lots/<str:lot_id>/auction/auction.json                               nobody
POST   api/v1/lots/<str:lot_id>/auction/entries/                                   bai cui
POST   api/v1/lots/<str:lot_id>/auction/hosting/                                   chen zheng
GET    api/v1/lots/<str:lot_id>/auction/items/                                     all
GET    api/v1/lots/<str:lot_id>/auction/keys/                                      bai cui
POST   api/v1/lots/<str:lot_id>/auction/keys/                                      bai cui
GET    api/v1/lots/<str:lot_id>/auction/moves/                                     bai cui
GET    api/v1/lots/<str:lot_id>/auction/moves/<str:key>/receipt/                   nobody
POST   api/v1/lots/<str:lot_id>/auction/moves/                                     bai cui
GET    api/v1/lots/<str:lot_id>/auction/proposals/                                 chen zheng
POST   api/v1/lots/<str:lot_id>/auction/proposals/                                 chen zheng
POST   api/v1/lots/<str:lot_id>/auction/proposals/<str:proposal_id>/               chen
GET    api/v1/lots/<str:lot_id>/auction/rules/                                     all
POST   api/v1/lots/<str:lot_id>/auction/words/                                     chen zheng
GET    api/v1/auctions/door/                                                       all
GET    api/v1/auctions/slots/                                                      all
GET    api/v1/lots/<str:lot_id>/award/                                             nobody
POST   api/v1/lots/<str:lot_id>/award/                                             sun
GET    api/v1/lots/<str:lot_id>/award/award.json                                   nobody
GET    api/v1/lots/<str:lot_id>/award/ballots/                                     nobody
POST   api/v1/lots/<str:lot_id>/award/ballots/                                     nobody
POST   api/v1/lots/<str:lot_id>/award/round/                                       sun
GET    api/v1/lots/<str:lot_id>/chance/<slug:purpose>/                             insiders
POST   api/v1/lots/<str:lot_id>/chance/<slug:purpose>/                             sun chen
GET    api/v1/lots/<str:lot_id>/chance/<slug:purpose>/<int:number>/draw.json       nobody
POST   api/v1/lots/<str:lot_id>/chance/<slug:purpose>/commitments/                 sun chen
DELETE api/v1/lots/<str:lot_id>/chance/<slug:purpose>/plan/                        sun chen
POST   api/v1/lots/<str:lot_id>/chance/<slug:purpose>/pool/                        chen
POST   api/v1/lots/<str:lot_id>/chance/<slug:purpose>/secrets/                     sun chen
GET    api/v1/lots/<str:lot_id>/draws/                                             insiders
POST   api/v1/lots/<str:lot_id>/draws/                                             sun
GET    api/v1/lots/<str:lot_id>/draws/<int:number>/draw.json                       nobody
GET    api/v1/lots/<str:lot_id>/draws/<int:number>/names.json                      nobody
POST   api/v1/lots/<str:lot_id>/draws/absences/                                    nobody
POST   api/v1/lots/<str:lot_id>/draws/causes/                                      nobody
POST   api/v1/lots/<str:lot_id>/draws/choices/                                     sun
POST   api/v1/lots/<str:lot_id>/draws/choices/withdrawals/                         sun
POST   api/v1/lots/<str:lot_id>/draws/commitments/                                 sun chen
POST   api/v1/lots/<str:lot_id>/draws/end/                                         chen su
POST   api/v1/lots/<str:lot_id>/draws/names/                                       chen
DELETE api/v1/lots/<str:lot_id>/draws/plan/                                        sun
POST   api/v1/lots/<str:lot_id>/draws/pool/                                        chen
POST   api/v1/lots/<str:lot_id>/draws/representatives/                             sun
POST   api/v1/lots/<str:lot_id>/draws/secrets/                                     sun chen
GET    api/v1/lots/<str:lot_id>/filings/                                           insiders
POST   api/v1/lots/<str:lot_id>/filings/                                           bai cui
GET    api/v1/lots/<str:lot_id>/filings/<str:header>/                              bai
POST   api/v1/lots/<str:lot_id>/filings/<str:header>/end/                          bai
GET    api/v1/lots/<str:lot_id>/freeze/                                            nobody
GET    api/v1/lots/<str:lot_id>/freeze/cut/                                        nobody
POST   api/v1/lots/<str:lot_id>/freeze/cut/                                        nobody
GET    api/v1/lots/<str:lot_id>/holds/                                             insiders
POST   api/v1/lots/<str:lot_id>/holds/                                             su
GET    api/v1/lots/<str:lot_id>/letters/                                           insiders
GET    api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.json                nobody
GET    api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.p7s                 nobody
GET    api/v1/lots/<str:lot_id>/objections/                                        insiders
POST   api/v1/lots/<str:lot_id>/objections/                                        bai cui
GET    api/v1/lots/<str:lot_id>/open-steps/                                        insiders
GET    api/v1/lots/<str:lot_id>/opening/                                           nobody
GET    api/v1/lots/<str:lot_id>/opening/attendance/                                insiders
POST   api/v1/lots/<str:lot_id>/opening/attendance/                                bai
GET    api/v1/lots/<str:lot_id>/opening/bids/                                      insiders
GET    api/v1/lots/<str:lot_id>/opening/bids/<str:header>/<str:unit>/<str:part>/   nobody
POST   api/v1/lots/<str:lot_id>/opening/keys/                                      bai cui
POST   api/v1/lots/<str:lot_id>/opening/objections/                                members
POST   api/v1/lots/<str:lot_id>/opening/posts/                                     members
GET    api/v1/lots/<str:lot_id>/opening/readings/                                  su
POST   api/v1/lots/<str:lot_id>/opening/readings/                                  nobody
POST   api/v1/lots/<str:lot_id>/opening/remedies/                                  sun
GET    api/v1/lots/<str:lot_id>/opening/remedies/proposals/                        all
POST   api/v1/lots/<str:lot_id>/opening/remedies/proposals/                        sun
POST   api/v1/lots/<str:lot_id>/opening/stages/                                    sun
GET    api/v1/lots/<str:lot_id>/outcomes/                                          insiders
POST   api/v1/lots/<str:lot_id>/outcomes/                                          chen
POST   api/v1/lots/<str:lot_id>/selection/                                         sun
GET    api/v1/lots/<str:lot_id>/payments/                                          insiders
GET    api/v1/lots/<str:lot_id>/periods/                                           insiders
GET    api/v1/lots/<str:lot_id>/qualification/                                     nobody
PUT    api/v1/lots/<str:lot_id>/qualification/sheets/<str:bid>/                    sun
GET    api/v1/lots/<str:lot_id>/qualification/signature/                           nobody
POST   api/v1/lots/<str:lot_id>/qualification/signature/                           sun
GET    api/v1/lots/<str:lot_id>/questions/                                         insiders
POST   api/v1/lots/<str:lot_id>/questions/                                         bai cui
GET    api/v1/lots/<str:lot_id>/registrations/                                     insiders
POST   api/v1/lots/<str:lot_id>/registrations/                                     bai cui
GET    api/v1/lots/<str:lot_id>/rehearsals/                                        insiders
POST   api/v1/lots/<str:lot_id>/rehearsals/                                        sun
POST   api/v1/lots/<str:lot_id>/rerun/                                             sun
GET    api/v1/lots/<str:lot_id>/rule/                                              insiders
GET    api/v1/lots/<str:lot_id>/steps/                                             insiders
POST   api/v1/lots/<str:lot_id>/steps/<slug:step>/                                 insiders
GET    api/v1/me/                                                                  users
GET    api/v1/me/changes/                                                          members
GET    api/v1/me/letters/                                                          members
GET    api/v1/me/memberships/                                                      users
GET    api/v1/me/expert/                                                           yan
POST   api/v1/me/expert/avoidances/                                                yan
POST   api/v1/me/expert/avoidances/<str:avoidance_id>/withdraw/                    yan
POST   api/v1/me/expert/leaves/                                                    yan
POST   api/v1/me/expert/leaves/<str:leave_id>/withdraw/                            yan
POST   api/v1/me/expert/ratings/<str:rating_id>/reply/                             nobody
GET    api/v1/me/expert/services/                                                  yan
GET    api/v1/me/invitations/                                                      yan
POST   api/v1/me/invitations/<str:draw_id>/                                        nobody
GET    api/v1/me/joint-bids/                                                       members
GET    api/v1/me/registrations/                                                    members
GET    api/v1/me/tokens/                                                           members
POST   api/v1/me/tokens/                                                           nobody
GET    api/v1/members/<str:member_id>/                                             bai guan
PATCH  api/v1/members/<str:member_id>/                                             bai guan
POST   api/v1/members/<str:member_id>/revoke/                                      bai guan
GET    api/v1/notices/                                                             all
GET    api/v1/notices/<str:notice_id>/                                             all
POST   api/v1/notices/<str:notice_id>/correction/                                  sun
GET    api/v1/notices/<str:notice_id>/places/                                      all
GET    api/v1/notices/<str:notice_id>/versions/                                    all
POST   api/v1/notices/<str:notice_id>/withdrawal/                                  sun chen
GET    api/v1/notices/drafts/                                                      all
GET    api/v1/notices/drafts/<str:notice_id>/                                      insiders
POST   api/v1/notices/drafts/<str:notice_id>/approval/                             sun
POST   api/v1/notices/drafts/<str:notice_id>/return/                               sun
GET    api/v1/objections/                                                          all
GET    api/v1/objections/<str:objection_id>/                                       sun bai chen su ding
POST   api/v1/objections/<str:objection_id>/reply/                                 sun
POST   api/v1/objections/<str:objection_id>/withdraw/                              bai
GET    api/v1/parties/                                                             all
POST   api/v1/parties/                                                             users
GET    api/v1/parties/<str:party_id>/                                              all
GET    api/v1/parties/<str:party_id>/certificates/                                 all
POST   api/v1/parties/<str:party_id>/certificates/                                 bai guan
POST   api/v1/parties/<str:party_id>/certificates/bind/                            bai
POST   api/v1/parties/<str:party_id>/certificates/challenge/                       users
POST   api/v1/parties/<str:party_id>/confirm/                                      chen
POST   api/v1/parties/<str:party_id>/head/                                         chen guan
GET    api/v1/parties/<str:party_id>/invitations/                                  bai guan
POST   api/v1/parties/<str:party_id>/invitations/                                  bai guan
GET    api/v1/parties/<str:party_id>/members/                                      bai guan
GET    api/v1/parties/<str:party_id>/owners/                                       bai guan
POST   api/v1/parties/<str:party_id>/owners/                                       bai guan
POST   api/v1/parties/<str:party_id>/restore/                                      guan
POST   api/v1/parties/<str:party_id>/suspend/                                      guan
GET    api/v1/procedures/                                                          all
GET    api/v1/procedures/<str:kind>/<str:method>/<str:edition>/                    all
GET    api/v1/proposals/                                                           all
GET    api/v1/proposals/<str:proposal_id>/                                         insiders
POST   api/v1/proposals/<str:proposal_id>/approval/                                sun
POST   api/v1/proposals/<str:proposal_id>/refusal/                                 sun
POST   api/v1/questions/<str:question_id>/answer/                                  sun
GET    api/v1/refunds/                                                             chen
POST   api/v1/registrations/<str:registration_id>/agreement/                       cui
GET    api/v1/registrations/<str:registration_id>/deposits/                        bai chen
POST   api/v1/registrations/<str:registration_id>/deposits/                        chen
GET    api/v1/registrations/<str:registration_id>/interest/                        bai chen
POST   api/v1/registrations/<str:registration_id>/refusal/                         cui
POST   api/v1/registrations/<str:registration_id>/review/                          nobody
POST   api/v1/registrations/<str:registration_id>/withdraw/                        bai
GET    api/v1/rehearsals/                                                          all
GET    api/v1/rehearsals/<str:rehearsal_id>/                                       insiders kang
GET    api/v1/rehearsals/<str:rehearsal_id>/bundle/                                insiders kang
GET    api/v1/rehearsals/<str:rehearsal_id>/bundle.tar                              insiders kang
GET    api/v1/rehearsals/<str:rehearsal_id>/bundle/<path:name>                     insiders kang
POST   api/v1/rehearsals/<str:rehearsal_id>/opening/posts/                         insiders kang
GET    api/v1/schema/                                                              all
GET    api/v1/deliveries/                                                          chen guan
POST   api/v1/deliveries/<str:delivery_id>/retry/                                  nobody
GET    api/v1/inbox/                                                               members
POST   api/v1/inbox/read/                                                          members
GET    api/v1/subscriptions/                                                       members
POST   api/v1/subscriptions/                                                       members
GET    api/v1/subscriptions/<str:subscription_id>/                                 nobody
PATCH  api/v1/subscriptions/<str:subscription_id>/                                 nobody
DELETE api/v1/subscriptions/<str:subscription_id>/                                 nobody
GET    api/v1/subscriptions/<str:subscription_id>/deliveries/                      nobody
POST   api/v1/subscriptions/<str:subscription_id>/secret/                          nobody
POST   api/v1/subscriptions/<str:subscription_id>/test/                            nobody
GET    api/v1/sealed-documents/                                                    all
GET    api/v1/sealed-documents/<str:number>/                                       nobody
GET    api/v1/sealed-documents/<str:number>/document.pdf                           nobody
GET    api/v1/search/                                                              all
GET    api/v1/search/suggestions/                                                  all
POST   api/v1/tokens/<str:token_id>/revoke/                                        bai guan
GET    api/v1/uploads/<str:sha256>/                                                bai
PATCH  api/v1/uploads/<str:sha256>/                                                bai cui
"""

WHY: dict[str, object] = {"reason": "理由"}
SIGNED: dict[str, object] = {"content": "e30=", "signature": "e30="}
BODIES: dict[tuple[str, str], dict[str, object]] = {
    ("PATCH", "api/v1/deals/<str:deal_id>/"): {"title": "新名称"},
    ("PATCH", "api/v1/lots/<str:lot_id>/"): {"title": "新名称"},
    ("PATCH", "api/v1/members/<str:member_id>/"): {"role": "bidder"},
    ("POST", "api/v1/complaints/<str:complaint_id>/accept/"): {"suspend": False},
    ("POST", "api/v1/complaints/<str:complaint_id>/decide/"): {"decision": "x", "upheld": True},
    ("POST", "api/v1/complaints/<str:complaint_id>/refuse/"): {"decision": "x"},
    ("POST", "api/v1/custody/<str:policy_id>/acceptances/"): SIGNED,
    ("POST", "api/v1/custody/<str:policy_id>/changes/"): {"content": "e30=", "signatures": ["e30=", "e30="]},
    ("POST", "api/v1/deals/"): {
        "kind": "land", "method": "listing", "title": "x", "region": "370202", "sector": "land", "particulars": {},
    },
    ("POST", "api/v1/deals/<str:deal_id>/clarifications/"): {"title": "x", "content": "x", "affects_preparation": False},
    ("POST", "api/v1/deals/<str:deal_id>/custody/"): SIGNED,
    ("POST", "api/v1/deals/<str:deal_id>/documents/"): {"kind": "tender", "content": {}},
    ("POST", "api/v1/deals/<str:deal_id>/proposals/clarification/"): {"title": "x", "content": "x", "affects_preparation": False},
    ("POST", "api/v1/deals/<str:deal_id>/lots/"): {"title": "x", "particulars": {}},
    ("POST", "api/v1/exchange/"): {"source": "x", "records": [{"key": "1"}]},
    ("POST", "api/v1/holds/<str:hold_id>/resume/"): WHY,
    ("POST", "api/v1/invitations/accept/"): {"secret": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/committee/"): {"certificates": ["0" * 64]},
    ("POST", "api/v1/lots/<str:lot_id>/complaints/"): {"grounds": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/"): {"places": [{"member": "x", "kind": "expert"}]},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/avoidance/"): {"words": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/auction/"): {"rules": {}},
    ("POST", "api/v1/lots/<str:lot_id>/auction/entries/"): {"rules_sha256": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/auction/hosting/"): {"move": {"kind": "hammer"}},
    ("POST", "api/v1/lots/<str:lot_id>/auction/keys/"): {"attestation": "e30=", "credential": "e30=", "agreement": "e30="},
    ("POST", "api/v1/lots/<str:lot_id>/auction/moves/"): {"move": {"kind": "raise", "price": "1"}},
    ("POST", "api/v1/lots/<str:lot_id>/auction/proposals/"): {"act": "resume", "reason": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/auction/proposals/<str:proposal_id>/"): {"approved": True},
    ("POST", "api/v1/lots/<str:lot_id>/auction/words/"): {"words": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/award/"): {"members": ["mem_x"]},
    ("POST", "api/v1/lots/<str:lot_id>/award/ballots/"): SIGNED,
    ("POST", "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/"): {"contributors": ["centre", "supervisor"]},
    ("POST", "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/commitments/"): {"commitment": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/secrets/"): {"secret": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/blind/"): {"bid": "bid-01", "unit": "tech", "file": 1, "reason": "查阅"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/final-offers/"): SIGNED,
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/final-offers/shown/"): {"price": "1.00", "salt": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/motions/"): {"kind": "chair", "about": "1", "words": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/motions/<str:motion_id>/votes/"): {"in_favour": True},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/questions/"): {
        "bid": "x", "kind": "clarification", "words": "x", "due_at": "2026-06-01T00:00:00Z",
    },
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/questions/<str:question_id>/answer/"): {"words": "x", "signature": "e30="},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/reopening/"): {"cause": "objective", "words": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/replacement/"): {"words": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/payment/"): {"reference": "x", "paid_on": "2026-01-02"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/rating/"): {"discipline": 5, "skill": 5, "diligence": 5},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/service/"): {
        "came_at": "2026-01-02T09:00:00+08:00", "left_at": "2026-01-02T12:00:00+08:00", "fee": "1.00",
    },
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/setting-aside/"): {**WHY, "law": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/"): SIGNED,
    ("PUT", "api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/<str:bid>/"): {"entries": [], "version": 0},
    ("POST", "api/v1/lots/<str:lot_id>/filings/"): {"header": "0" * 64, "files": {"header.json": "0" * 64}},
    ("POST", "api/v1/lots/<str:lot_id>/filings/<str:header>/end/"): SIGNED,
    ("POST", "api/v1/lots/<str:lot_id>/holds/"): {**WHY, "law": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/objections/"): {"stage": "document", "grounds": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/opening/keys/"): {"message": "e30="},
    ("POST", "api/v1/lots/<str:lot_id>/opening/objections/"): {**SIGNED, "receipt": {**SIGNED, "token": "e30="}},
    ("POST", "api/v1/lots/<str:lot_id>/opening/posts/"): {**SIGNED, "shares": "e30="},
    ("POST", "api/v1/lots/<str:lot_id>/freeze/cut/"): {"content": "e30=", "signatures": ["e30=", "e30="]},
    ("POST", "api/v1/lots/<str:lot_id>/opening/readings/"): {"header": "0" * 64, "unit": "tech", "part": "manifest", "reason": "查阅"},
    ("POST", "api/v1/lots/<str:lot_id>/opening/remedies/"): {"content": "e30=", "signatures": ["e30=", "e30="]},
    ("POST", "api/v1/lots/<str:lot_id>/opening/remedies/proposals/"): SIGNED,
    ("POST", "api/v1/lots/<str:lot_id>/opening/stages/"): {"content": "e30=", "signatures": ["e30="], "result": "e30="},
    ("POST", "api/v1/lots/<str:lot_id>/outcomes/"): {"stage": "x", "values": {}},
    ("PUT", "api/v1/lots/<str:lot_id>/qualification/sheets/<str:bid>/"): {"entries": [], "version": 0},
    ("POST", "api/v1/lots/<str:lot_id>/qualification/signature/"): SIGNED,
    ("POST", "api/v1/lots/<str:lot_id>/questions/"): {"text": "x"},
    ("POST", "api/v1/lots/<str:lot_id>/rehearsals/"): {**SIGNED, "files": {"header.json": "e30="}},
    ("POST", "api/v1/me/tokens/"): {"name": "x"},
    ("POST", "api/v1/subscriptions/"): {"channel": "inbox"},
    ("POST", "api/v1/objections/<str:objection_id>/reply/"): {"reply": "x", "upheld": False},
    ("POST", "api/v1/parties/"): {"kind": "person", "name": "x", "role": "bidder", "identity_number": "x"},
    ("POST", "api/v1/parties/<str:party_id>/certificates/"): {"csr": "x"},
    ("POST", "api/v1/parties/<str:party_id>/certificates/bind/"): {"certificate": "x", "challenge": "x", "signature": "eA=="},
    ("POST", "api/v1/parties/<str:party_id>/confirm/"): {"identity_number": "11010519491231002X"},
    ("POST", "api/v1/parties/<str:party_id>/head/"): {"name": "x", "identity_number": "11010519491231002X"},
    ("POST", "api/v1/parties/<str:party_id>/invitations/"): {"email": "n@example.invalid", "role": "bidder"},
    ("POST", "api/v1/parties/<str:party_id>/owners/"): {"owner_name": "x", "share": "10"},
    ("POST", "api/v1/parties/<str:party_id>/restore/"): WHY,
    ("POST", "api/v1/parties/<str:party_id>/suspend/"): WHY,
    ("POST", "api/v1/information-requests/"): {
        "name": "x", "identity": "11010519491231002X", "contact": "x", "what": "x", "form": "paper",
    },
    ("POST", "api/v1/information-requests/<str:request_id>/answer/"): {"answer": "provided", "reply": "x"},
    ("POST", "api/v1/information-requests/<str:request_id>/completion/"): {"what": "x"},
    ("POST", "api/v1/information-requests/<str:request_id>/consultation/"): {"name": "x"},
    ("POST", "api/v1/information-requests/<str:request_id>/extension/"): WHY,
    ("POST", "api/v1/information-requests/<str:request_id>/guidance/"): {"guidance": "x", "days_given": 5},
    ("POST", "api/v1/information-requests/<str:request_id>/opinion/"): {"agrees": True, "opinion": "x"},
    ("POST", "api/v1/notices/<str:notice_id>/correction/"): WHY | {"ground": "inaccurate", "said": [{"code": "1.r.1", "zh": "x"}]},
    ("POST", "api/v1/notices/<str:notice_id>/withdrawal/"): WHY | {"ground": "inaccurate"},
    ("POST", "api/v1/notices/drafts/<str:notice_id>/return/"): WHY,
    ("POST", "api/v1/proposals/<str:proposal_id>/refusal/"): WHY,
    ("POST", "api/v1/questions/<str:question_id>/answer/"): {"answer": "x"},
    ("POST", "api/v1/registrations/<str:registration_id>/deposits/"): {"kind": "paid", "amount": "1.00", "reference": "x"},
    ("POST", "api/v1/deposit-rates/"): {
        "region": "370200", "annual_percent": "0.05", "days_in_year": 360, "since_on": "2026-01-01", "stands_in": "x"},
    ("POST", "api/v1/registrations/<str:registration_id>/review/"): {"qualified": True},
    ("POST", "api/v1/rehearsals/<str:rehearsal_id>/opening/posts/"): {**SIGNED, "shares": "e30="},
    ("POST", "api/v1/experts/"): {
        "member_id": "mem_x", "majors": ["a08"], "region": "370202", "title": "x", "years": 8, "employer": "x",
        "employed_from": "2020-01-01",
    },
    ("PATCH", "api/v1/experts/<str:expert_id>/"): {"title": "高级工程师"},
    ("POST", "api/v1/experts/<str:expert_id>/employments/"): {"employer": "设计院", "from_on": "2024-01-01"},
    ("POST", "api/v1/experts/<str:expert_id>/standing/"): {"standing": "suspended", **WHY},
    ("POST", "api/v1/lots/<str:lot_id>/draws/"): {
        "groups": {"a08": 5}, "representatives": 0, "contributors": ["centre", "organiser"], "work_on": "2027-01-01",
    },
    ("POST", "api/v1/lots/<str:lot_id>/draws/absences/"): {"entry": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/draws/causes/"): {"entry": "0" * 64, "cause": "employed", "words": "任职"},
    ("POST", "api/v1/lots/<str:lot_id>/draws/choices/withdrawals/"): {"members": ["mem_x"], "words": "改为抽取"},
    ("POST", "api/v1/lots/<str:lot_id>/draws/choices/"): {"members": ["mem_x"], "words": "招标投标法第三十七条"},
    ("POST", "api/v1/lots/<str:lot_id>/draws/commitments/"): {"commitment": "0" * 64},
    ("POST", "api/v1/lots/<str:lot_id>/draws/names/"): WHY,
    ("POST", "api/v1/lots/<str:lot_id>/draws/representatives/"): {"members": ["mem_x"]},
    ("POST", "api/v1/lots/<str:lot_id>/draws/secrets/"): {"secret": "0" * 64},
    ("POST", "api/v1/me/expert/avoidances/"): {"party": "某公司", **WHY},
    ("POST", "api/v1/me/expert/leaves/"): {"from_on": "2027-01-01", "to_on": "2027-01-02"},
    ("POST", "api/v1/me/expert/ratings/<str:rating_id>/reply/"): {"words": "x"},
    ("POST", "api/v1/me/invitations/<str:draw_id>/"): {"answer": "accepted"},
    ("PUT", "api/v1/deals/<str:deal_id>/field-records/<str:entity>/"): {"record": {}},
}  # fmt: skip
# Pages for everybody that say themselves that nobody keeps them: what they show moves, or is another for who signed in.
NEVER_KEPT = {
    "auctions/trial/",
    "deposits/rates/",
    "lots/<str:lot_id>/auction/",
    "lots/<str:lot_id>/opening/",
    "rehearsals/",
    "subscribe/",
    "requests/",
}
FORMS_OF_VISITORS = {"subscribe/"}
"""Pages for everybody that hold a form which a visitor may send: it has a token, and nobody keeps it."""

# What hangs on a lot is asked of the announced one where only that has it.
FILL: dict[str | tuple[str, str], str] = {
    ("POST", "api/v1/lots/<str:lot_id>/complaints/"): "api/v1/lots/{public_lot}/complaints/",
    ("POST", "api/v1/lots/<str:lot_id>/filings/"): "api/v1/lots/{public_lot}/filings/",
    ("POST", "api/v1/lots/<str:lot_id>/objections/"): "api/v1/lots/{public_lot}/objections/",
    ("POST", "api/v1/lots/<str:lot_id>/questions/"): "api/v1/lots/{public_lot}/questions/",
    ("POST", "api/v1/lots/<str:lot_id>/registrations/"): "api/v1/lots/{public_lot}/registrations/",
    "api/v1/deliveries/<str:delivery_id>/retry/": "api/v1/deliveries/pcl_x/retry/",
    "api/v1/subscriptions/<str:subscription_id>/": "api/v1/subscriptions/sub_x/",
    "api/v1/subscriptions/<str:subscription_id>/deliveries/": "api/v1/subscriptions/sub_x/deliveries/",
    "api/v1/subscriptions/<str:subscription_id>/secret/": "api/v1/subscriptions/sub_x/secret/",
    "api/v1/subscriptions/<str:subscription_id>/test/": "api/v1/subscriptions/sub_x/test/",
    "language/<slug:code>/": "language/en/",
    "me/subscriptions/<str:subscription_id>/": "me/subscriptions/sub_x/",
    "subscribe/confirm/<str:token>/": "subscribe/confirm/x/",
    "unsubscribe/<str:token>/": "unsubscribe/x/",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "accounts/2fa/webauthn/keys/1/edit/",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": "accounts/2fa/webauthn/keys/1/remove/",
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": "accounts/confirm-email/x/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/x-y/",
    "api/v1/deals/<str:deal_id>/field-records/<str:entity>/": "api/v1/deals/{deal}/field-records/802/",
    "api/v1/deals/<str:deal_id>/proposals/steps/<slug:step>/": "api/v1/deals/{deal}/proposals/steps/announce/",
    "api/v1/deals/<str:deal_id>/steps/<slug:step>/": "api/v1/deals/{deal}/steps/announce/",
    "api/v1/lots/<str:lot_id>/contract/": "api/v1/lots/{public_lot}/contract/",
    "api/v1/lots/<str:lot_id>/custody/": "api/v1/lots/{public_lot}/custody/",
    "auctions/trial/<str:trial_id>/": "auctions/trial/x/",
    "auctions/trial/<str:trial_id>/console/": "auctions/trial/x/console/",
    "auctions/trial/<str:trial_id>/items/": "auctions/trial/x/items/",
    "auctions/trial/<str:trial_id>/room/": "auctions/trial/x/room/",
    "auctions/trial/<str:trial_id>/state/": "auctions/trial/x/state/",
    "auctions/trial/<str:trial_id>/trial.json": "auctions/trial/x/trial.json",
    "deals/<str:number>/records/<slug:entity>/": "deals/{draft_number}/records/802/",
    "deals/<str:number>/steps/<slug:step>/": "deals/{draft_number}/steps/announce/",
    "deals/<str:number>/documents/<slug:kind>/edit/": "deals/{draft_number}/documents/tender/edit/",
    "deals/<str:number>/documents/<slug:kind>/items.xlsx": "deals/{draft_number}/documents/tender/items.xlsx",
    "deals/<str:number>/edit/": "deals/{draft_number}/edit/",
    "deals/<str:number>/lots/new/": "deals/{draft_number}/lots/new/",
    "deals/<str:number>/proposals/<str:proposal_id>/": "deals/{draft_number}/proposals/{proposal}/",
    "deals/new/<slug:kind>/<slug:method>/": "deals/new/land/listing/",
    "lots/<str:lot_id>/steps/<slug:step>/": "lots/{lot}/steps/confirm/",
    "lots/<str:lot_id>/evaluation/": "lots/{public_lot}/evaluation/",
    "lots/<str:lot_id>/evaluation/<slug:part>/": "lots/{lot}/evaluation/review/",
    "lots/<str:lot_id>/evaluation/<slug:part>/all/": "lots/{lot}/evaluation/review/all/",
    "lots/<str:lot_id>/evaluation/questions/<str:question_id>/": "lots/{lot}/evaluation/questions/x/",
    "lots/<str:lot_id>/evaluation/sign/<slug:act>/": "lots/{lot}/evaluation/sign/reviews/",
    "api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.json": "api/v1/lots/{lot}/letters/x/letter.json",
    "api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.p7s": "api/v1/lots/{lot}/letters/x/letter.p7s",
    "api/v1/me/expert/ratings/<str:rating_id>/reply/": "api/v1/me/expert/ratings/x/reply/",
    "api/v1/lots/<str:lot_id>/evaluation/motions/<str:motion_id>/votes/": "api/v1/lots/{lot}/evaluation/motions/x/votes/",
    "api/v1/lots/<str:lot_id>/evaluation/questions/<str:question_id>/answer/": "api/v1/lots/{lot}/evaluation/questions/x/answer/",
    "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/replacement/": "api/v1/lots/{lot}/evaluation/seats/1/replacement/",
    "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/payment/": "api/v1/lots/{lot}/evaluation/seats/1/payment/",
    "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/rating/": "api/v1/lots/{lot}/evaluation/seats/1/rating/",
    "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/service/": "api/v1/lots/{lot}/evaluation/seats/1/service/",
    "api/v1/lots/<str:lot_id>/evaluation/seats/<int:number>/silence/": "api/v1/lots/{lot}/evaluation/seats/1/silence/",
    "api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/": "api/v1/lots/{lot}/evaluation/sheets/review/",
    "api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/<str:bid>/": "api/v1/lots/{lot}/evaluation/sheets/review/x/",
    "api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/all/": "api/v1/lots/{lot}/evaluation/sheets/review/all/",
    "api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/": "api/v1/lots/{lot}/evaluation/signatures/reviews/",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/": "api/v1/lots/{lot}/chance/coefficient/",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/<int:number>/draw.json": "api/v1/lots/{lot}/chance/coefficient/1/draw.json",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/commitments/": "api/v1/lots/{lot}/chance/coefficient/commitments/",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/plan/": "api/v1/lots/{lot}/chance/coefficient/plan/",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/pool/": "api/v1/lots/{lot}/chance/coefficient/pool/",
    "api/v1/lots/<str:lot_id>/chance/<slug:purpose>/secrets/": "api/v1/lots/{lot}/chance/coefficient/secrets/",
    "lots/<str:lot_id>/chance/<slug:purpose>/": "lots/{lot}/chance/coefficient/",
    "api/v1/lots/<str:lot_id>/draws/<int:number>/draw.json": "api/v1/lots/{public_lot}/draws/1/draw.json",
    "api/v1/lots/<str:lot_id>/draws/<int:number>/names.json": "api/v1/lots/{public_lot}/draws/1/names.json",
    "api/v1/lots/<str:lot_id>/filings/<str:header>/": "api/v1/lots/{public_lot}/filings/{header}/",
    "api/v1/lots/<str:lot_id>/filings/<str:header>/end/": "api/v1/lots/{public_lot}/filings/{header}/end/",
    "api/v1/lots/<str:lot_id>/freeze/": "api/v1/lots/{public_lot}/freeze/",
    "api/v1/lots/<str:lot_id>/freeze/cut/": "api/v1/lots/{public_lot}/freeze/cut/",
    "api/v1/lots/<str:lot_id>/bundle/": "api/v1/lots/{public_lot}/bundle/",
    "api/v1/lots/<str:lot_id>/bundle.tar": "api/v1/lots/{public_lot}/bundle.tar",
    "api/v1/lots/<str:lot_id>/bundle/<path:name>": "api/v1/lots/{public_lot}/bundle/policy.json",
    "api/v1/lots/<str:lot_id>/opening/": "api/v1/lots/{public_lot}/opening/",
    "api/v1/lots/<str:lot_id>/opening/bids/<str:header>/<str:unit>/<str:part>/": "api/v1/lots/{public_lot}/opening/bids/{header}/form/f0001/",  # noqa: E501
    "api/v1/lots/<str:lot_id>/opening/keys/": "api/v1/lots/{public_lot}/opening/keys/",
    ("POST", "api/v1/lots/<str:lot_id>/opening/attendance/"): "api/v1/lots/{public_lot}/opening/attendance/",
    "api/v1/lots/<str:lot_id>/opening/objections/": "api/v1/lots/{public_lot}/opening/objections/",
    "api/v1/lots/<str:lot_id>/opening/posts/": "api/v1/lots/{public_lot}/opening/posts/",
    "api/v1/lots/<str:lot_id>/opening/remedies/": "api/v1/lots/{public_lot}/opening/remedies/",
    "api/v1/lots/<str:lot_id>/opening/remedies/proposals/": "api/v1/lots/{public_lot}/opening/remedies/proposals/",
    "api/v1/lots/<str:lot_id>/opening/stages/": "api/v1/lots/{public_lot}/opening/stages/",
    "api/v1/lots/<str:lot_id>/steps/<slug:step>/": "api/v1/lots/{lot}/steps/close/",
    "api/v1/parties/<str:party_id>/confirm/": "api/v1/parties/{person}/confirm/",
    "api/v1/procedures/<str:kind>/<str:method>/<str:edition>/": "api/v1/procedures/land/listing/2007-11-01/",
    "api/v1/rehearsals/<str:rehearsal_id>/bundle/<path:name>": "api/v1/rehearsals/{rehearsal}/bundle/rehearsal.json",
    "deals/<str:number>/": "deals/{draft_number}/",
    "deals/<str:number>/documents/<slug:kind>/<int:version>/": "deals/{draft_number}/documents/tender/1/",
    "log/<path:name>": "log/checkpoint",
    "sitemaps/<str:name>": "sitemaps/pages.xml",
    "ocds/bulk/<str:name>": "ocds/bulk/index.json",
    "ocds/records/<str:ocid>": "ocds/records/ocds-213czf-{public_lot}",
    "lots/<str:lot_id>/bid/": "lots/{public_lot}/bid/",
    "api/v1/lots/<str:lot_id>/qualification/sheets/<str:bid>/": "api/v1/lots/{lot}/qualification/sheets/x/",
    "lots/<str:lot_id>/joint/": "lots/{public_lot}/joint/",
    "lots/<str:lot_id>/opening/": "lots/{public_lot}/opening/",
    "notices/<str:number>/": "notices/{notice_number}/",
    "notices/<str:number>/correction/": "notices/{notice_number}/correction/",
    "notices/<str:number>/withdrawal/": "notices/{notice_number}/withdrawal/",
    "dictionary/<str:code>/": "dictionary/deal/",
    "requests/<str:number>/": "requests/{request_number}/",
    "reviews/<str:number>/": "reviews/{draft_of_notice_number}/",
    "api/v1/notices/drafts/<str:notice_id>/": "api/v1/notices/drafts/{draft_of_notice}/",
    "api/v1/notices/drafts/<str:notice_id>/approval/": "api/v1/notices/drafts/{draft_of_notice}/approval/",
    "api/v1/notices/drafts/<str:notice_id>/return/": "api/v1/notices/drafts/{draft_of_notice}/return/",
    "organisations/<slug:code>/": "organisations/{organiser_code}/",
    "procedures/<slug:kind>/<slug:method>/": "procedures/land/listing/",
}
# An auction is that of a lot of its own, to which Bai and Cui were admitted; Zheng proposed something there.
FILL |= {
    route: route.replace("<str:lot_id>", "{room}")
    .replace("<str:proposal_id>", "{asked}")
    .replace("<str:key>", "x")
    for _, route, *_ in map(str.split, TABLE.strip().splitlines())
    if "lots/<str:lot_id>/auction/" in route
}
