"""Tokens are HMAC-SHA256, one per person and pulse, and nobody's without all three parts."""

import pytest

from surveys.tokens import ballot_token, derive_key, new_salt

KEY = derive_key(b"p" * 32, b"s" * 32)


def test_key_is_hmac_sha256_as_in_rfc_4231_test_case_3() -> None:
    expected = "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    assert derive_key(b"\xaa" * 20, b"\xdd" * 50).hex() == expected


def test_token_of_a_person_is_the_same_every_time() -> None:
    assert ballot_token(KEY, "P-1", "U1") == ballot_token(KEY, "P-1", "U1")


def test_token_differs_by_key_pulse_and_person() -> None:
    other_pepper, other_salt = derive_key(b"q" * 32, b"s" * 32), derive_key(b"p" * 32, b"t" * 32)
    tokens = {
        ballot_token(KEY, "P-1", "U1"),
        ballot_token(KEY, "P-1", "U2"),
        ballot_token(KEY, "P-2", "U1"),
        ballot_token(KEY, "P-1U", "1"),
        ballot_token(other_pepper, "P-1", "U1"),
        ballot_token(other_salt, "P-1", "U1"),
    }
    assert len(tokens) == 6


def test_token_shows_neither_pulse_nor_person() -> None:
    token = ballot_token(KEY, "P-1", "U0FACE")
    assert len(bytes.fromhex(token)) == 32
    assert "U0FACE" not in token


def test_ids_that_could_collide_through_the_separator_are_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        ballot_token(KEY, "P-1\0U", "1")


@pytest.mark.parametrize(("pepper", "salt"), [(b"", b"s" * 32), (b"p" * 32, b"short")])
def test_weak_key_parts_are_refused(pepper: bytes, salt: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        derive_key(pepper, salt)


def test_salts_are_long_and_never_repeat() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {32}
