"""The pages, one file per subject; each has a ``router`` that is listed here."""

from fastapi import APIRouter

from enforcement.web.pages.account import router as account
from enforcement.web.pages.admin import router as admin
from enforcement.web.pages.course import router as course
from enforcement.web.pages.desk import router as desk
from enforcement.web.pages.leader import router as leader
from enforcement.web.pages.rules import router as rules
from enforcement.web.pages.selfcheck import router as selfcheck

ROUTERS: tuple[APIRouter, ...] = (account, selfcheck, desk, course, leader, rules, admin)
