"""What the vault seals opens only in its place, with its key, unaltered."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.adapters.vault import CaseCipher, SealBroken, Vault, _bound_to, fingerprint, verify_signature
from mediation.rules.errors import SetupError

OLD, NEW = bytes(range(32)), bytes(range(100, 132))
ROW, OTHER = UUID(int=1), UUID(int=2)
ID_NUMBER = "150524199001011234"
VAULT = Vault({1: OLD}, current=1)
TURNED = Vault({1: OLD, 2: NEW}, current=2)


def seal(vault: Vault = VAULT) -> bytes:
    return vault.seal(ID_NUMBER, table="parties", column="id_number", row=ROW)


@given(st.text())
def test_what_was_sealed_opens_again(text: str) -> None:
    sealed = VAULT.seal(text, table="parties", column="name", row=ROW)
    assert VAULT.open(sealed, table="parties", column="name", row=ROW) == text


def test_the_number_is_not_in_the_ciphertext_and_two_sealings_differ() -> None:
    assert ID_NUMBER.encode() not in seal()
    assert seal() != seal()


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("parties", "id_number", OTHER),
        ("parties", "phone", ROW),
        ("representatives", "id_number", ROW),
        ("partiesi", "d_number", ROW),
    ],
)
def test_a_ciphertext_moved_elsewhere_does_not_open(table: str, column: str, row: UUID) -> None:
    with pytest.raises(SealBroken):
        VAULT.open(seal(), table=table, column=column, row=row)


def test_places_that_read_alike_when_joined_are_different_places() -> None:
    assert _bound_to(b"", ("a", "bc")) != _bound_to(b"", ("ab", "c"))


def test_no_byte_can_be_altered() -> None:
    sealed = seal()
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            VAULT.open(bytes(altered), table="parties", column="id_number", row=ROW)


def test_no_byte_of_an_event_can_be_altered() -> None:
    cipher = CaseCipher(OLD, ROW)
    sealed = cipher.seal(b"{}", 1)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            cipher.open(bytes(altered), 1)


@pytest.mark.parametrize("length", [0, 1, 3, 15, 30, 40])
def test_a_cut_ciphertext_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        VAULT.open(seal()[:length], table="parties", column="id_number", row=ROW)


def test_another_key_under_the_same_number_does_not_open() -> None:
    with pytest.raises(SealBroken):
        Vault({1: NEW}, current=1).open(seal(), table="parties", column="id_number", row=ROW)


def test_a_key_that_is_not_here_is_named() -> None:
    with pytest.raises(SealBroken, match="编号为 2"):
        VAULT.open(seal(TURNED), table="parties", column="id_number", row=ROW)


def test_a_key_number_swapped_for_another_key_of_ours_does_not_open() -> None:
    sealed = bytearray(seal(TURNED))
    sealed[2] = 1
    with pytest.raises(SealBroken):
        TURNED.open(bytes(sealed), table="parties", column="id_number", row=ROW)


def test_after_rotation_the_old_opens_and_asks_to_be_sealed_anew() -> None:
    assert TURNED.open(seal(), table="parties", column="id_number", row=ROW) == ID_NUMBER
    assert TURNED.needs_rotation(seal())
    assert not TURNED.needs_rotation(seal(TURNED))


def test_searching_still_works_after_rotation() -> None:
    assert VAULT.blind_index("id_number", ID_NUMBER) == TURNED.blind_index("id_number", ID_NUMBER)


def test_an_index_is_keyed_and_differs_by_column_and_value() -> None:
    index = VAULT.blind_index("id_number", ID_NUMBER)
    others = {
        VAULT.blind_index("phone", ID_NUMBER),
        VAULT.blind_index("id_number", "150524199001011235"),
        Vault({1: NEW}, current=1).blind_index("id_number", ID_NUMBER),
        Vault({1: OLD, 2: NEW}, current=2, index_key=2).blind_index("id_number", ID_NUMBER),
    }
    assert len(others) == 3  # the last two are the same key
    assert index not in others
    assert len(index) == 16


def test_a_case_key_opens_the_events_of_its_case_only() -> None:
    wrapped = VAULT.new_case_key(ROW)
    sealed = VAULT.case_cipher(wrapped, ROW).seal("张三".encode(), 3)
    assert VAULT.case_cipher(wrapped, ROW).open(sealed, 3).decode() == "张三"
    with pytest.raises(SealBroken):
        VAULT.case_cipher(wrapped, OTHER)
    with pytest.raises(SealBroken):
        VAULT.case_cipher(VAULT.new_case_key(ROW), ROW).open(sealed, 3)


def test_an_event_does_not_open_at_another_place_in_the_chain_nor_in_another_case() -> None:
    sealed = CaseCipher(OLD, ROW).seal(b"{}", 3)
    for cipher, seq in ((CaseCipher(OLD, ROW), 4), (CaseCipher(OLD, OTHER), 3)):
        with pytest.raises(SealBroken):
            cipher.open(sealed, seq)


def test_a_case_key_can_be_wrapped_anew_and_opens_what_it_sealed_before() -> None:
    wrapped = VAULT.new_case_key(ROW)
    sealed = VAULT.case_cipher(wrapped, ROW).seal(b"{}", 1)
    anew = TURNED.rewrap_case_key(wrapped, ROW)
    assert not TURNED.needs_rotation(anew)
    assert TURNED.case_cipher(anew, ROW).open(sealed, 1) == b"{}"


def test_a_wrapped_case_key_is_not_the_key_and_every_case_has_its_own() -> None:
    wrapped = VAULT.new_case_key(ROW)
    with pytest.raises(SealBroken):
        CaseCipher(wrapped[-32:], ROW).open(VAULT.case_cipher(wrapped, ROW).seal(b"{}", 1), 1)
    assert wrapped != VAULT.new_case_key(ROW)


def test_a_blob_opens_under_its_own_digest_only() -> None:
    sealed = VAULT.seal_blob(b"%PDF", "ab")
    assert VAULT.open_blob(sealed, "ab") == b"%PDF"
    with pytest.raises(SealBroken):
        VAULT.open_blob(sealed, "cd")


def test_a_checkpoint_is_signed_so_that_anyone_with_the_public_key_can_check_it() -> None:
    signature = VAULT.sign_checkpoint(b"digest")
    assert verify_signature(VAULT.checkpoint_public_key, b"digest", signature)
    assert not verify_signature(VAULT.checkpoint_public_key, b"another", signature)
    assert not verify_signature(b"short", b"digest", signature)
    assert len(fingerprint(VAULT.checkpoint_public_key)) == 16


def test_a_checkpoint_signed_before_rotation_is_still_ours_and_a_forger_s_key_is_not() -> None:
    signature = VAULT.sign_checkpoint(b"digest")
    assert TURNED.verify_checkpoint(b"digest", signature)
    assert TURNED.verify_checkpoint(b"digest", signature, VAULT.checkpoint_public_key)
    assert not TURNED.verify_checkpoint(b"digest", signature, TURNED.checkpoint_public_key)
    forger = Vault({1: bytes(range(50, 82))}, current=1)
    forged = forger.sign_checkpoint(b"digest")
    assert not TURNED.verify_checkpoint(b"digest", forged, forger.checkpoint_public_key)
    assert not TURNED.verify_checkpoint(b"digest", forged)


def test_every_purpose_has_a_secret_of_its_own() -> None:
    secrets = {VAULT.secret("cookies"), VAULT.secret("throttle"), TURNED.secret("cookies"), OLD}
    assert len(secrets) == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: Vault({1: OLD}, current=2),
        lambda: Vault({}, current=1),
        lambda: Vault({1: b"short"}, current=1),
        lambda: Vault({1: OLD}, current=1, index_key=2),
    ],
)
def test_a_vault_with_a_key_missing_is_not_built(make: Callable[[], Vault]) -> None:
    with pytest.raises(SetupError):
        make()


def test_a_vault_does_not_print_its_keys() -> None:
    assert repr(TURNED) == "Vault(keys [1, 2], current 2)"
