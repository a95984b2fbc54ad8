"""A full evening of nine members through the API: too few come, a second call, two who step back, a tie, a vote and a round
of consent; and its minutes."""
import sys

from support.neighbourhood import Neighbourhood
from support.buurtkas import verify
from support.pages import Room
from support.runner import run


class FullEvening(Room):
    def convene(self, day, **more):
        town = self.town
        return town.secretary.act("/v1/meetings", {"council": town.council, "onDate": day, "public": True, **more})["id"]

    def arrive(self, meeting, names):
        for name in names:
            self.town.secretary.act(f"/v1/meetings/{meeting}/attendance",
                                    {"member": self.town.handles[name], "presence": "arrived"})

    def close(self, motion):
        return self.town.secretary.act(f"/v1/motions/{motion}/_close")

    def rules(self, base, day, **more):
        self.town.rules = self.town.grantor.act("/v1/rule-sets", {
            "council": self.town.council, "base": base, "fromDate": day, "changeVote": True, "namesPublic": False, **more})["id"]

    def test_the_evening_and_its_minutes(self):
        town = self.town = Neighbourhood(self.daemon, seats=9)
        self.assertEqual(len(town.members), 9)
        self.rules("majority", "2026-01-05", secondCallHours=24)
        plans = {name: town.proposal(cents, name) for name, cents in (("Straatfeest", 100_000), ("Geveltuin", 200_000),
                                                                     ("Leeskring", 50_000))}
        agenda = [{"number": n + 1, "title": name, "proposal": plans[name]} for n, name in enumerate(plans)]
        first = self.convene("2026-01-05", title="Eerste oproep", agenda=agenda)
        self.arrive(first, town.members[:4])
        refusal = town.secretary.refused(f"/v1/meetings/{first}/_open", {"ruleSet": town.rules}, "no-quorum")
        self.assertIn("5", refusal["detail"])
        town.secretary.act(f"/v1/meetings/{first}/_lapse", {"ruleSet": town.rules})
        minutes = self.page(f"/meetings/{first}/minutes", "secretary")
        self.says(minutes, "Deze vergadering kon niet worden geopend.", "Er waren 4 van de 9 leden aanwezig",
                  "Nodig om te openen: 5.")

        second = self.convene("2026-01-07", title="Tweede oproep", secondCallOf=first,
                              agenda=[{**item, "repeats": item["number"]} for item in agenda])
        self.daemon.set_clock("2026-01-07T19:30:00+01:00")
        self.arrive(second, town.members)
        opened = town.secretary.act(f"/v1/meetings/{second}/_open", {"ruleSet": town.rules})
        self.assertIn("quorumWaived", opened)
        tie = town.motion(second, plans["Straatfeest"], 100_000)
        town.member9.act(f"/v1/motions/{tie}/recusals", {})
        town.vote(tie, **{name: "for" if n < 4 else "against" for n, name in enumerate(town.members[:8])})
        self.assertEqual(self.close(tie)["verdict"], "rejected")
        town.decide(tie)
        plan = town.motion(second, plans["Geveltuin"], 150_000, item=2, partialReason="De regenton is er al.")
        for name in ("member8", "member9"):
            town.people[name].act(f"/v1/motions/{plan}/recusals", {})
        town.vote(plan, **{name: "for" for name in town.members[:5]}, member6="against", member7="abstain")
        self.assertEqual(self.close(plan)["verdict"], "adopted")
        made = town.decide(plan, partialReason="De regenton is er al.")
        town.secretary.act(f"/v1/meetings/{second}/_close")
        minutes = self.page(f"/meetings/{second}/minutes", "secretary")
        self.says(minutes, "Tweede oproep", "Bij de opening waren er 9 van de 9 leden aanwezig",
                  "de stemmen staken in een voltallige vergadering: 4 voor, 4 tegen", "Deden niet mee, om een persoonlijk belang: Voorbeeld member9.",
                  "Deden niet mee, om een persoonlijk belang: Voorbeeld member8, Voorbeeld member9.",
                  "Aangenomen: 5 voor, 1 tegen, 1 onthouding", "2 trokken zich terug en 7 bleven over",
                  "voor een deel toegekend, € 1.500")

        self.daemon.set_clock("2026-01-08T19:30:00+01:00")
        self.rules("consent", "2026-01-08")
        third = self.convene("2026-01-08", title="Ronde van instemming", agenda=[agenda[2]])
        self.arrive(third, town.members)
        town.secretary.act(f"/v1/meetings/{third}/_open", {"ruleSet": town.rules})
        once = town.motion(third, plans["Leeskring"], 50_000, item=3)
        town.vote(once, **{name: "consent" for name in town.members[:8]})
        town.member9.act(f"/v1/motions/{once}/votes", {"choice": "objection", "reason": "De zaal is dan bezet."})
        self.assertEqual(self.close(once)["verdict"], "consent-blocked")
        again = town.motion(third, plans["Leeskring"], 50_000, item=3, retryOf=once, conditions="Op dinsdag.")
        town.vote(again, **{name: "consent" for name in town.members[:8]}, member9="stand-aside")
        self.assertEqual(self.close(again)["verdict"], "adopted")
        town.decide(again, conditions="Op dinsdag.")
        town.secretary.act(f"/v1/meetings/{third}/_close")
        minutes = self.page(f"/meetings/{third}/minutes?lang=en", "secretary")
        self.says(minutes, "not adopted: a reasoned objection stands", "objects: De zaal is dan bezet.", "stands aside",
                  "Verdict: adopted", "Op dinsdag.")
        public = self.page(f"/meetings/{second}/minutes")
        self.hides(public, "Voorbeeld member", "4 voor", "toegekend")
        self.tell_on(made, "2026-01-08")
        self.says(self.page(f"/meetings/{second}/minutes"), "Aangenomen: 5 voor, 1 tegen, 1 onthouding")
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)

    def tell_on(self, made, day):
        secretary = self.town.secretary
        secretary.act("/v1/notifications", {"decision": made, "channel": "letter", "onDate": day})
        secretary.act("/v1/publications", {"decision": made})


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
