"""What a register's declaration may not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangzhi.casework import service
from fangzhi.casework.declaration import RESERVED, BadDeclaration, check, register


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_act_of_a_register_has_the_name_of_an_event_of_the_kernel(name: str) -> None:
    """It would be read as the kernel's, for example as the correction of a date."""
    kind = register("mediation")
    act = replace(kind.transitions[-1], id=name)
    with pytest.raises(BadDeclaration, match=name):
        check(replace(kind, transitions=(*kind.transitions[:-1], act), counts=()))


def test_no_field_is_named_as_a_part_of_the_proof_of_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serving a document would overwrite it."""
    monkeypatch.setattr(service, "PROOF", (*service.PROOF, "respondent"))
    with pytest.raises(BadDeclaration, match="respondent"):
        check(register("infringement"))


def test_two_registers_never_share_a_code() -> None:
    """It is part of every access class."""
    with pytest.raises(BadDeclaration, match="belongs to infringement"):
        check(replace(register("mediation"), id="other", code=register("infringement").code))
