"""Answers of the program to the field cases beside the checkout: small inputs, each with what is right for it."""

from tests.evaluation.calls import Args, Found, crawling, digests, reading

CALLS = {**reading.CALLS, **digests.CALLS, **crawling.CALLS}


def got(call: str, body: bytes, args: Args) -> Found:
    """Answer one case by the code that runs in production; `call` says what is made of `body`, a name of `CALLS`."""
    return CALLS[call](body, args)
