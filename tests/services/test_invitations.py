"""Invitations: who gets in, as what, how often."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.core.people import ANNOTATOR, CURATOR, MANAGER, VIEWER
from annotator.core.phrases import Problem
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import now, writing
from annotator.db.projects import MemberRow
from annotator.services import audit
from annotator.services.accounts import add_user, check_password, make_link
from annotator.services.invitations import (
    find_invitation,
    join,
    join_as_new,
    make_invitation,
    open_invitations,
    revoke_invitation,
)
from annotator.services.projects import add_members, create_project, role_of

PASSWORD = "جملة طويلة بما يكفي"


@pytest.fixture
def invite(session, project, manager):
    def made(role: str = ANNOTATOR, *, uses: int = 2, days: int = 3, by: UserRow = manager) -> str:
        return make_invitation(session, project, role, uses=uses, days=days, by=by)

    return made


def _refused(deed) -> str:
    with pytest.raises(Problem) as raised:
        deed()
    return raised.value.code


def test_an_invitation_says_where_it_leads_and_keeps_no_secret(session, project, manager, invite):
    secret = invite(CURATOR)
    found = find_invitation(session, secret)
    assert (found.project, found.role, found.uses_left, found.by) == (project.name, CURATOR, 2, "huda")
    assert secret not in str(session.connection().exec_driver_sql("SELECT * FROM link").all())
    assert find_invitation(session, secret) == found  # looking uses nothing up
    assert open_invitations(session, project) == [found]
    assert str(audit.entries(session, project.id)[0].phrase) == ("made an invitation as curator; people: 2, days: 3")


def test_people_join_until_it_is_used_up(session, project, invite):
    secret = invite(VIEWER)
    first, second, third = (add_user(session, name, None) for name in ("one", "two", "three"))
    assert join(session, secret, first) == project.id
    assert find_invitation(session, secret).uses_left == 1
    join(session, secret, second)
    assert find_invitation(session, secret) is None
    assert _refused(lambda: join(session, secret, third)) == "invitation"
    assert [role_of(session, user, project) for user in (first, second, third)] == [VIEWER, VIEWER, None]
    told = audit.entries(session, project.id)[0]
    assert (told.who, str(told.phrase)) == ("two", "joined as viewer, invited by huda")
    assert session.scalar(select(func.count(LinkRow.id))) == 0


def test_who_is_there_keeps_their_role_and_the_use(session, project, manager, annotator, invite):
    secret = invite(MANAGER, uses=1)
    assert join(session, secret, annotator) == project.id
    assert join(session, secret, manager) == project.id
    assert role_of(session, annotator, project) == ANNOTATOR
    assert session.get(MemberRow, (project.id, manager.id)) is None
    assert find_invitation(session, secret).uses_left == 1


def test_a_new_person_gets_an_account_and_is_in(session, project, invite):
    user, project_id = join_as_new(session, invite(), " نور ", PASSWORD, "ar")
    assert (user.name, user.language, user.manager, project_id) == ("نور", "ar", False, project.id)
    assert check_password(session, "نور", PASSWORD) is not None
    assert role_of(session, user, project) == ANNOTATOR


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("layla", PASSWORD, "user-taken"),
        ("نور", "short", "password-short"),
        ("", PASSWORD, "name"),
        ("a\u202eb", PASSWORD, "name"),
        ("ALL", PASSWORD, "name"),
    ],
)
def test_what_is_no_account_uses_nothing_up(session, project, annotator, invite, name, password, code):
    secret = invite(uses=1)
    before = session.scalar(select(func.count(UserRow.id)))
    assert _refused(lambda: join_as_new(session, secret, name, password, "ar")) == code
    assert session.scalar(select(func.count(UserRow.id))) == before
    assert find_invitation(session, secret).uses_left == 1


def test_without_an_invitation_there_is_no_account(session, manager, invite):
    for secret in ("", "x" * 5000, "\udc80", make_link(session, manager)):
        assert find_invitation(session, secret) is None
        assert _refused(lambda secret=secret: join_as_new(session, secret, "new", PASSWORD, "ar")) == "invitation"
    assert session.scalar(select(func.count(UserRow.id))) == 1


def test_an_old_one_does_not_work_and_is_cleared_away(session, project, manager, annotator, invite):
    secret = invite()
    with writing(session):
        session.scalar(select(LinkRow)).expires_at = now() - timedelta(seconds=1)
    assert find_invitation(session, secret) is None
    assert open_invitations(session, project) == []
    assert _refused(lambda: join(session, secret, add_user(session, "one", None))) == "invitation"
    invite()
    assert session.scalar(select(func.count(LinkRow.id))) == 1


def test_a_revoked_one_does_not_work(session, project, manager, invite):
    secret = invite()
    found = find_invitation(session, secret)
    other = create_project(session, "other", labelsets.text("conflict"), "conflict.toml")
    assert not revoke_invitation(session, other, found.id, by=manager)
    assert revoke_invitation(session, project, found.id, by=manager)
    assert not revoke_invitation(session, project, found.id, by=manager)
    assert find_invitation(session, secret) is None
    assert str(audit.entries(session, project.id)[0].phrase) == "revoked an invitation as annotator"


def test_a_sign_in_link_is_not_revoked_as_an_invitation(session, project, manager):
    make_link(session, manager)
    assert not revoke_invitation(session, project, session.scalar(select(LinkRow.id)), by=manager)
    assert session.scalar(select(func.count(LinkRow.id))) == 1


@pytest.mark.parametrize("gone", ["inactive", "demoted", "deleted"])
def test_it_is_worth_no_more_than_who_made_it(session, project, manager, invite, gone):
    leader = add_user(session, "leader", None)
    add_members(session, project, [leader], MANAGER)
    secret = invite(by=leader)
    with writing(session):
        if gone == "inactive":
            leader.active = False
        elif gone == "demoted":
            session.get_one(MemberRow, (project.id, leader.id)).role = CURATOR
        else:
            session.delete(leader)
    assert find_invitation(session, secret) is None
    assert open_invitations(session, project) == []
    assert _refused(lambda: join(session, secret, add_user(session, "one", None))) == "invitation"


@pytest.mark.parametrize(("uses", "days"), [(0, 3), (101, 3), (1, 0), (1, 31)])
def test_how_many_and_how_long_are_bounded(invite, uses, days):
    with pytest.raises(ValueError):  # noqa: PT011  # the form has told people before
        invite(uses=uses, days=days)


@pytest.mark.parametrize("new", [True, False])
def test_of_two_who_take_the_last_use_at_once_one_gets_in(app, session, project, manager, invite, new):
    secret = invite(uses=1)
    if not new:
        for number in range(4):
            add_user(session, f"user{number}", None)
    barrier, ends = Barrier(4), []

    def take(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                if new:
                    join_as_new(session, secret, f"user{number}", PASSWORD, "en")
                else:
                    join(session, secret, session.scalar(select(UserRow).filter_by(name=f"user{number}")))
                ends.append("in")
            except Problem as problem:
                ends.append(problem.code)
            finally:
                session.remove()

    threads = [Thread(target=take, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["in", *["invitation"] * 3]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(MemberRow)) == 1
    assert session.scalar(select(func.count(UserRow.id))) == (2 if new else 5)


def test_of_two_who_take_the_same_name_at_once_one_gets_it(app, session, project, invite):
    secret = invite(uses=2)
    barrier, ends = Barrier(2), []

    def take() -> None:
        with app.app_context():
            barrier.wait()
            try:
                join_as_new(session, secret, "same", PASSWORD, "en")
                ends.append("in")
            except Problem as problem:
                ends.append(problem.code)
            finally:
                session.remove()

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["in", "user-taken"]
    assert find_invitation(session, secret).uses_left == 1
