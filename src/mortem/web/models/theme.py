"""Groups of causes: the edge of the room, the bones of the fish."""

from __future__ import annotations

from django.db import models

from .part import Part


class Theme(Part):
    """A name under which causes are gathered; it begins as the playbook's."""

    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name
