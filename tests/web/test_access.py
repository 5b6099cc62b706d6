"""Every route as everybody: the answer stands written in one table, and a route without a row fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from furnished import PASSWORD, PEOPLE, Browser, House, furnished_house
from sqlalchemy import func, select
from warned import warned_and_asked
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from mediation.model import CaseEvent, Document, Draft

WHO = ("nobody", *PEOPLE)
"""The columns of the table: nobody, head, registrar, mediator, colleague (no mediator of these cases) and grid worker
of the village, then all roles of the next village, head and mediator of the township, head of the county's committee,
all roles of another county's; liaison, clerk and judge of the court, all of another county's court; the county's
supervisor, another county's, an administrator, the county's centre (it supervises and dispatches calls), its desk, and
an officer of a department."""
ANSWERS = {"s": "asked to sign in", "o": 200, "d": 303, "x": 403, "n": 404, "c": 409, "b": 422}
"""shown, done, refused by office, not there (or not yours: the same), refused by state, bad input."""
TABLE = """
GET  /sign-in                                                           o d d d d d d d d d d d d d d d d d d d d
POST /sign-in                                                           x x x x x x x x x x x x x x x x x x x x x
POST /preferences                                                       d d d d d d d d d d d d d d d d d d d d d
GET  /verify                                                            o o o o o o o o o o o o o o o o o o o o o
GET  /verify/ABCDE-23456                                                o o o o o o o o o o o o o o o o o o o o o
POST /verify                                                            b b b b b b b b b b b b b b b b b b b b b
GET  /verify/ABCDE-23456/full                                           n n n n n n n n n n n n n n n n n n n n n
GET  /verify/ABCDE-23456/full/paper.pdf                                 n n n n n n n n n n n n n n n n n n n n n
POST /verify/ABCDE-23456/full/code                                      n n n n n n n n n n n n n n n n n n n n n
POST /verify/ABCDE-23456/full/prove                                     n n n n n n n n n n n n n n n n n n n n n
GET  /static/app.css                                                    o o o o o o o o o o o o o o o o o o o o o
GET  /account                                                           s o o o o o o o o o o o o o o o o o o o o
GET  /account/password                                                  s o o o o o o o o o o o o o o o o o o o o
POST /account/password                                                  s b b b b b b b b b b b b b b b b b b b b
GET  /                                                                  s o o o o o o o o o o o o o o o o o o o o
GET  /waiting/requests                                                  s o o o o o o o o o o o o o o o o o o o o
GET  /waiting/undecided?page=9                                          s o o o o o o o o o o o n n o n n n n o n
GET  /waiting/confirmations                                             s n n n n n n n n n n o o o o n n n n n n
GET  /waiting/of-nobody                                                 s n n n n n n n n n n n n n n n n n n n n
GET  /places?q=保康                                                     s o o o o o o o o o o o o o o o o o o o o

# Registering
GET  /intake                                                            s o o o o o o o o o o o x x o x x x x o x
GET  /intake?draft={draft}                                              s n o n n n n n n n n n x x n x x x x n x
POST /intake                                                            s b b b b b b b b b b b x x b x x x x b x
GET  /intake/questions?category_code=labour                             s o o o o o o o o o o o x x o x x x x o x
GET  /quick-entry                                                       s o o o o o o o o o o x x x x x x x x x x
POST /quick-entry                                                       s b b b b b b b b b b x x x x x x x x x x
POST /drafts/{new}?kind=intake                                          s o o o o o o o o o o o x x o x x x x o x
POST /drafts/{draft}?kind=intake                                        s n o n n n n n n n n n x x n x x x x n x
POST /drafts/{draft}/drop                                               s d d d d d d d d d d d d d d d d d d d d

# Lists and figures
GET  /cases                                                             s o o o o o o o o o o o x x o x x x x o x
POST /cases                                                             s d d d d d d d d d d d x x d x x x x d x
GET  /backlog                                                           s x x x x x x x x x x x x x x o o x o x x
GET  /backlog?region=150521000000                                       s x x x x x x x x x x x x x x o n x o x x
GET  /backlog?region=150523000000                                       s x x x x x x x x x x x x x x n o x n x x
GET  /backlog/cases?region=150521100200                                 s x x x x x x x x x x x x x x o n x o x x
GET  /backlog/cases?region=150523100000                                 s x x x x x x x x x x x x x x n o x n x x
GET  /backlog?region=150521000000&on=2026-11-20                         s x x x x x x x x x x x x x x o n x o x x
GET  /backlog/organisations?region=150521000000                         s x x x x x x x x x x x x x x o n x o x x
GET  /backlog/screen?region=150521000000                                s x x x x x x x x x x x x x x o n x o x x
GET  /backlog/screen/now?region=150523000000                            s x x x x x x x x x x x x x x n o x n x x
GET  /backlog/what-if?region=150521000000                               s x x x x x x x x x x x x x x o n x o x x
POST /backlog/what-if                                                   s x x x x x x x x x x x x x x b b x b x x
GET  /backlog/what-if/{new}                                             s x x x x x x x x x x x x x x n n x n x x
GET  /warnings                                                          s o o x x x o o x o o o x x o o o x o o o
GET  /warnings?region=150521000000                                      s n n x x x n n x n n n x x n o n x o n n
GET  /warnings/afterwards?region=150521000000&clock=pressing          s x x x x x x x x x x x x x x o n x o x x
GET  /backlog/report?region=150521000000                                s x x x x x x x x x x x x x x o n x o x x
POST /backlog/report                                                    s x x x x x x x x x x x x x x n n x n x x
POST /backlog/export/figures                                            s x x x x x x x x x x x x x x o o x o x x
POST /backlog/export/cases                                              s x x x x x x x x x x x x x x o n x o x x
GET  /exports                                                           s x x x x x x x x x x x x x x o o o o x x

