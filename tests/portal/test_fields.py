"""What a form says at its fields after a refusal."""

from __future__ import annotations

from django.template import Context, Template

from foundation.text import Text
from portal.mistakes import Mistake

FORM = Template(
    '{% load fields %}<div class="group{% faulty "fee" %}">{% wrong "fee" %}'
    '<input{% described "fee" "fee-hint" %} value="{% typed "f" "ee" %}"></div><p{% described "other" %}></p>'
)


def shown(*mistakes: Mistake) -> str:
    return FORM.render(Context({"mistakes": mistakes, "given": {"fee": "八百<"}}))


def test_names_what_is_wrong_where_it_is_and_keeps_what_was_typed() -> None:
    assert shown(Mistake(Text("不是<金额", "No <amount"), field="fee"), Mistake("x", field="travel")) == (
        '<div class="group govuk-form-group--error"><p class="govuk-error-message" id="fee-error">不是&lt;金额</p>'
        '<input aria-describedby="fee-hint fee-error" aria-invalid="true" value="八百&lt;"></div><p></p>'
    )


def test_says_nothing_of_fields_that_were_taken() -> None:
    assert shown() == ('<div class="group"><input aria-describedby="fee-hint" value="八百&lt;"></div><p></p>')
    assert "error" not in shown(Mistake("x"))
