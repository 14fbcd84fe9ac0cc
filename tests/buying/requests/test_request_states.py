"""Every state of a request with every event."""

from fondaco.buying.requests.states import TRANSITIONS, RequestEvent, RequestState
from tests.buying.landings import landings

LEGAL = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("draft", "take_over"): "approved",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("submitted", "start_approval"): "in_approval",
    ("submitted", "withdraw"): "withdrawn",
    ("in_approval", "approve"): "approved",
    ("in_approval", "reject"): "rejected",
    ("in_approval", "send_back"): "returned",
    ("in_approval", "withdraw"): "withdrawn",
    ("approved", "order"): "ordered",
    ("approved", "send_back"): "returned",
    ("returned", "order"): "ordered",
    ("in_approval", "revise"): "in_approval",
    ("in_approval", "order"): "ordered",
    ("approved", "withdraw"): "withdrawn",
}


def test_a_request_moves_only_as_the_table_says() -> None:
    assert landings(TRANSITIONS, RequestEvent) == LEGAL


def test_every_state_can_be_reached() -> None:
    reached = {RequestState.DRAFT} | {end for events in TRANSITIONS.values() for end in events.values()}

    assert reached == set(RequestState)
