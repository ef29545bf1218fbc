"""The track stood upright: `{% track_spine stations %}` with a `{% record %}` where there is one.

    {% track_spine stations %}
      {% record "council" open %} … minutes, votes by name … {% endrecord %}
    {% endtrack_spine %}

A station with a record opens onto it; one without is its single sentence. Inside a record the
variable `station` is the station it belongs to.
"""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mws.core.track import Station


class RecordNode(template.Node):
    """What one station opens onto; drawn by the spine, not where it stands."""

    def __init__(self, key: FilterExpression, nodelist: NodeList, *, opened: bool) -> None:
        self.key = key
        self.nodelist = nodelist
        self.opened = opened

    def render(self, context: template.Context) -> str:
        return ""


class SpineNode(template.Node):
    """The list of stations, each with its record."""

    def __init__(self, stations: FilterExpression, nodelist: NodeList) -> None:
        self.stations = stations
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        records = {
            node.key.resolve(context): node
            for node in self.nodelist.get_nodes_by_type(RecordNode)
            if isinstance(node, RecordNode)
        }
        rows = [
            self._row(station, records.get(station.key), context)
            for station in self.stations.resolve(context)
        ]
        return render_to_string("components/track_spine.html", {"rows": rows})

    def _row(self, station: Station, record: RecordNode | None, context: template.Context) -> dict:
        with context.push(station=station):
            body = record.nodelist.render(context) if record else ""
        opened = bool(record and record.opened) or station.is_current
        return {"station": station, "record": body if body.strip() else "", "opened": opened}


def parse_track_spine(parser: Parser, token: Token) -> SpineNode:
    """`{% track_spine stations %} … {% endtrack_spine %}`"""
    try:
        _tag, stations = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("track_spine takes the list of stations") from error
    nodelist = parser.parse(("endtrack_spine",))
    parser.delete_first_token()
    return SpineNode(parser.compile_filter(stations), nodelist)


def parse_record(parser: Parser, token: Token) -> RecordNode:
    """`{% record "key" [open] %} … {% endrecord %}`, only inside a spine."""
    _tag, key, *flags = token.split_contents()
    if flags not in ([], ["open"]):
        raise template.TemplateSyntaxError("record takes a station's key and, at most, 'open'")
    nodelist = parser.parse(("endrecord",))
    parser.delete_first_token()
    return RecordNode(parser.compile_filter(key), nodelist, opened=bool(flags))
