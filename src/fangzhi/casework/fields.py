"""Fields for what an office writes down and can be checked: patent numbers, credit codes, money."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as BadCode

from fangzhi.patents import numbers

if TYPE_CHECKING:
    from fangzhi.casework.models import Office

    Text = models.CharField[str, str]
    Whole = models.BigIntegerField[Any, Any]
    Chosen = forms.ModelChoiceField[Office]
else:
    Text = models.CharField
    Whole = models.BigIntegerField
    Chosen = forms.ModelChoiceField


class PatentNumberForm(forms.CharField):
    """Takes every printed form and keeps the one with a dot."""

    def clean(self, value: Any) -> str:
        """The number as it is written on documents."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return numbers.parse(text).written
        except numbers.BadNumber as error:
            raise ValidationError(_why(str(error), text)) from error


def _why(reason: str, text: str) -> str:
    if reason == "check":
        return _("The check digit of %s is wrong; compare the number with the certificate.") % text
    if reason == "year":
        return (
            _("The year in %s cannot be: numbers begin in 1985, and have twelve digits since October 2003.")
            % text
        )
    if reason == "type":
        return _("The kind of patent in %s is not one of 1, 2, 3, 8 and 9.") % text
    return _("%s is not a patent application number. Write it as 201710601862.3 or ZL201710601862.3.") % text


class PatentNumberField(Text):
    """A Chinese patent application number in its written form."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 20, **options})

    def formfield(self, **options: Any) -> forms.Field | None:
        """Its form field checks the number."""
        field: forms.Field | None = super().formfield(
            **{"form_class": PatentNumberForm, "max_length": 40, **options}
        )
        return field


class RecordForm(forms.CharField):
    """Another record of a register, or of any for none, by its number or its key. Whether the person may see
    it, the act asks."""

    def __init__(self, register: str, **options: Any) -> None:
        super().__init__(**options)
        self.register = register

    def clean(self, value: Any) -> Any:
        """The record; None where nothing was given."""
        from fangzhi.casework.models import Record

        text = super().clean(str(value.pk) if isinstance(value, models.Model) else value)
        if not text:
            return None
        wanted = models.Q(number=text)
        if text.isascii() and text.isdigit() and len(text) < 10:
            wanted |= models.Q(pk=int(text))
        rows = Record.objects.filter(register=self.register) if self.register else Record.objects.all()
        found = rows.filter(wanted).first()
        if found is None:
            raise ValidationError(_("There is no such record among those that you may see."))
        return found


class OfficeForm(Chosen):
    """An open office, named as it is called today."""

    def __init__(self, *, outside: bool = False, inside: bool = True, **options: Any) -> None:
        from fangzhi.casework.models import Office as Offices

        rows = Offices.objects.filter(closed__isnull=True).prefetch_related("stages")
        super().__init__(rows if outside and inside else rows.filter(outside=outside), **options)

    def label_from_instance(self, obj: Any) -> str:
        """The name of the office."""
        from fangzhi.casework.offices import stage_on

        return stage_on(obj, timezone.localdate()).name_zh


class CreditCodeForm(forms.CharField):
    """Takes blanks and small letters."""

    def clean(self, value: Any) -> str:
        """The code in capitals."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return str(uscc.validate(text))
        except BadCode as error:
            words = _(
                "%s is not a unified social credit code (18 characters, the last one checks the others)."
            )
            raise ValidationError(words % text) from error


class CreditCodeField(Text):
    """A unified social credit code (统一社会信用代码, GB 32100-2015)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 18, **options})

    def formfield(self, **options: Any) -> forms.Field | None:
        """Its form field checks the code."""
        field: forms.Field | None = super().formfield(
            **{"form_class": CreditCodeForm, "max_length": 30, **options}
        )
        return field


class MoneyForm(forms.DecimalField):
    """Takes yuan, with two decimals at most, and gives fen."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(min_value=Decimal(least) / 100, max_digits=15, decimal_places=2, **options)

    def clean(self, value: Any) -> Any:
        """The amount in fen; None where nothing was given."""
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        """An amount in fen as it is typed; what was typed stays as it is."""
        return str(Decimal(value) / 100) if isinstance(value, int) else value


class MoneyField(Whole):
    """An amount of money: kept in fen as a whole number, asked and shown in yuan."""

    def formfield(self, **options: Any) -> forms.Field | None:
        """Its form field takes yuan."""
        options.pop("min_value", None)
        options.pop("max_value", None)
        options.setdefault("label", format_lazy(gettext_lazy("{} (yuan)"), self.verbose_name))
        field: forms.Field | None = models.Field.formfield(self, **{"form_class": MoneyForm, **options})
        return field


def yuan(fen: int) -> str:
    """An amount in fen as yuan with thousands apart, without decimals that say nothing."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
