"""The settings of the Django projects."""

import django
from django.conf import settings


def configure(urls: str) -> None:
    """Sets Django up with the URLs of a module."""
    settings.configure(
        ROOT_URLCONF=urls,
        SECRET_KEY="not used",
        ALLOWED_HOSTS=["*"],
        APPEND_SLASH=False,
        USE_TZ=True,
        LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    )
    django.setup()
