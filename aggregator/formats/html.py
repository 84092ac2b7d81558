"""HTML: the digest as one page without scripts or external resources, for screens, paper and screen readers."""

from __future__ import annotations

from aggregator.formats.site import NOWHERE, Site
from aggregator.formats.templating import render_template
from aggregator.formats.view import view
from aggregator.models import Digest


def render(digest: Digest, site: Site = NOWHERE) -> str:
    """Fill the template `digest.html` with `digest`, a `DigestView`."""
    return render_template("digest.html", site, digest=view(digest, site))