# Another installation
GET  /exchange                                                               s x x x x x x x x o x o x x o o o o o o x
GET  /exchange/fields                                                        s o o o o o o o o o o o o o o o o o o o o
GET  /exchange/card                                                          s x x x x x x x x c x c x x c c c c c c x
POST /exchange/peers                                                         s x x x x x x x x x x x x x x x x b x x x
POST /exchange/peers/{nowhere}/end                                           s x x x x x x x x x x x x x x x x n x x x
POST /exchange/files/for/{nowhere}                                           s x x x x x x x x n x n x x n x x x x n x
POST /exchange/files                                                         s x x x x x x x x b x b x x b x x x x b x
GET  /exchange/files/{nowhere}                                               s x x x x x x x x n x n x x n x x x x n x
POST /exchange/files/{nowhere}/take                                          s x x x x x x x x n x n x x n x x x x n x
GET  /exchange/offers/{nowhere}                                              s n n n n n n n n n n n n n n n n n n n n
POST /exchange/offers/{nowhere}/sign                                         s n n n n n n n n n n n n n n n n n n n n
POST /exchange/offers/{nowhere}/return                                       s n n n n n n n n n n n n n n n n n n n n
POST /exchange/hand-overs/{nowhere}/recall                                   s n n n n n n n n n n n n n n n n n n n n
# Early warning, and screenings that are ordered
GET  /early-warnings                                                    s o o x x x o o x o o o x x o o o x o o x
GET  /early-warnings/{warning}                                          s o o x x x n n x n n n x x n o n x o n x
POST /early-warnings/{warning}/answer                                   s b b x x x n n x n n n x x n x n x x n x
POST /early-warnings/{warning}/judge                                    s c c x x x n n x n n n x x n c n x c n x
GET  /early-warnings/words                                              s x x x x x x x x x x x x x x x x o x x x
POST /early-warnings/words                                              s x x x x x x x x x x x x x x x x b x x x
POST /early-warnings/words/{nowhere}/use                                s x x x x x x x x x x x x x x x x n x x x
POST /early-warnings/words/seasons/{nowhere}                            s x x x x x x x x x x x x x x x x b x x x
GET  /campaigns                                                         s o o o o o o o o o o x x x x o o x o x x
GET  /campaigns/new                                                     s x x x x x x x x x x x x x x o o x o x x
POST /campaigns/new                                                     s x x x x x x x x x x x x x x b b x b x x
GET  /campaigns/{campaign}                                              s x x x x x x x x x x x x x x o n x o x x
GET  /campaigns/{campaign}?region=150523000000                          s x x x x x x x x x x x x x x n n x n x x
GET  /campaigns/{campaign}/cases                                        s x x x x x x x x x x x x x x o n x o x x
GET  /campaigns/{campaign}/cases?region=150523000000                    s x x x x x x x x x x x x x x n n x n x x
POST /campaigns/{campaign}/export                                       s x x x x x x x x x x x x x x o n x o x x
POST /campaigns/{campaign}/report                                       s x x x x x x x x x x x x x x o n x o x x
POST /campaigns/{campaign}/remind                                       s x x x x x x x x x x x x x x d n x d x x
GET  /campaigns/{campaign}/task                                         s o o o o o o n n n n x x x x x x x x x x
POST /campaigns/{campaign}/task                                         s b b b b b b n n n n x x x x x x x x x x
POST /campaigns/{campaign}/task/zero                                    s d d d d d d n n n n x x x x x x x x x x
POST /campaigns/{campaign}/task/{nowhere}/withdraw                      s n n n n n n n n n n x x x x x x x x x x
GET  /intake?find={find}                                                s o o o o o n n n n n n x x n x x x x n x
POST /campaigns/{campaign}/withdraw                                     s x x x x x x x x x x x x x x d n x n x x

# The court's desk
GET  /imports                                                            s x x x x x x x x x x o x x o x x x x x x
POST /imports                                                            s x x x x x x x x x x b x x b x x x x x x
GET  /imports/template.xlsx                                              s x x x x x x x x x x o x x o x x x x x x
GET  /imports/{nowhere}                                                  s x x x x x x x x x x n x x n x x x x x x
GET  /imports/{nowhere}/report.xlsx                                      s x x x x x x x x x x n x x n x x x x x x
POST /imports/{nowhere}/confirm                                          s x x x x x x x x x x n x x n x x x x x x
POST /imports/{nowhere}/drop                                             s x x x x x x x x x x n x x n x x x x x x
GET  /sending                                                            s x x x x x x x x x x o x x o x x x x x x
POST /sending                                                            s x x x x x x x x x x b x x b x x x x x x
POST /sending/elsewhere                                                  s x x x x x x x x x x b x x b x x x x x x
# Subsidies and assessment
GET  /subsidies                                                          s x x x x x x x x x x x x x x o o x x x x
GET  /subsidies?region=150521000000                                      s x x x x x x x x x x x x x x o n x x x x
POST /subsidies/claims                                                   s x x x x x x x x x x x x x x n n x x x x
GET  /subsidies/claims/{nowhere}                                         s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/sample                                  s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/objections/{nowhere}                    s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/approve                                 s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/correct                                 s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/export                                  s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/list                                    s x x x x x x x x x x x x x x n n x x x x
GET  /subsidies/claims/{nowhere}/cases/nothing                           s x x x x x x x x x x x x x x n n x x x x
POST /subsidies/claims/{nowhere}/cases/nothing                           s x x x x x x x x x x x x x x n n x x x x
GET  /subsidies/rules                                                    s x x x x x x x x x x x x x x o o x x x x
GET  /subsidies/rules?region=150521000000&try={nowhere}                  s x x x x x x x x x x x x x x n n x x x x
GET  /subsidies/rules/new                                                s x x x x x x x x x x x x x x o o x x x x
POST /subsidies/rules/new                                                s x x x x x x x x x x x x x x b b x x x x
POST /subsidies/rules/{nowhere}/start                                    s x x x x x x x x x x x x x x n n x x x x
GET  /subsidies/mine                                                     s o o o o o o o o o o x x x x x x x x x x
GET  /subsidies/mine/{nowhere}                                           s n n n n n n n n n n x x x x x x x x x x
POST /subsidies/mine/{nowhere}                                           s n n n n n n n n n n x x x x x x x x x x
GET  /assessments                                                        s x x x x x x x x x x x x x x o o x o x x
GET  /assessments?region=150523000000                                    s x x x x x x x x x x x x x x n o x n x x
POST /assessments/export                                                s x x x x x x x x x x x x x x c c x c x x
GET  /assessments/new                                                    s x x x x x x x x x x x x x x o o x n x x
POST /assessments/new                                                    s x x x x x x x x x x x x x x b b x n x x
POST /assessments/{nowhere}/start                                        s x x x x x x x x x x x x x x n n x n x x

# Official statistics
GET  /statistics                                                        s x x x x x x x x x x x x x x o o x o x x
GET  /statistics?region=150521000000                                    s x x x x x x x x x x x x x x o n x o x x
GET  /statistics?region=150523000000                                    s x x x x x x x x x x x x x x n o x n x x
GET  /statistics?period=2026-13                                         s x x x x x x x x x x x x x x b b x b x x
GET  /statistics/cases?region=150521000000&figure=accepted              s x x x x x x x x x x x x x x o n x o x x
GET  /statistics/cases?region=150521000000&figure=screenings            s x x x x x x x x x x x x x x o n x o x x
GET  /statistics/cases?region=150521000000&figure=rate                  s x x x x x x x x x x x x x x n n x n x x
GET  /statistics/share?region=150521000000&figure=rate                  s x x x x x x x x x x x x x x o n x o x x
GET  /statistics/share?region=150521000000&figure=accepted              s x x x x x x x x x x x x x x n n x n x x
GET  /statistics/force?region=150521000000&figure=mediators             s x x x x x x x x x x x x x x o n x o x x
GET  /statistics/force?region=150521000000&figure=accepted              s x x x x x x x x x x x x x x n n x n x x
GET  /statistics/missing?region=150521000000                            s x x x x x x x x x x x x x x o n x o x x
POST /statistics/close                                                  s x x x x x x x x x x x x x x b b x x x x
POST /statistics/correct                                                s x x x x x x x x x x x x x x n n x n x x
POST /statistics/export                                                 s x x x x x x x x x x x x x x o o x o x x
GET  /statistics/bulletin                                               s x x x x x x x x x x x x x x o o x o x x
POST /statistics/bulletin                                               s x x x x x x x x x x x x x x b b x b x x
GET  /reports                                                           s o o o o o o o o o o x x x x x x x x x x
POST /reports                                                           s b b x x x b b x b b x x x x x x x x x x
POST /reports/screenings                                                s b b b b b b b b b b x x x x x x x x x x
POST /reports/screenings/{nowhere}/withdraw                             s n n n n n n n n n n x x x x x x x x x x
GET  /cases/{mediating}/averted                                         s o o o n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/averted                                         s b b b n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/averted/{nowhere}/withdraw                      s n n n n n n n n n n n x x n x x x x n x

