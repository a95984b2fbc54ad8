"""The residents' overview: what it says adds up, it needs no script, and its stylesheet is served and allowed."""
import re
import sys
import unittest

from support.buurtkas import Daemon, request
from support.neighbourhood import Neighbourhood
from support.runner import run


def cents(text):
    """ "€ 1.234,50" as cents. """
    euros, _, rest = text.replace("€", "").replace("\u00a0", "").replace(".", "").partition(",")
    return int(euros) * 100 + int(rest or 0)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        town = Neighbourhood(cls.daemon, seats=1)
        payment = town.claim(town.commit(town.decision(3_333_333), 2_000_001), 1_111_111)
        town.pay(payment, 777_777, "BK-1")
        cls.answer = request(cls.daemon.url, "GET", "/", headers={"Accept": "text/html"})
        cls.page = cls.answer.body.decode()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()

    def test_the_shares_add_up_to_the_budget(self):
        amounts = [cents(text) for text in re.findall(r'<td class="number">([^<]+)</td>', self.page)]
        self.assertEqual(amounts, [98_000_000 - 1, 2_000_001 - 777_777, 777_777, 0, 100_000_000])
        self.assertEqual(sum(amounts[:4]), amounts[4])

    def test_the_bar_has_no_gap(self):
        parts = [(int(x), int(width)) for x, width in re.findall(r'<rect [^>]*x="(\d+)"[^>]*width="(\d+)"', self.page)]
        whole = int(re.search(r'viewBox="0 0 (\d+) ', self.page).group(1))
        at = 0
        for x, width in parts:
            self.assertEqual(x, at)
            at += width
        self.assertEqual(at, whole)

    def test_nothing_inline_that_the_policy_forbids(self):
        self.assertNotRegex(self.page, r"<script|<style|\sstyle=|\son\w+=")
        self.assertIn("style-src 'self'", self.answer.headers["content-security-policy"])

    def test_the_stylesheet_is_served(self):
        path = re.search(r'<link rel="stylesheet" href="([^"]+)">', self.page).group(1)
        style = request(self.daemon.url, "GET", path)
        self.assertEqual((style.status, style.headers["content-type"]), (200, "text/css; charset=utf-8"))
        for name in re.findall(r'<tr class="(\w+)">', self.page):
            self.assertIn(f".{name} th::before", style.body.decode())


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
