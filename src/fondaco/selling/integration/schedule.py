"""What recurs with customers' connections."""

from __future__ import annotations

from datetime import timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.integration.credentials import warn_of_ends

jobs = [Job(name="selling.warn_of_old_secrets", every=timedelta(hours=1), run=warn_of_ends)]