# Cases
GET  /cases/{registered}                                                s o o n n o n n n n n n n n n o n n o n n
GET  /cases/{mediating}                                                 s o o o n n n n n n n n n n n o n n o n n
GET  /cases/{offered}                                                   s o o o n n n o n n n n n n n o n n o n n
GET  /cases/{received}                                                  s n n n n n n o o n n n n n n o n n o n n
GET  /cases/{drawn}                                                     s o o o n n n n n n n n n n n o n n o n n
GET  /cases/{submitted}                                                 s o o o n n n n n n n o o o n o n n o n n
GET  /cases/{next_door}                                                 s n n n n n o n n n n n n n n o n n o n n
GET  /cases/{elsewhere}                                                 s n n n n n n n n n o n n n n n o n n n n

GET  /cases/{mediating}/look                                            s x x x x x x x x x x x x x x x n x x x x
POST /cases/{mediating}/look                                            s x x x x x x x x x x x x x x x n x x x x
GET  /cases/{elsewhere}/look                                            s x x x x x x x x x x x x x x n x x n x x

# Writing on a case
POST /cases/{mediating}/facts                                           s d d d n n n n n n n n x x n x x x x n x
POST /cases/{submitted}/facts                                           s d d d n n n n n n n n x x n x x x x n x
POST /cases/{elsewhere}/facts                                           s n n n n n n n n n d n x x n x x x x n x
GET  /cases/{mediating}/facts/{mediating:fact}/sign/{mediating:party}    s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/facts/{mediating:fact}/sign/{offered:party}      s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/facts/{mediating:fact}/sign                     s b b b n n n n n n n n x x n x x x x n x
POST /cases/{offered}/facts/{mediating:fact}/sign                       s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/facts/{offered:fact}/withdraw                   s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/facts/{mediating:fact}/withdraw                 s d d d n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/consent               s d d d n n n n n n n n x x n x x x x n x
POST /cases/{offered}/parties/{mediating:party}/consent                 s n n n n n n n n n n n x x n x x x x n x
POST /cases/{elsewhere}/parties/{mediating:party}/consent               s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/reveal/phone          s o o o n x n n n n n n n n n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/reveal/name           s n n n n x n n n n n n n n n x x x x n x
POST /cases/{submitted}/parties/{submitted:party}/reveal/address        s o o o n x n n n n n o o o n x x x x n x
POST /cases/{offered}/parties/{offered:party}/reveal/id_number          s o o o n x n n n n n n n n n x x x x n x
POST /cases/{offered}/parties/{mediating:party}/reveal/id_number        s n n n n x n n n n n n n n n x x x x n x
GET  /cases/{mediating}/parties/add                                     s o o o n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/add                                     s b b b n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/parties/{mediating:party}/correct               s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{offered}/parties/{mediating:party}/correct                 s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/correct               s b b b n n n n n n n n x x n x x x x n x
POST /cases/{offered}/parties/{mediating:party}/correct                 s n n n n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/parties/{mediating:party}/consents               s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/parties/{submitted:party}/consents               s c c c n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/consents               s b b b n n n n n n n n x x n x x x x n x
POST /cases/{offered}/parties/{mediating:party}/consents                 s n n n n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/parties/{submitted:party}/contact                s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/parties/{mediating:party}/contact                s c c c n n n n n n n n x x n x x x x n x
POST /cases/{submitted}/parties/{submitted:party}/contact                s d d d n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/contact                s c c c n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/correct                                         s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/correct                                         s c c c n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/correct                                         s b b b n n n n n n n n x x n x x x x n x
POST /cases/{next_door}/correct                                         s n n n n n b n n n n n x x n x x x x n x
GET  /cases/{mediating}/parties/{mediating:party}/leave                 s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{offered}/parties/{mediating:party}/leave                   s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/parties/{mediating:party}/leave                 s b b b n n n n n n n n x x n x x x x n x
POST /cases/{offered}/parties/{mediating:party}/leave                   s n n n n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/proceedings/new                                 s o o o n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/proceedings/new                                 s b b b n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/proceedings/suit-over                           s n n n n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/proceedings/suit-over                           s c c c n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/proceedings/new                                 s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{elsewhere}/proceedings/new                                 s n n n n n n n n n o n x x n x x x x n x
GET  /cases/{mediating}/investigations/new                              s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/investigations/new                              s c c c n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/investigations/new                              s b b b n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/investigations/{new}/withdraw                   s n n n n n n n n n n n x x n x x x x n x

# The court's day
GET  /court                                                             s x x x x x x x x x x o o o o x x x x x x
GET  /court?desk=rule&overdue=1&org=x&q=y                               s x x x x x x x x x x o o o o x x x x x x
GET  /court/calendar                                                    s x x x x x x x x x x o o o o x x x x x x
GET  /court/calendar?view=month&on=2026-11-02                           s x x x x x x x x x x o o o o x x x x x x
GET  /cases/{submitted}/hearings/new                                     s x x x x x x x x x x o o o n x x x x x x
GET  /cases/{mediating}/hearings/new                                     s x x x x x x x x x x n n n n x x x x x x
POST /cases/{submitted}/hearings/new                                     s x x x x x x x x x x b b b n x x x x x x
POST /cases/{mediating}/hearings/new                                     s x x x x x x x x x x n n n n x x x x x x
POST /court/hearings/{nowhere}/cancel                                   s x x x x x x x x x x n n n n x x x x x x
GET  /court/organisations                                               s x x x x x x x x x x o o o o x x x x x x
GET  /court/organisations/cases?figure=sent                             s x x x x x x x x x x o o o o x x x x x x
GET  /court/organisations?page=9                                        s x x x x x x x x x x o o o o x x x x x x
GET  /court/organisations/cases?figure=sent&page=9                      s x x x x x x x x x x o o o o x x x x x x
GET  /court/organisations/cases?figure=nothing                          s x x x x x x x x x x n n n n x x x x x x

# Back to the court
GET  /cases/{mediating}/filing                                          s o o o n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/filing                                          s o o o n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/filing                                          s d d d n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/filing/send                                     s b b b n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/follow                                          s c c c n n n n n n n n x x n x x x x n x
GET  /cases/{submitted}/fee                                             s x x x x x x x x x x o o o n x x x x x x
GET  /cases/{mediating}/fee                                             s x x x x x x x x x x n n n n x x x x x x
GET  /cases/{submitted}/end-suit                                        s x x x x x x x x x x o o o n x x x x x x
POST /cases/{submitted}/end-suit                                        s x x x x x x x x x x x x x n x x x x x x
GET  /cases/{submitted}/grievance                                       s o o o n n n n n n n o o o n n n n n n n
GET  /cases/{mediating}/grievance                                       s o o o n n n n n n n n n n n n n n n n n
POST /cases/{submitted}/grievance                                       s b b b n n n n n n n b b b n n n n n n n
POST /cases/{mediating}/grievance                                       s b b b n n n n n n n n n n n n n n n n n
POST /cases/{submitted}/fee                                             s x x x x x x x x x x b b b n x x x x x x

