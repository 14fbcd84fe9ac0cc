"""The store as it is served, and beside it the page that its speed is measured against."""

from fondaco.settings.selling import *  # noqa: F403

ROOT_URLCONF = "_store_urls"
