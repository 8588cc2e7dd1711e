from __future__ import annotations

import pytest

from mortem.core.roles import in_roles, named

ROLES = {"Dana": "whoever was on call", "Dana Ruiz": "the on-call engineer", "Zoë": "support"}


@pytest.mark.parametrize(
    ("text", "became"),
    [
        ("Then Dana restarted it.", "Then whoever was on call restarted it."),
        ("Dana restarted it.", "Whoever was on call restarted it."),
        ("It broke. Dana's pager rang.", "It broke. Whoever was on call's pager rang."),
        ("Dana Ruiz and Zoë talked.", "The on-call engineer and support talked."),
        ("Danae and Danas stay.", "Danae and Danas stay."),
        ("@Dana wrote to dana@example.org", "Whoever was on call wrote to dana@example.org"),
        ("See Dana.conf and x.Dana", "See Dana.conf and x.Dana"),
        ("Asked by Zoë.", "Asked by support."),
        ("“Dana” said the log", "“Whoever was on call” said the log"),
        ("dana is a host here", "dana is a host here"),
        ("", ""),
    ],
)
def test_names_become_roles_and_nothing_else_changes(text: str, became: str) -> None:
    assert in_roles(text, ROLES) == became


def test_a_name_without_a_role_stays() -> None:
    assert in_roles("Dana and Zoë", {"Dana": "", "Zoë": "support"}) == "Dana and support"
    assert in_roles("A. called", {"A": "somebody"}) == "A. called"


def test_names_are_counted_most_first_and_only_where_they_stand() -> None:
    texts = ["Dana called Zoë.", "Zoë, then Zoë again.", "Danae"]
    assert named(texts, ["Dana", "Zoë", "Ben", "Z", " Dana "]) == {"Zoë": 3, "Dana": 1}


def test_a_name_is_text_and_no_pattern() -> None:
    assert in_roles("C++ (Jr.) left", {"(Jr.)": "the younger"}) == "C++ the younger left"
    assert named(["a.b"], [".*"]) == {}