# Papers on request
GET  /cases/{mediating}/papers                                          s o o o n x n n n n n n n n n x x x x n x
GET  /cases/{offered}/papers                                            s o o o n x n n n n n n n n n x x x x n x
GET  /cases/{submitted}/papers                                          s o o o n x n n n n n o o o n x x x x n x
GET  /cases/{mediating}/papers/litigation_guide/{mediating:id}          s o o o n x n n n n n n n n n x x x x n x
GET  /cases/{mediating}/papers/litigation_guide/{offered:id}            s n n n n x n n n n n n n n n x x x x n x
GET  /cases/{mediating}/papers/litigation_guide/{offered:id}/draft      s n n n n x n n n n n n n n n x x x x n x
POST /cases/{mediating}/papers/litigation_guide/{offered:id}            s c c c n x n n n n n n n n n x x x x n x

# Steps
GET  /steps/dispute/{registered:id}/try_settlement                      s o o n n o n n n n n n n n n n n n n n n
GET  /steps/dispute/{awaiting:id}/accept                                s c c n n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{mediating:id}/hold_sitting                         s o x o n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{offered:id}/hold_sitting                           s o x o n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{submitted:id}/visit                                s o o o n n n n n n n n n n n n n n n n n
GET  /steps/performance/{submitted:duty}/record_performance             s o o o n n n n n n n n n n n n n n n n n
POST /steps/dispute/{mediating:id}/hold_sitting/draft/sitting_record    s b x b n n n n n n n n n n n n n n n n n
POST /steps/performance/{submitted:duty}/press                          s c c c n n n n n n n n n n n n n n n n n
POST /steps/performance/{submitted:duty}/remind                         s b b b n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{asking:id}/guide                                   s n n n n n n n n n n o n n n n n n n n n
POST /steps/dispute/{asking:id}/guide                                   s n n n n n n n n n n b n n n n n n n n n
GET  /steps/dispute/{asking:id}/file_suit                               s n n n n n n n n n n o n n n n n n n n n
GET  /steps/dispute/{asking:id}/entrust                                 s n n n n n n n n n n c n n n n n n n n n
GET  /steps/dispute/{desk:id}/entrust                                   s n n n n n n n n n n o n n n n n n n n n
POST /steps/dispute/{desk:id}/entrust                                   s n n n n n n n n n n b n n n n n n n n n
GET  /steps/dispute/{desk:id}/go_to_court                               s n n n n n n n n n n c n n n n n n n n n
POST /steps/dispute/{told:id}/reach_agreement/health                     s o n o n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{mediating:id}/entrust                              s c c c n n n n n n n n n n n n n n n n n
GET  /steps/dispute/{mediating:id}/nothing                              s c c c n n n n n n n n n n n n n n n n n
GET  /steps/nothing/{mediating:id}/hold_sitting                         s n n n n n n n n n n n n n n n n n n n n
POST /steps/dispute/{mediating:id}/hold_sitting                         s b x b n n n n n n n n n n n n n n n n n
POST /steps/dispute/{mediating:id}/report_danger                        s d d d n n n n n n n n n n n n n n n n n
POST /steps/dispute/{offered:id}/accept                                 s c c x n n n n n n n n n n n n n n n n n
GET  /steps/hand_over/{offered:handover}/sign_for                       s x x x n n n o n n n n n n n n n n n n n
GET  /steps/hand_over/{offered:handover}/call_back                      s o o x n n n x n n n n n n n n n n n n n
POST /steps/hand_over/{offered:handover}/call_back                      s b b x n n n x n n n n n n n n n n n n n
GET  /steps/confirmation/{drawn:confirmation}/sign_application          s o o o n n n n n n n n n n n n n n n n n
GET  /steps/confirmation/{submitted:confirmation}/accept_application    s x x x n n n n n n n o x x n n n n n n n
GET  /steps/confirmation/{reviewing:confirmation}/prepare_ruling        s x x x n n n n n n n o o o n n n n n n n
GET  /steps/confirmation/{reviewing:confirmation}/rule                  s x x x n n n n n n n x x o n n n n n n n
POST /steps/confirmation/{reviewing:confirmation}/prepare_ruling        s x x x n n n n n n n b b b n n n n n n n
POST /steps/confirmation/{reviewing:confirmation}/rule                  s x x x n n n n n n n x x b n n n n n n n
POST /steps/confirmation/{reviewing:confirmation}/{prepare}/draft/{ruling} s x x x n n n n n n n b b b n n n n n n n
POST /steps/confirmation/{drawn:confirmation}/sign_application          s b b b n n n n n n n n n n n n n n n n n

GET  /steps/dispute/{mediating:id}/issue_order                          s x x x n n n n n n n n n n n o n n o n n
GET  /steps/order/{asked:order}/answer                                  s o o x n n n n n n n n n n n x n n n n n
POST /steps/order/{asked:order}/answer                                  s b b x n n n n n n n n n n n x n n n n n
GET  /steps/order/{asked:order}/take_back                               s x x x n n n n n n n n n n n o n n n n n
GET  /steps/joint/{asked:joint}/join                                    s x x x n n n n n o n n n n n n n n n n n
GET  /steps/joint/{asked:order}/join                                    s n n n n n n n n n n n n n n n n n n n n

# Taking a step back
GET  /reversals/dispute/{awaiting:id}/{awaiting:last}                   s o x n n n n n n n n n n n n n n n n n n
POST /reversals/dispute/{awaiting:id}/{awaiting:last}                   s b x n n n n n n n n n n n n n n n n n n
GET  /reversals/dispute/{awaiting:id}/1                                 s n n n n n n n n n n n n n n n n n n n n
GET  /reversals/dispute/{offered:id}/{offered:last}                     s c x x n n n n n n n n n n n n n n n n n
POST /reversals/dispute/{offered:id}/{offered:last}                     s c x x n n n n n n n n n n n n n n n n n
GET  /reversals/dispute/{offered:id}/999                               s n n n n n n n n n n n n n n n n n n n n
GET  /reversals/confirmation/{reviewing:confirmation}/{reviewing:last}  s x x x n n n n n n n o x o n n n n n n n
POST /reversals/confirmation/{reviewing:confirmation}/{reviewing:last}  s x x x n n n n n n n b x b n n n n n n n
GET  /reversals/nothing/{awaiting:id}/{awaiting:last}                   s n n n n n n n n n n n n n n n n n n n n
GET  /hand-overs/{received:handover}/receipt                            s n n n n n n o x n n n n n n n n n n n n
POST /hand-overs/{received:handover}/receipt                            s n n n n n n b x n n n n n n n n n n n n
GET  /hand-overs/{offered:handover}/receipt                             s x x x n n n c n n n n n n n n n n n n n
GET  /confirmations/{drawn:confirmation}/parties/{drawn:party}/successor s o o o n n n n n n n n x x n x x x x n x
POST /confirmations/{drawn:confirmation}/parties/{drawn:party}/successor s b b b n n n n n n n n x x n x x x x n x
GET  /disputes/{in_force:id}/parties/{in_force:party}/successor         s o o o n n n n n n n n x x n x x x x n x
GET  /disputes/{mediating:id}/parties/{mediating:party}/successor       s c c c n n n n n n n n x x n x x x x n x
POST /disputes/{in_force:id}/parties/{in_force:party}/successor         s b b b n n n n n n n n x x n x x x x n x
GET  /confirmations/{served:confirmation}/service/{served:party}        s x x x n n n n n n n o o x n n n n n n n
POST /confirmations/{served:confirmation}/service/{served:party}        s x x x n n n n n n n b b x n n n n n n n
GET  /confirmations/{served:confirmation}/service/{mediating:party}     s x x x n n n n n n n n n x n n n n n n n
GET  /requests/{asked:order}/receipt                                    s n n n n n n n n n n n n n n n n n n n n
POST /requests/{asked:order}/receipt                                    s n n n n n n n n n n n n n n n n n n n n
GET  /requests/{asked:order}/service/{asked:party}                      s n n n n n n n n n n n n n n n n n n n n
POST /requests/{asked:order}/service/{asked:party}                      s n n n n n n n n n n n n n n n n n n n n

