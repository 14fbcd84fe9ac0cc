"""What nobody understands is kept, and not without end."""

from __future__ import annotations

from fondaco.wire.cxml import read

START = (
    b'<cXML payloadID="1@a" timestamp="2026-11-24T09:30:00+01:00"><Header/><Request><PunchOutSetupRequest'
    b' operation="create"><BuyerCookie>c</BuyerCookie>'
)
END = b"</PunchOutSetupRequest></Request></cXML>"


def test_of_an_unknown_element_with_thousands_of_texts_so_many_are_kept_and_the_rest_is_told() -> None:
    data = START + b"<Novelty>" + b"<a>x</a>" * 20_001 + b"</Novelty>" + END

    message, findings = read(data)

    assert message is not None
    assert len(message.body.extras) == 20_000  # type: ignore[union-attr]
    assert "extras.more" in [one.code for one in findings]


def test_two_unknown_elements_share_the_room() -> None:
    data = START + b"<One>" + b"<a>x</a>" * 19_999 + b"</One><Two><b>y</b><c>z</c></Two>" + END

    message, _findings = read(data)

    assert message is not None
    assert len(message.body.extras) == 20_000  # type: ignore[union-attr]
    assert message.body.extras[-1].path.endswith("/Two/b")  # type: ignore[union-attr]
