"""What a condition is looked up in."""

from django.db import models
from viewflow.workflow.models import Process


class Offer(models.Model):
    """The case is offered to somebody else, as an open hand-over is with us."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE)
    is_open = models.BooleanField()