# Matters
GET  /cases/{asked}                                                     s o o o n n n n n o n n n n n o n n o n n
GET  /requests/{asked:order}                                            s o o o n n n n n n n n n n n o n n n n n
GET  /requests/{asked:joint}                                            s o o o n n n n n o n n n n n n n n n n n
GET  /cases/{called}                                                    s n n n n n n o o n n n n n n o n n o n n
GET  /requests/{called:call_up}                                         s n n n n n n o o n n n n n n n n n o n o
GET  /steps/call_up/{called:call_up}/solve                              s n n n n n n x x n n n n n n n n n x n o
GET  /steps/call_up/{called:call_up}/not_ours                           s n n n n n n x x n n n n n n n n n x n o
POST /steps/call_up/{called:call_up}/solve                              s n n n n n n x x n n n n n n n n n x n b
GET  /steps/call_up/{called:call_up}/withdraw                           s n n n n n n o o n n n n n n n n n x n x
GET  /steps/call_up/{called:call_up}/dispatch                           s n n n n n n c c n n n n n n n n n c n c
GET  /duties/{submitted:duty}                                           s o o o n n n n n n n n n n n n n n n n n
GET  /duties/{nowhere}                                                  s n n n n n n n n n n n n n n n n n n n n
GET  /cases/{asking}                                                    s n n n n n n n n n n o n n n o n n o n n
GET  /cases/{desk}                                                      s n n n n n n n n n n o o o n o n n o n n
GET  /requests/{nowhere}                                                s n n n n n n n n n n n n n n n n n n n n
GET  /hand-overs/{offered:handover}                                     s o o o n n n o n n n n n n n n n n n n n
GET  /hand-overs/{received:handover}                                    s n n n n n n o o n n n n n n n n n n n n
GET  /confirmations/{drawn:confirmation}                                s o o o n n n n n n n n n n n n n n n n n
GET  /confirmations/{reviewing:confirmation}                            s o o o n n n n n n n o o o n n n n n n n

# Caseloads
GET  /caseloads                                                         s o o x x x o o x o o x x x x x x x x x x
GET  /caseloads/{nowhere}/{nowhere}                                     s n n x x x n n x n n x x x x x x x x x x
POST /caseloads/{nowhere}/{nowhere}                                     s n n x x x n n x n n x x x x x x x x x x

# Many at once
GET  /runs/{nowhere}                                                     s n n n n n n n n n n n n n n x x n x n x
POST /runs/{nowhere}/go-on                                               s n n n n n n n n n n n n n n x x n x n x
POST /runs/{nowhere}/undo                                                s n n n n n n n n n n n n n n x x n x n x
GET  /many                                                               s o o x x x o o x o o o x x o x x x x o x
GET  /many/offer/{nowhere}                                               s n n x x x n n x n n n x x n x x x x n x
GET  /many/nothing/{nowhere}                                             s n n x x x n n x n n n x x n x x x x n x
POST /many/extend/{nowhere}                                              s n n x x x n n x n n n x x n x x x x n x
GET  /batches                                                            s o o o o x o o o o o x x x x x x x x x x
GET  /batches/new/{served}                                               s o o o n x n n n n n x x x x x x x x x x
POST /batches/new/{served}                                               s b b b n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}                                                  s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/list.csv                                         s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/roster                                           s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/roster.csv                                       s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/list                                             s n n n n x n n n n n x x x x x x x x x x
POST /batches/{nowhere}/list                                             s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/cases                                            s n n n n x n n n n n x x x x x x x x x x
POST /batches/{nowhere}/cases                                            s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/consents                                         s n n n n x n n n n n x x x x x x x x x x
POST /batches/{nowhere}/consents                                         s n n n n x n n n n n x x x x x x x x x x
GET  /batches/{nowhere}/stages/open                                      s n n n n x n n n n n x x x x x x x x x x
POST /batches/{nowhere}/stages/sign                                      s n n n n x n n n n n x x x x x x x x x x
GET  /batches/followers/{nowhere}/leave                                  s n n n n x n n n n n x x x x x x x x x x
POST /batches/followers/{nowhere}/leave                                  s n n n n x n n n n n x x x x x x x x x x

# Who is away
GET  /absences                                                          s o o o o o o o o o o o o o o o o o o o o
POST /absences                                                          s b b b b b b b b b b b b b b b b b b b b
POST /absences/{nowhere}/end                                            s n n n n n n n n n n n n n n n n n n n n

# How proposals fare
GET  /triage                                                            s x x x x x x x x x x x x x x o o o o x x
GET  /triage?region=150521000000                                        s x x x x x x x x x x x x x x o n o o x x
GET  /triage?region=150523000000                                        s x x x x x x x x x x x x x x n o n n x x
GET  /triage/decisions?region=150521000000&by=rule&value=complex        s x x x x x x x x x x x x x x o n x o x x
GET  /triage/decisions?region=150521000000&by=what&value=complex        s x x x x x x x x x x x x x x n n x n x x

# The rules of the clocks
GET  /rules                                                             s x x x x x x x x x x x x x x x x o x x x
GET  /rules/years/2027                                                  s x x x x x x x x x x x x x x x x o x x x
GET  /rules/years/1999                                                  s x x x x x x x x x x x x x x x x n x x x
POST /rules/years/2027                                                  s x x x x x x x x x x x x x x x x b x x x
GET  /rules/local                                                       s x x x x x x x x x x x x x x x x o x x x
POST /rules/local                                                       s x x x x x x x x x x x x x x x x b x x x
POST /rules/local/150521000000/2026/那达慕/drop                         s x x x x x x x x x x x x x x x x n x x x
POST /rules/local/150523000000/2026/那达慕/drop                         s x x x x x x x x x x x x x x x x b x x x
GET  /rules/lengths/settlement                                          s x x x x x x x x x x x x x x x x o x x x
GET  /rules/lengths/application                                         s x x x x x x x x x x x x x x x x n x x x
POST /rules/lengths/settlement                                          s x x x x x x x x x x x x x x x x b x x x
POST /rules/recounts                                                    s x x x x x x x x x x x x x x x x b x x x
GET  /rules/recounts/{nowhere}                                          s x x x x x x x x x x x x x x x x n x x x
POST /rules/recounts/{nowhere}/apply                                    s x x x x x x x x x x x x x x x x n x x x
POST /rules/recounts/{nowhere}/drop                                     s x x x x x x x x x x x x x x x x n x x x

