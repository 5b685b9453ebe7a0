from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from socle.audit.verification import Tete


def test_a_head_is_written_whole_and_read_back(tmp_path):
    path = tmp_path / "tete.json"
    Tete(sequence=3, hmac="ab" * 32).write(path)
    assert Tete.read(path) == Tete(sequence=3, hmac="ab" * 32)
    assert [file.name for file in tmp_path.iterdir()] == ["tete.json"]


@pytest.mark.parametrize("content", ["", "{}", '{"sequence": 1, "hmac": "zz"}', "[1]"])
def test_a_head_that_cannot_be_read_is_said_plainly(tmp_path, content):
    path = tmp_path / "tete.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("verifier_audit", "--tete", str(path), stdout=StringIO())
