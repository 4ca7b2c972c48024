"""The people of the installation: managers, who is deactivated, links, and what the log says of it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from annotator.core.phrases import Problem
from annotator.db.accounts import LinkRow, SignInRow, UserRow
from annotator.db.base import session as database_session
from annotator.services import audit, sign_ins
from annotator.services.accounts import (
    PASSWORD,
    SIGN_IN,
    add_user,
    check_password,
    first_manager,
    redeem_link,
    user_of_link,
)
from annotator.services.projects import add_members
from annotator.services.users import everybody, give_link, memberships, set_active, set_manager
from annotator.translations import said


def _log(session):
    return [(one.who, one.project_id, said(one.phrase, str)) for one in audit.entries(session)]


def test_everybody_is_listed_with_their_projects(session, project, manager, annotator):
    gone = add_user(session, "aaa", None)
    set_active(session, gone, False)
    add_members(session, project, [gone], "viewer")
    listed = [(person.user.name, person.projects) for person in everybody(session)]
    assert listed == [("huda", 0), ("layla", 1), ("aaa", 1)]
    assert [(row.name, role) for row, role in memberships(session, annotator)] == [("مشروع", "annotator")]


def test_what_is_done_is_in_the_log(session, manager):
    layla = add_user(session, "layla", None, by=manager)
    set_manager(session, layla, True, by=manager)
    set_manager(session, layla, True, by=manager)
    set_manager(session, layla, False, by=manager)
    give_link(session, layla, SIGN_IN, by=manager)
    give_link(session, layla, PASSWORD, by=manager)
    set_active(session, layla, False, by=manager)
    set_active(session, layla, True)
    assert _log(session)[:7] == [
        ("", None, "let layla sign in again"),
        ("huda", None, "deactivated layla"),
        ("huda", None, "made a link for a new password for layla"),
        ("huda", None, "made a sign-in link for layla"),
        ("huda", None, "took the management of the whole installation from layla"),
        ("huda", None, "made layla a manager of the whole installation"),
        ("huda", None, "added layla"),
    ]
    secrets = session.scalars(select(LinkRow.secret_sha256)).all()
    assert all(secret not in repr(_log(session)) for secret in secrets)


def test_who_is_deactivated_is_out_everywhere_and_their_links_end(session, manager):
    layla = add_user(session, "layla", "a long enough password")
    sign_ins.begin(session, layla)
    cookie, door, key = layla.sign_in, give_link(session, layla, SIGN_IN), give_link(session, layla, PASSWORD)
    set_active(session, layla, False, by=manager)
    assert session.scalar(select(func.count(SignInRow.id))) == 0
    assert sign_ins.who(session, cookie) is None
    assert check_password(session, "layla", "a long enough password") is None
    set_active(session, layla, True, by=manager)
    assert check_password(session, "layla", "a long enough password") is not None
    assert sign_ins.who(session, cookie) is None
    assert redeem_link(session, door) is None
    assert user_of_link(session, key, PASSWORD) is None


def test_nobody_who_is_deactivated_gets_a_link(session, manager):
    layla = add_user(session, "layla", None)
    set_active(session, layla, False)
    with pytest.raises(Problem) as raised:
        give_link(session, layla, SIGN_IN, by=manager)
    assert raised.value.code == "user-inactive"
    assert session.scalar(select(func.count(LinkRow.id))) == 0


@pytest.mark.parametrize("change", [set_manager, set_active])
def test_the_last_manager_who_can_sign_in_stays(session, manager, change):
    other = add_user(session, "other", None, manager=True)
    change(session, other, False, by=manager)
    with pytest.raises(Problem) as raised:
        change(session, manager, False, by=manager)
    assert raised.value.code == "last-manager"
    assert manager.manager
    assert manager.active
    assert "huda" not in _log(session)[0][2]


def test_a_manager_who_is_deactivated_counts_no_more(session, manager):
    other = add_user(session, "other", None, manager=True)
    set_active(session, other, False)
    set_manager(session, other, False)
    with pytest.raises(Problem):
        set_manager(session, manager, False)
    set_manager(session, other, True)
    with pytest.raises(Problem):
        set_active(session, manager, False)


def test_two_managers_who_unmake_each_other_at_once_leave_one(app, session, manager):
    other = add_user(session, "other", None, manager=True)
    barrier, refused = threading.Barrier(2), []

    def unmake(user_id: int) -> None:
        with app.app_context():
            user = database_session.get_one(UserRow, user_id)
            barrier.wait()
            try:
                set_manager(database_session, user, False)
            except Problem as problem:
                refused.append(problem.code)

    threads = [threading.Thread(target=unmake, args=(user_id,)) for user_id in (manager.id, other.id)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    assert refused == ["last-manager"]
    assert session.scalar(select(func.count(UserRow.id)).where(UserRow.manager)) == 1


def test_the_link_of_a_start_is_for_a_manager_who_may_sign_in(session, manager):
    other = add_user(session, "other", None, manager=True)
    set_active(session, manager, False)
    assert first_manager(session).id == other.id