# Other points that practice decides
GET  /settings                                                          s x x x x x x x x x x x x x x x x o x x x
GET  /settings/deciders                                                 s x x x x x x x x x x x x x x x x o x x x
GET  /settings/nothing                                                  s x x x x x x x x x x x x x x x x n x x x
POST /settings/deciders                                                 s x x x x x x x x x x x x x x x x b x x x
POST /settings/nothing                                                  s x x x x x x x x x x x x x x x x n x x x

# Divisions, organisations and people
GET  /directory                                                         s x x x x x x x x x x x x x x x x o x x x
GET  /directory/columns/users.csv                                       s x x x x x x x x x x x x x x x x o x x x
GET  /directory/columns/cats.csv                                        s x x x x x x x x x x x x x x x x n x x x
POST /directory/users                                                   s x x x x x x x x x x x x x x x x b x x x
POST /directory/cats                                                    s x x x x x x x x x x x x x x x x n x x x
GET  /directory/imports/{nowhere}                                       s x x x x x x x x x x x x x x x x n x x x
POST /directory/imports/{nowhere}/apply                                 s x x x x x x x x x x x x x x x x n x x x
POST /directory/imports/{nowhere}/drop                                  s x x x x x x x x x x x x x x x x n x x x
POST /directory/imports/{nowhere}/handed-over                           s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people                                                  s x x x x x x x x x x x x x x x x o x x x
GET  /directory/people?q=王                                              s x x x x x x x x x x x x x x x x o x x x
GET  /directory/people/new                                              s x x x x x x x x x x x x x x x x o x x x
POST /directory/people/new                                              s x x x x x x x x x x x x x x x x b x x x
GET  /directory/people/{nowhere}                                        s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/stop                                   s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/stop                                   s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/engagement                             s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/engagement                             s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/trainings/new                          s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/trainings/new                          s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/trainings/{nowhere}/withdraw           s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/trainings/{nowhere}/withdraw           s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/posts/new                              s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/posts/new                              s x x x x x x x x x x x x x x x x n x x x
GET  /directory/people/{nowhere}/posts/{nowhere}/end                    s x x x x x x x x x x x x x x x x n x x x
POST /directory/people/{nowhere}/posts/{nowhere}/end                    s x x x x x x x x x x x x x x x x n x x x
GET  /directory/organisations                                           s x x x x x x x x x x x x x x x x o x x x
GET  /directory/organisations/{nowhere}                                 s x x x x x x x x x x x x x x x x n x x x
GET  /directory/organisations/{nowhere}/stop                            s x x x x x x x x x x x x x x x x n x x x
POST /directory/organisations/{nowhere}/stop                            s x x x x x x x x x x x x x x x x n x x x
GET  /directory/organisations/{nowhere}/areas/{nowhere}/end             s x x x x x x x x x x x x x x x x n x x x
POST /directory/organisations/{nowhere}/areas/{nowhere}/end             s x x x x x x x x x x x x x x x x n x x x
GET  /directory/organisations/{nowhere}/takes/labour/end                s x x x x x x x x x x x x x x x x n x x x
POST /directory/organisations/{nowhere}/takes/labour/end                s x x x x x x x x x x x x x x x x n x x x
GET  /directory/categories                                              s x x x x x x x x x x x x x x x x o x x x
GET  /directory/categories/new                                          s x x x x x x x x x x x x x x x x o x x x
POST /directory/categories/new                                          s x x x x x x x x x x x x x x x x b x x x
GET  /directory/categories/labour                                       s x x x x x x x x x x x x x x x x o x x x
GET  /directory/categories/cats                                         s x x x x x x x x x x x x x x x x n x x x
GET  /directory/categories/labour/change                                s x x x x x x x x x x x x x x x x o x x x
POST /directory/categories/labour/end                                   s x x x x x x x x x x x x x x x x b x x x
GET  /directory/categories/labour/burn                                  s x x x x x x x x x x x x x x x x n x x x
POST /directory/categories/cats/end                                     s x x x x x x x x x x x x x x x x n x x x

# The definitions, for whoever is signed in
GET  /definitions                                                       s o o o o o o o o o o o o o o o o o o o o
GET  /definitions/dispute                                               s o o o o o o o o o o o o o o o o o o o o
GET  /definitions/quarrel                                               s n n n n n n n n n n n n n n n n n n n n
GET  /definitions/dispute/1                                             s o o o o o o o o o o o o o o o o o o o o
GET  /definitions/dispute/99                                            s n n n n n n n n n n n n n n n n n n n n

# Moving open matters to another version
GET  /seals                                                             s x x x x x x x x x x x x x x x x o x x x
POST /seals                                                             s x x x x x x x x x x x x x x x x b x x x
POST /seals/{nowhere}/end                                               s x x x x x x x x x x x x x x x x n x x x
GET  /versions                                                          s x x x x x x x x x x x x x x x x o x x x
GET  /versions/dispute/2                                                s x x x x x x x x x x x x x x x x o x x x
GET  /versions/dispute/99                                               s x x x x x x x x x x x x x x x x n x x x
GET  /versions/quarrel/1                                                s x x x x x x x x x x x x x x x x n x x x
GET  /versions/filing/1                                                 s x x x x x x x x x x x x x x x x o x x x
GET  /versions/fee/99                                                   s x x x x x x x x x x x x x x x x n x x x
POST /versions/dispute/1                                                s x x x x x x x x x x x x x x x x b x x x
POST /versions/runs/{nowhere}/back                                      s x x x x x x x x x x x x x x x x n x x x

