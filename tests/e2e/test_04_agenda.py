"""The agenda, through the API: a call with the days that the rules ask, versions of the agenda, items that came too late and
what all who are there agree to; on the page, in the minutes, in the feed, and before a stranger who recomputes it."""
import sys

from support.buurtkas import verify
from support.neighbourhood import Neighbourhood
from support.pages import Room
from support.runner import run


class Agenda(Room):
    def found(self, late="by-all-present"):
        town = self.town = Neighbourhood(self.daemon, seats=4)
        town.rules = town.grantor.act("/v1/rule-sets", {
            "council": town.council, "base": "majority", "fromDate": town.day, "changeVote": True, "namesPublic": False,
            "noticeDays": 7, "lateItems": late})["id"]
        read = town.public.get(f"/v1/rule-sets/{town.rules}").json
        self.assertEqual((read["noticeDays"], read["lateItems"]), (7, late))
        return town

    def call(self, day, *items, **more):
        town = self.town
        return {"council": town.council, "onDate": day, "public": True, "title": "Vergadering",
                "agenda": [{"number": n + 1, "title": f"Punt {n + 1}", "proposal": one} for n, one in enumerate(items)], **more}

    def amend(self, meeting, number, proposal):
        return self.town.secretary.act(f"/v1/meetings/{meeting}/_amend-agenda", {
            "agenda": [{"number": number, "title": "Later", "proposal": proposal}]})

    def draft(self, meeting, item, proposal):
        town = self.town
        return town.secretary.act("/v1/motions", {
            "meeting": meeting, "item": item, "subject": "allocation", "proposal": proposal, "ruleSet": town.rules,
            "mandate": town.mandate, "amountCents": 1000, "question": "Krijgt dit plan geld?"})["id"]

    def test_from_the_call_to_the_minutes(self):
        town = self.found()
        secretary, day = town.secretary, "2026-03-17"
        self.daemon.set_clock("2026-03-05T20:00:00+01:00")
        plans = [town.proposal(1000, "Straatfeest"), town.proposal(1000, "Geveltuin"), town.proposal(1000, "Leeskring")]
        refusal = secretary.refused("/v1/meetings", self.call("2026-03-11", plans[0]), "notice-too-short")
        self.assertEqual(refusal["errors"][0]["pointer"], "/onDate")
        self.assertIn("at least 7 days", refusal["detail"])
        self.assertIn("2026-03-12 or later", refusal["detail"])
        meeting = secretary.act("/v1/meetings", self.call(day, plans[0]))["id"]
        self.daemon.set_clock("2026-03-10T23:30:00+01:00")
        self.assertEqual(self.amend(meeting, 2, plans[1])["version"], 2)
        self.daemon.set_clock("2026-03-11T00:30:00+01:00")
        self.assertEqual(self.amend(meeting, 3, plans[2])["version"], 3)
        secretary.refused(f"/v1/meetings/{meeting}/_amend-agenda", {
            "agenda": [{"number": 1, "title": "Iets anders", "proposal": plans[2]}]}, "already-exists")
        town.member1.refused(f"/v1/meetings/{meeting}/_amend-agenda", {
            "agenda": [{"number": 4, "title": "Van een lid"}]}, "forbidden", 403)
        self.check_published(meeting)
        self.daemon.set_clock("2026-03-17T19:30:00+01:00")
        for name in town.members:
            secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles[name], "presence": "arrived"})
        secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": town.rules})
        in_time, late = self.draft(meeting, 2, plans[1]), self.draft(meeting, 3, plans[2])
        secretary.act(f"/v1/motions/{in_time}/_open")
        self.check_admission(meeting, late)
        self.check_record()

    def check_published(self, meeting):
        town = self.town
        read = town.public.get(f"/v1/meetings/{meeting}").json
        self.assertEqual((read["convenedAt"][:10], read["agendaVersion"], read["agendaAt"]),
                         ("2026-03-05", 3, "2026-03-10T23:30:00.000Z"))
        self.assertEqual([(one["number"], one["version"]) for one in read["agenda"]], [(1, 1), (2, 2), (3, 3)])
        items = town.public.get(f"/v1/meetings/{meeting}/agenda").json["items"]
        self.assertEqual([(one["item"], one["announcedIn"], one["added"], one["late"]) for one in items],
                         [(1, 1, False, False), (2, 2, True, False), (3, 3, True, True)])
        self.assertEqual((items[2]["announcedAt"], items[2]["noticeDays"], items[2]["lateItems"]),
                         ("2026-03-10T23:30:00.000Z", 7, "by-all-present"))
        self.says(self.page(f"/meetings/{meeting}"), "Bijeengeroepen op 5 maart 2026, 20:00.",
                  "Agenda: versie 3, van 11 maart 2026, 00:30.", "Punt 3: Leeskring",
                  "aangekondigd op 11 maart 2026, 00:30, in versie 3 van de agenda. Zoals het er nu ligt is dat te laat: de regels"
                  " vragen 7 dagen. Het wordt alleen behandeld als alle aanwezige leden dat willen.")
        feed = self.get(f"/v1/councils/{town.council}/feed", Accept="*/*").body.decode()
        self.assertIn("<updated>2026-03-10T23:30:00.000Z</updated>", feed)
        self.assertIn("agenda, Vergadering, 2026-03-17", feed)
        self.assertIn("versie 3 van de agenda", feed)

    def check_admission(self, meeting, motion):
        town, secretary = self.town, self.town.secretary
        body = {"ruleSet": town.rules, "item": 3, "agreed": 3}
        refusal = secretary.refused(f"/v1/motions/{motion}/_open", {}, "notice-too-short")
        self.assertIn("Item 3 was announced on 2026-03-11 for the meeting of 2026-03-17", refusal["detail"])
        secretary.refused(f"/v1/meetings/{meeting}/_admit-item", body, "mismatch")
        made = secretary.act(f"/v1/meetings/{meeting}/_admit-item", {**body, "agreed": 4})
        self.assertEqual(made["present"], 4)
        secretary.act(f"/v1/motions/{motion}/_open")
        self.assertEqual([one["admittedBy"] for one in town.public.get(f"/v1/meetings/{meeting}/agenda").json["items"][2:]], [4])
        sentence = "Alle aanwezige leden (4) wilden het toch behandelen."
        self.says(self.page(f"/meetings/{meeting}"), sentence)
        self.says(self.page(f"/meetings/{meeting}/minutes"), "Oproep", "Bijeengeroepen op 5 maart 2026, 20:00", "Punt 1: Straatfeest",
                  "Punt 3: Leeskring", sentence)
        self.says(self.page(f"/meetings/{meeting}/minutes?lang=en"), "All members who were there (4) agreed")
        types = [one["type"] for one in secretary.get(f"/v1/meetings/{meeting}/history").json["items"]]
        self.assertEqual((types.count("agenda.amended"), types.count("item.admitted")), (2, 1))

    def test_where_nothing_late_is_dealt_with(self):
        town = self.found("not-dealt-with")
        self.daemon.set_clock("2026-04-01T20:00:00+02:00")
        plan = town.proposal(1000)
        meeting = town.secretary.act("/v1/meetings", self.call("2026-04-08", plan))["id"]
        town.secretary.act(f"/v1/proposals/{plan}/versions", {
            "title": "Een ander plan", "costLines": [{"label": "Alles", "amountCents": 9000}]})
        item = town.public.get(f"/v1/meetings/{meeting}/agenda").json["items"][0]
        self.assertTrue(item["late"], "what was announced is another version")
        self.daemon.set_clock("2026-04-08T19:30:00+02:00")
        for name in town.members:
            town.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles[name], "presence": "arrived"})
        town.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": town.rules})
        motion = town.secretary.act("/v1/motions", {
            "meeting": meeting, "item": 1, "subject": "allocation", "proposal": plan, "ruleSet": town.rules,
            "mandate": town.mandate, "amountCents": 9000, "question": "Krijgt dit plan geld?"})["id"]
        refusal = town.secretary.refused(f"/v1/motions/{motion}/_open", {}, "notice-too-short")
        self.assertIn("the plan has another version since", refusal["detail"])
        town.secretary.refused(f"/v1/meetings/{meeting}/_admit-item", {"ruleSet": town.rules, "item": 1, "agreed": 4},
                               "notice-too-short")
        self.says(self.page(f"/meetings/{meeting}"), "Het wacht op een andere vergadering.")

    def test_a_persons_plan_is_not_named_by_its_opening(self):
        """The words that a call gave to a person's plan are no more public than the plan's own."""
        town = self.town = Neighbourhood(self.daemon, seats=4)
        plan = town.proposal(1000, "Plan van Bewoner", applicant=self.person("Voorbeeld Bewoner"))
        meeting = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": "2099-01-01", "public": True, "title": "Vergadering",
            "agenda": [{"number": 1, "title": "Opening"}, {"number": 2, "title": "Geld voor Bewoner", "proposal": plan}]})["id"]
        self.amend(meeting, 3, plan)
        entries = [one["entry"] for one in town.secretary.get(f"/v1/meetings/{meeting}/history").json["items"]]
        openings = [one["value"] for entry in entries for one in town.public.get(f"/v1/entries/{entry}").json["openings"]]
        self.assertEqual(sorted(openings), ["Opening", "Vergadering"])

    def check_record(self):
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
