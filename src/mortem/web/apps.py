"""The one Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Everything that needs Django, under the label `web`."""

    name = "mortem.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
