"""Outcome query and cancel: found, not found, cancelled; an answered refund cannot be cancelled any more."""

from dataclasses import replace

import pytest

from protocol.transactions import Cancel, Found, OutcomeAnswer, OutcomeQuery


def test_never_seen(counter):
    assert counter.answer(OutcomeQuery(counter.key(), "000900")) == OutcomeAnswer("00", Found.NOT_FOUND)


@pytest.mark.parametrize(("fen", "code"), [(100, "00"), (12851, "61")], ids=["approved", "declined"])
def test_an_answered_refund_is_found_and_cannot_be_cancelled(counter, fen, code):
    request = counter.refund(1, fen)
    stored = counter.answer(request)
    assert stored.code == code
    found = OutcomeAnswer("00", Found.FOUND, stored)
    counter.later(days=2)
    assert counter.answer(OutcomeQuery(request.key, "000900")) == found
    assert counter.answer(Cancel(request.key, "000901")) == found
    assert counter.answer(OutcomeQuery(request.key, "000902")) == found
    assert counter.answer(replace(request, repeat=True)) == stored


def test_cancelled_and_cancelled_again(counter):
    key = counter.key()
    cancelled = OutcomeAnswer("00", Found.CANCELLED)
    assert counter.answer(Cancel(key, "000900")) == cancelled
    assert counter.answer(Cancel(key, "000901")) == cancelled
    assert counter.answer(OutcomeQuery(key, "000902")) == cancelled
    other = OutcomeQuery(counter.key(), "000903")
    assert counter.answer(other) == OutcomeAnswer("00", Found.NOT_FOUND), "only that key"
