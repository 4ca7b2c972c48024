"""The settings of the environment: what they mean, and what is refused in one sentence that tells no password."""

from __future__ import annotations

import pytest

from annotator.config import settings_from
from annotator.core.phrases import Problem

MAIL = {"ANNOTATOR_URL": "https://a.example", "ANNOTATOR_MAIL_FROM": "a@a.example"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("https://a.example/", "https://a.example"),
        ("http://10.0.0.1:5000", "http://10.0.0.1:5000"),
        (" https://[::1]:8443 ", "https://[::1]:8443"),
    ],
)
def test_the_address_is_kept_without_its_end(given, kept):
    assert settings_from({"ANNOTATOR_URL": given}).url == kept


@pytest.mark.parametrize(
    "given",
    ["a.example", "ftp://a.example", "https://", "https://a.example/x", "https://u:p@a.example", "https://a:x", "//a"],
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(Problem) as raised:
        settings_from({"ANNOTATOR_URL": given})
    assert raised.value.code == "setting"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("smtp://localhost", ("smtp", "localhost", 25, "", "")),
        ("smtp://mail.example:2525/", ("smtp", "mail.example", 2525, "", "")),
        ("smtps://u%40x:p%3A%2F@mail.example", ("smtps", "mail.example", 465, "u@x", "p:/")),
        ("smtp+starttls://u:p@mail.example", ("smtp+starttls", "mail.example", 587, "u", "p")),
    ],
)
def test_a_mail_server_is_one_address(given, meant):
    mail = settings_from({"ANNOTATOR_SMTP": given, **MAIL}).mail
    assert (mail.scheme, mail.host, mail.port, mail.user, mail.password) == meant
    assert mail.sender == "a@a.example"
    assert settings_from(MAIL).mail is None


@pytest.mark.parametrize(
    "given",
    [
        "mail.example",
        "http://u:hidden@mail.example",
        "http://u:hidden@mail.example:80",
        "smtp://",
        "smtp://u:hidden@",
        "smtp://u:hidden@mail.example:port",
        "smtp://u:hidden@mail.example:99999",
        "smtp://u:hid/den@mail.example",
        "smtp://u:hidden@mail.example/x",
        "smtp://u:hidden@[",
        "smtp://u:hidden%C3%BC@mail.example",
    ],
)
def test_a_wrong_mail_server_is_told_without_its_password(given):
    with pytest.raises(Problem) as raised:
        settings_from({"ANNOTATOR_SMTP": given, **MAIL})
    assert raised.value.code == "setting"
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize(
    "missing", [{"ANNOTATOR_URL": ""}, {"ANNOTATOR_MAIL_FROM": ""}, {"ANNOTATOR_MAIL_FROM": "a\n@b"}]
)
def test_a_mail_server_needs_a_sender_and_the_address_of_the_links(missing):
    with pytest.raises(Problem) as raised:
        settings_from({"ANNOTATOR_SMTP": "smtp://localhost", **MAIL, **missing})
    assert next(iter(missing)) in str(raised.value)
