"""Pieces of the guide as HTML, and the way from a page to its part of the guide."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from markdown_it.tree import SyntaxTreeNode

from ksm.explanations import explanation_of
from ksm.guide import topic_of

register = template.Library()

TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
}


@register.simple_tag
def guide_node(node: SyntaxTreeNode):
    """One piece and what is in it. Pictures, and links to other documents, are left out."""
    if node.type == "text":
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "code_inline":
        return format_html("<code>{}</code>", node.content)
    inner = format_html_join("", "{}", ((guide_node(child),) for child in node.children))
    target = str(node.attrs.get("href", "")) if node.type == "link" else ""
    if target.startswith("#"):
        return format_html('<a href="{}">{}</a>', target, inner)
    tag = TAGS.get(node.type)
    return format_html("<{0}>{1}</{0}>", tag, inner) if tag else inner


@register.inclusion_tag("components/_explained.html")
def explain(kind: str, name: str):
    """Two sentences, folded: {% explain "syarat" finding.code %}, {% explain "rasio" ratio.label %}."""
    return {"words": explanation_of(f"{kind} {name}")}


@register.inclusion_tag("components/_explained.html", takes_context=True)
def explain_page(context):
    """The two sentences about this book or form, folded; nothing on other pages."""
    match = getattr(context.get("request"), "resolver_match", None)
    return {"words": explanation_of(match.view_name) if match else ""}


@register.simple_tag(takes_context=True)
def help_url(context) -> str:
    """Where the guide helps with this page."""
    match = getattr(context.get("request"), "resolver_match", None)
    topic = topic_of(match.view_name) if match else ""
    return f"{reverse('guide')}#{topic}" if topic else reverse("guide")