# Texts of one's own
GET  /clauses                                                           s o x x x x o o x o o x x x x x x o x x x
GET  /clauses?category=family                                           s o x x x x o o x o o x x x x x x o x x x
GET  /clauses/new                                                       s o x x x x o o x o o x x x x x x o x x x
POST /clauses/new                                                       s b x x x x b b x b b x x x x x x b x x x
GET  /clauses/{nowhere}                                                 s n x x x x n n x n n x x x x x x n x x x
POST /clauses/{nowhere}                                                 s n x x x x n n x n n x x x x x x n x x x
POST /clauses/{nowhere}/retire                                          s n x x x x n n x n n x x x x x x n x x x
GET  /wordings                                                          s o x x x x o o x o o x x x x x x o x x x
GET  /wordings/agreement/lead                                           s o x x x x o o x o o x x x x x x o x x x
GET  /wordings/agreement/effect                                         s n x x x x n n x n n x x x x x x n x x x
GET  /wordings/quarrel/lead                                             s n x x x x n n x n n x x x x x x n x x x
POST /wordings/agreement/lead                                           s b x x x x b b x b b x x x x x x b x x x
GET  /wordings/agreement/lead/preview?size=huge                         s n x x x x n n x n n x x x x x x n x x x
GET  /wordings/agreement/lead/preview?document={nowhere}                s n x x x x n n x n n x x x x x x n x x x
POST /wordings/agreement/lead/{nowhere}/in-force                        s b x x x x b b x b b x x x x x x b x x x
POST /wordings/agreement/lead/{nowhere}/end                             s n x x x x n n x n n x x x x x x n x x x
# Signing on paper and by phone
GET  /cases/{drawn}/signing                                              s o o o n n n n n n n n n n n n n n n n n
GET  /cases/{drawn}/signing/codes                                        s o o o n n n n n n n n n n n n n n n n n
GET  /cases/{mediating}/signing                                          s n n n n n n n n n n n n n n n n n n n n
GET  /cases/{oral}/signing                                               s n n n n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/open                                         s c c c n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/to-paper                                     s c c c n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/links/{nowhere}/revoke                       s c c c n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/mine                                         s c c c n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/parties/{drawn:party}/link                   s c c c n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/parties/{mediating:party}/link               s n n n n n n n n n n n n n n n n n n n n
POST /cases/{drawn}/signing/parties/{drawn:party}/repeated               s c c c n n n n n n n n n n n n n n n n n
GET  /rules/regimes                                                      s x x x x x x x x x x x x x x x x o x x x
POST /rules/regimes                                                      s x x x x x x x x x x x x x x x x b x x x
GET  /rules/phone-signing                                                s x x x x x x x x x x x x x x x x o x x x
POST /rules/phone-signing                                                s x x x x x x x x x x x x x x x x b x x x
POST /rules/phone-signing/{nowhere}/end                                  s x x x x x x x x x x x x x x x x n x x x
GET  /sign                                                               n n n n n n n n n n n n n n n n n n n n n
GET  /sign/to/{nowhere}                                                  n n n n n n n n n n n n n n n n n n n n n
GET  /sign/paper.pdf                                                     n n n n n n n n n n n n n n n n n n n n n
GET  /sign/text                                                          n n n n n n n n n n n n n n n n n n n n n
POST /sign/code                                                          n n n n n n n n n n n n n n n n n n n n n
POST /sign/prove                                                         n n n n n n n n n n n n n n n n n n n n n
POST /sign/send                                                          n n n n n n n n n n n n n n n n n n n n n
POST /sign/on-paper                                                      n n n n n n n n n n n n n n n n n n n n n

# Papers
GET  /documents/{mediating:intake_form}                                 s o o o n n n n n n n n n n n n n n n n n
GET  /documents/{mediating:sitting_record}                              s o o o n n n n n n n n n n n n n n n n n
GET  /documents/{served:agreement}                                      s o o o n n n n n n n o o o n n n n n n n
GET  /documents/{served:confirmation_application}                       s o o o n n n n n n n o o o n n n n n n n
GET  /documents/{served:service_addresses}                              s o o o n n n n n n n o o o n n n n n n n
GET  /documents/{served:mediation_certificate}                          s o o o n n n n n n n o o o n n n n n n n
GET  /documents/{served:confirmation_ruling:1}                          s n n n n n n n n n n o o o n n n n n n n
GET  /documents/{served:confirmation_ruling}                            s o o o n n n n n n n o o o n n n n n n n
GET  /documents/{reviewing:confirmation_ruling}                         s n n n n n n n n n n d d d n n n n n n n
GET  /documents/{elsewhere:intake_form}                                 s n n n n n n n n n d n n n n n n n n n n
GET  /documents/{elsewhere:intake_form}/word                             s n n n n n n n n n d n n n n n n n n n n
GET  /documents/{reviewing:confirmation_ruling}/word                    s n n n n n n n n n n n n n n n n n n n n
GET  /cases/{nowhere}                                                   s n n n n n n n n n n n n n n n n n n n n
GET  /cases/{mediating}/attachments                                     s o o o n n n n n n n n n n n n n n n n n
GET  /cases/{submitted}/attachments                                     s o o o n n n n n n n o o o n n n n n n n
POST /cases/{mediating}/attachments                                     s b b b n n n n n n n n x x n x x x x n x
POST /cases/{submitted}/attachments                                     s b b b n n n n n n n n x x n x x x x n x
GET  /attachments/{nowhere}                                             s n n n n n n n n n n n n n n n n n n n n
GET  /attachments/{nowhere}/thumb                                       s n n n n n n n n n n n n n n n n n n n n
GET  /attachments/{nowhere}/withdraw                                    s n n n n n n n n n n n x x n x x x x n x
POST /attachments/{nowhere}/withdraw                                    s n n n n n n n n n n n x x n x x x x n x
GET  /cases/{mediating}/dossier                                         s o o o n n n n n n n n n n n n n n n n n
GET  /cases/{submitted}/dossier                                         s o o o n n n n n n n n n n n n n n n n n
POST /cases/{mediating}/dossier/bind                                    s d d d n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/dossier/archive                                 s c c c n n n n n n n n x x n x x x x n x
POST /cases/{mediating}/dossier/reopen                                  s n n n n n n n n n n n x x n x x x x n x
GET  /bindings/{nowhere}                                                s n n n n n n n n n n n n n n n n n n n n
GET  /printing                                                          s o o o o x o o o o o o o o o x x x x o x
POST /printing                                                          s b b b b x b b b b b b b b b x x x x b x
GET  /printing/labels                                                   s o o o o x o o o o o o o o o x x x x o x
GET  /printing/forms                                                    s o o o o o o o o o o o o o o o o o o o o
GET  /printing/forms/nothing.pdf                                        s n n n n n n n n n n n n n n n n n n n n
POST /documents/{mediating:intake_form}/reissue                         s d d d n n n n n n n n n n n n n n n n n
POST /documents/{served:agreement}/reissue                              s d d d n n n n n n n n n n n n n n n n n
POST /documents/{reviewing:confirmation_ruling}/reissue                 s n n n n n n n n n n d d d n n n n n n n
# Series at a court, and checks that a bureau keeps
GET  /series                                                             s x x x x x x x x x x o o o o x x x x x x
GET  /series/{nowhere}                                                   s x x x x x x x x x x n n n n x x x x x x
GET  /series/{nowhere}/look                                              s x x x x x x x x x x n n n n x x x x x x
POST /series/{nowhere}/look                                              s x x x x x x x x x x n n n n x x x x x x
GET  /series/{nowhere}/stages/rule                                       s x x x x x x x x x x n n n n x x x x x x
POST /series/{nowhere}/stages/rule                                       s x x x x x x x x x x n n n n x x x x x x
GET  /checks                                                             s x x x x x x x x x x x x x x x x o x x x
GET  /checks/new                                                         s x x x x x x x x x x x x x x x x o x x x
POST /checks/new                                                         s x x x x x x x x x x x x x x x x b x x x
POST /checks/{nowhere}/switch                                            s x x x x x x x x x x x x x x x x n x x x
POST /sign-out                                                          s s s s s s s s s s s s s s s s s s s s s
"""
FIELDS: Mapping[str, dict[str, str]] = {
    "/sign-in": {"account": "nobody", "password": PASSWORD},
    "/facts": {"text": "双方都认可的事实"},
    "/consent": {"purpose": "mediation", "granted": "yes"},
    "/backlog/report": {"format": "none"},
    "/backlog/export/cases": {"region": "150521100200", "figure": "open"},
    "/report_danger": {"what": "扬言报复", "reported_to": "派出所"},
}
"""What is sent to a path that ends so, where an empty form would not show the answer."""
NO_TEXT = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/cases/)[^/\"?]+|(?<=/batches/new/)[^/\"?]+|(?<=/reversals/)[^\"?]+"
)


NAMED_BY_THEIR_OWNER = "/drafts/"
"""A draft's id is made by the page that begins it, so that an unknown one is a new draft."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


