"""The rule book as a catalogue of public services for machines: CPSV-AP 3.2 (European Commission, Core Public Service Vocabulary
Application Profile) as JSON-LD.
"""

from __future__ import annotations

from typing import Any

from huilao import Benefit, Rulebook, Ruleset, Text

JSON_LD = "application/ld+json"
CONTEXT = {
    "cpsv": "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/", "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#", "skos": "http://www.w3.org/2004/02/skos/core#", "dcat": "http://www.w3.org/ns/dcat#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
"""The prefixes, as the profile has them."""
_NODE: dict[str, Any] = {
    "type": "object", "required": ["@id", "@type"], "additionalProperties": True,
    "properties": {"@id": {"type": "string"}, "@type": {"enum": ["cpsv:PublicService", "eli:LegalResource", "skos:Concept"]}},
    "description": "what else stands in it is as CPSV-AP 3.2 has it: texts with their language, links by `@id`",
}  # fmt: skip
CATALOGUE: dict[str, Any] = {
    "type": "object", "title": "PublicServiceCatalogue", "required": ["@context", "@graph"], "additionalProperties": False,
    "properties": {
        "@context": {"type": "object", "additionalProperties": {"type": "string"}, "description": "the prefixes of names"},
        "@graph": {"type": "array", "items": _NODE},
    },
}  # fmt: skip
"""The schema of the document."""


def public_services(book: Rulebook) -> dict[str, Any]:
    """A JSON-LD document: documents as legal resources, services of the catalogue as concepts, every benefit as a public service."""
    legal = [_legal_resource(one) for one in book.rules.rulesets.values()]
    concepts = [
        {"@id": _urn("service", name), "@type": "skos:Concept", "skos:prefLabel": _said(one.label)}
        for name, one in book.rules.services.items()
    ]
    return {"@context": CONTEXT, "@graph": [*legal, *concepts, *(_service(book, one) for one in book.benefits.values())]}


def _urn(kind: str, name: str) -> str:
    return f"urn:huilao:{kind}:{name}"


def _said(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.zh, "@language": "zh"}, *([{"@value": text.en, "@language": "en"}] if text.en else [])]


def _legal_resource(ruleset: Ruleset) -> dict[str, Any]:
    document = ruleset.document
    return {
        "@id": _urn("document", ruleset.name), "@type": "eli:LegalResource", "dct:title": _said(document.title),
        **({"eli:id_local": document.number} if document.number else {}),
        **({"eli:date_document": {"@value": document.issued.isoformat(), "@type": "xsd:date"}} if document.issued else {}),
    }  # fmt: skip


def _service(book: Rulebook, benefit: Benefit) -> dict[str, Any]:
    document = book.rules.rulesets[benefit.ruleset].document
    pays = {language: said for language in ("zh", "en") if (said := book.pays(benefit.full_name, language))}
    authority = benefit.responsible or document.issuer
    return {
        "@id": _urn("benefit", benefit.full_name),
        "@type": "cpsv:PublicService",
        "dct:identifier": benefit.full_name,
        "dct:title": _said(benefit.name),
        "dct:description": _said(benefit.provides),
        "dct:spatial": {"@id": _urn("division", document.place)},
        "cv:thematicArea": {"@id": _urn("service", benefit.service)},
        "cv:hasLegalResource": {"@id": _urn("document", benefit.ruleset)},
        **({"cv:hasCompetentAuthority": {"@type": "cv:PublicOrganisation", "dct:title": _said(authority)}} if authority else {}),
        **({"cpsv:produces": {"@type": "cv:Output", "dct:description": _said(Text(pays["zh"], pays.get("en")))}} if pays else {}),
    }
