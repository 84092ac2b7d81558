"""How long entry points say that they do not change."""

import pytest

from spiders.readers.freshness import unchanged_for

RSS = b"<?xml version='1.0'?><rss><channel><title>x</title>%s<item><title>y</title>%s</item></channel></rss>"
SYNDICATED = b"<sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency>%s</sy:updateFrequency>"


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, b"<ul></ul>", 0),
        ({b"Cache-Control": b"public, max-age=600"}, b"", 600),
        ({b"Cache-Control": b"public, max-age=600", b"Age": b"200"}, b"", 400),
        ({b"Cache-Control": b"max-age=600", b"Age": b"900"}, b"", 0),
        ({b"Cache-Control": b"s-maxage=600"}, b"", 0),
        ({b"Cache-Control": b"no-cache, max-age=600"}, b"", 0),
        ({b"Cache-Control": b"max-age=forever"}, b"", 0),
        ({}, RSS % (b"<ttl> 60 </ttl>", b""), 3600),
        ({}, RSS % (b"<ttl>1h</ttl>", b""), 0),
        ({}, RSS % (b"", b"<ttl>60</ttl>"), 0),
        ({}, RSS % (SYNDICATED % b"2", b""), 1800),
        ({}, RSS % (SYNDICATED % b"0", b""), 3600),
        ({}, RSS % (b"<sy:updatePeriod>sometimes</sy:updatePeriod>", b""), 0),
        ({b"Cache-Control": b"max-age=7200"}, RSS % (b"<ttl>60</ttl>", b""), 7200),
    ],
)
def test_the_longer_of_header_and_feed_counts(headers: dict[bytes, bytes], body: bytes, seconds: float) -> None:
    assert unchanged_for(headers, body) == seconds
