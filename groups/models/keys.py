"""What tells whether the data key is the right one."""

from django.db import models

from ksm.fields import EncryptedTextField


class KeyProof(models.Model):
    """The one row that the newest data key opens, compared at every start (groups.keys.proof).

    `value` is the secret of what users leave sealed on phones: it stays the same under every later key.
    """

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = EncryptedTextField()

    class Meta:
        verbose_name = "bukti kunci data"
        constraints = [models.CheckConstraint(name="one_key_proof", condition=models.Q(number=1))]

    def __str__(self):
        return "bukti kunci data"