@pytest.fixture
def names(house: House) -> dict[str, str]:
    """What the names in the table's braces stand for."""
    known: dict[str, Any] = {"nowhere": uuid4(), "new": uuid4()}
    known |= {"prepare": "prepare_ruling", "ruling": "confirmation_ruling"}
    with house.installation.read() as session:
        last = select(CaseEvent.case_id, func.max(CaseEvent.seq)).where(CaseEvent.to_state != "")
        newest = {case_id: seq for case_id, seq in session.execute(last.group_by(CaseEvent.case_id))}
    for name, case in house.plan.cases.items():
        known |= {name: case.public_id, f"{name}:id": case.id, f"{name}:party": case.parties[0]}
        known |= {f"{name}:fact": case.fact, f"{name}:handover": case.hand_over}
        known |= {
            f"{name}:last": newest[case.id],
            f"{name}:confirmation": case.confirmation,
            f"{name}:duty": case.performance,
        }
        known |= {f"{name}:{kind.value}": request_id for kind, request_id in case.requests.items()}
    with house.installation.read() as session:
        cases = {case.id: name for name, case in house.plan.cases.items()}
        for document in session.scalars(select(Document).order_by(Document.edition.desc())):
            known[f"{cases[document.case_id]}:{document.kind}:{document.edition}"] = document.id
            known.setdefault(f"{cases[document.case_id]}:{document.kind}", document.id)
        known["draft"] = session.scalars(select(Draft.id)).one()
    known |= warned_and_asked(house)
    return {name: str(value) for name, value in known.items()}


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """Method, path with names in braces, answers in the order of WHO."""
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            method, path, *answers = line.split()
            yield method, path, answers


def filled(path: str, meaning: Callable[[str], str]) -> str:
    return re.sub(r"\{([^}]*)\}", lambda found: meaning(found[1]), path)


def ask(who: Browser, method: str, path: str, party: str) -> TestResponse:
    if method == "GET":
        return who.get(path)
    plain = path.partition("?")[0]
    fields = next((f for end, f in FIELDS.items() if plain.endswith(end)), {})
    return who.post(path, {"_key": str(uuid4()), "party_id": party, **fields})


def letter(answer: TestResponse) -> str:
    if answer.status_code == 303 and "/sign-in" in answer.headers["Location"]:
        return "s"
    return next((k for k, v in ANSWERS.items() if v == answer.status_code), str(answer.status_code))


def said(answer: TestResponse) -> str:
    """The body without the ids that the visitor sent, and without the token of the form."""
    return re.sub(
        r'(name="csrf-token" content|name="csrf_token" value)="[^"]*"', "", NO_TEXT.sub("", answer.text)
    )


def test_every_route_stands_in_the_table(house: House, names: dict[str, str]) -> None:
    router = house.app.url_map.bind("localhost")
    written = set()
    for method, path, answers in rows():
        assert len(answers) == len(WHO), path
        url, _, query = filled(path, names.__getitem__).partition("?")
        written.add((method, router.match(url, method, query_args=query)[0]))
    wanted = {
        (method, rule.endpoint)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert wanted - written == set()


@pytest.mark.daily(5)
@pytest.mark.parametrize("person", WHO)
def test_every_route_answers_as_written(house: House, names: dict[str, str], person: str) -> None:
    """And what is not yours answers exactly as what is not there."""
    who = house.browser(None if person == "nobody" else person)
    column, wrong = WHO.index(person), []
    for method, path, answers in rows():
        answer = ask(who, method, filled(path, names.__getitem__), names["mediating:party"])
        if letter(answer) != answers[column]:
            wrong.append(f"{method} {path}: {letter(answer)}, not {answers[column]}")
        if letter(answer) == "d":
            who.get("/account")  # where the message of success is shown, and gone
        if letter(answer) == "n" and "{" in path and not path.startswith(NAMED_BY_THEIR_OWNER):
            nowhere = ask(who, method, filled(path, lambda _: str(uuid4())), str(uuid4()))
            if (nowhere.status_code, said(nowhere)) != (404, said(answer)):
                wrong.append(f"{method} {path}: tells that it is there")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", ["head", "grid", "next_village", "judge", "supervisor", "administrator"])
def test_another_persons_draft_cannot_be_given_up(house: House, names: dict[str, str], person: str) -> None:
    who = house.browser(person)
    assert who.post(f"/drafts/{names['draft']}/drop").status_code == 303
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_nobody_writes_without_the_token_of_the_page(house: House, names: dict[str, str]) -> None:
    router = house.app.url_map.bind("localhost")
    let_in = dict.fromkeys(
        ("/rules", "/settings", "/directory", "/seals", "/versions", "/checks"), "administrator"
    )
    let_in |= {"/early-warnings/words": "administrator", "/campaigns/{campaign}/task": "head"}
    let_in |= {"/campaigns": "supervisor"}
    let_in |= dict.fromkeys(("/imports", "/sending", "/series", "/court"), "liaison")
    let_in |= dict.fromkeys(("/backlog", "/statistics"), "supervisor")
    let_in |= {"/exchange/peers": "administrator", "/exchange/files": "liaison"}
    let_in |= {"/subsidies/mine": "head"}
    let_in |= dict.fromkeys(("/backlog", "/statistics", "/subsidies", "/assessments"), "supervisor")
    ending = dict.fromkeys(("/fee", "/end-suit", "/hearings/new"), "liaison") | {"/look": "supervisor"}
    browsers = {name: house.browser(name) for name in ("head", *{*let_in.values(), *ending.values()})}
    for method, path, _ in rows():
        if method == "POST":
            url = filled(path, names.__getitem__)
            assert router.test(url.partition("?")[0], "POST")
            begins = next((one for start, one in let_in.items() if path.startswith(start)), None)
            ends = next((one for end, one in ending.items() if path.endswith(end)), "head")
            who = browsers[begins or ends]  # each has to be let in first
            assert who.client.post(url).status_code == 400, path


def test_a_route_is_not_opened_by_another_method(house: House, names: dict[str, str]) -> None:
    router, who = house.app.url_map.bind("localhost"), house.browser("head")
    for _, path, _ in rows():
        url = filled(path, names.__getitem__).partition("?")[0]
        for method in ("PUT", "PATCH", "DELETE"):
            with pytest.raises((MethodNotAllowed, RequestRedirect)):
                router.match(url, method)
        if not router.test(url, "GET"):
            assert who.get(url).status_code == 405
