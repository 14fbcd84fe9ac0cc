"""``fondaco <site> manage reset_second_factor EMAIL --reason WORDS``: where no administrator is left who could."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fondaco.people import second_factor
from fondaco.people.models import Person


class Command(BaseCommand):
    help = "Take a person's second factor away, so that they set up another when they sign in next."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="kept, and told to the person by mail")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.with_email(options["email"])
        reason = options["reason"].strip()
        if person is None:
            raise CommandError("Nobody signs in with this e-mail.")
        if not reason:
            raise CommandError("A reason is needed: the person is told it.")
        try:
            second_factor.reset(person=person, by=None, reason=reason[:500], now=timezone.now())
        except second_factor.NotThere:
            raise CommandError("This person has no second factor.") from None
        self.stdout.write("Done. They are told by mail, and set up another when they sign in next.")
