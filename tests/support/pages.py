"""Looks at pages: that their markup is sound, what they say, and what they do not show."""
import unittest
from html.parser import HTMLParser

from support.buurtkas import Daemon, request
from support.neighbourhood import Neighbourhood

VOID = {"meta", "link", "br", "rect", "input"}


class Page(HTMLParser):
    """Refuses markup whose elements do not close in order; keeps texts, attributes, and elements by name."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text, self.lang = [], [], "", None
        assert text.startswith("<!doctype html>"), text[:80]
        self.feed(text)
        self.close()
        assert not self.open, f"still open: {self.open}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, attrs)
        assert tag not in ("script", "style") and not any(n == "style" or n.startswith("on") for n in names), (tag, attrs)
        self.lang = self.lang or dict(attrs).get("lang")
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes {self.open}"

    def handle_data(self, data):
        self.text += data

    def count(self, tag):
        return sum(1 for name, _ in self.tags if name == tag)


class Room(unittest.TestCase):
    """A daemon with a neighbourhood, and what looks at its pages."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.town = Neighbourhood(cls.daemon)
        cls.addClassCleanup(cls.daemon.__exit__)

    # --- Helpers.

    def get(self, path, who=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            headers["Authorization"] = f"Bearer {self.town.people[who].token}"
        return request(self.daemon.url, "GET", path, headers={"Accept": "text/html", **headers})

    def page(self, path, who=None, **headers):
        answer = self.get(path, who, **headers)
        self.assertEqual(answer.status, 200, (path, answer))
        self.assertEqual(answer.headers["content-type"], "text/html; charset=utf-8")
        page = Page(answer.body.decode())
        for landmark in ("main", "h1", "title", "header", "nav", "footer"):
            self.assertEqual(page.count(landmark), 1, (path, landmark))
        self.assertEqual(page.count("table"), page.count("thead"), "a table has its headings")
        self.assertIn(("link", {"rel": "stylesheet", "href": "/static/buurtkas.css"}), page.tags)
        return page

    def says(self, page, *texts):
        flat = " ".join(page.text.split())
        for text in texts:
            self.assertIn(text, flat)

    def hides(self, page, *texts):
        for text in texts:
            self.assertNotIn(text, page.text)

    def made(self, choices=("for", "for", "against"), cents=4_000_000, asked=None, notify=True, publish=True, motion=None,
             applicant=None, title="Buurtmoestuin", mandate=None, **decision):
        """A decision on a vote. Returns (meeting, motion, decision)."""
        town, secretary = self.town, self.town.secretary
        meeting = town.meeting()
        body = {"envelope": town.envelope, "title": title, "applicant": applicant or town.payee,
                "costLines": [{"label": "Alles", "amountCents": asked or cents}]}
        proposal = secretary.act("/v1/proposals", body)["id"]
        opened = town.motion(meeting, proposal, cents, mandate, **(motion or {}))
        town.vote(opened, **dict(zip(town.members, choices)))
        secretary.act(f"/v1/motions/{opened}/_close")
        made = town.decide(opened, **decision)
        if notify:
            secretary.act("/v1/notifications", {"decision": made, "channel": "letter", "onDate": town.today})
        if publish:
            secretary.act("/v1/publications", {"decision": made})
        return meeting, opened, made

    def person(self, name):
        return self.town.secretary.act("/v1/payees", {
            "organisation": self.town.organisation, "kind": "natural-person", "name": name,
            "legalPerson": False, "basedInArea": True})["id"]

    def tell(self, made):
        self.town.secretary.act("/v1/notifications", {"decision": made, "channel": "letter", "onDate": self.town.today})
        self.town.secretary.act("/v1/publications", {"decision": made})
