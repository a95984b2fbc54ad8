"""Pages of less usual evenings and decisions: a second call, a tie, consent, a substitute; urgency, rulings, withdrawal."""
import sys

from support.buurtkas import DOCUMENT, EFFECTS
from support.neighbourhood import AGENDA, Neighbourhood
from support.pages import Room
from support.runner import run


class Evening(Room):
    def setUp(self):
        """Rules are a council's, so each evening has a neighbourhood of its own."""
        self.town = Neighbourhood(self.daemon, seats=6, members=5)

    def adopt(self, base, **more):
        self.town.rules = self.town.grantor.act("/v1/rule-sets", {
            "council": self.town.council, "base": base, "fromDate": self.town.day, "changeVote": True, "namesPublic": False,
            **more})["id"]

    def close(self, motion):
        return self.town.secretary.act(f"/v1/motions/{motion}/_close")

    def test_a_meeting_that_could_not_open_and_its_second_call(self):
        town, secretary = self.town, self.town.secretary
        proposal = town.proposal(1000, "Straatfeest")
        first = secretary.act("/v1/meetings", {
            "council": town.council, "onDate": town.today, "public": True, "title": "Januari",
            "agenda": [{"number": 1, "title": "Opening"}, {"number": 2, "title": "x", "proposal": proposal}]})["id"]
        secretary.act(f"/v1/meetings/{first}/attendance", {"member": town.handles["member1"], "presence": "arrived"})
        page = self.page(f"/meetings/{first}")
        self.says(page, "Punt 1: Opening", "Punt 2: Straatfeest", "De vergadering is bijeengeroepen.")
        items = town.public.get(f"/v1/meetings/{first}/agenda").json["items"]
        self.assertEqual([(item["item"], item["title"], "id" in item) for item in items],
                         [(1, "Opening", False), (2, "Straatfeest", False)])
        secretary.act(f"/v1/meetings/{first}/_lapse", {"ruleSet": town.rules})
        self.says(self.page(f"/meetings/{first}/minutes"), "Deze vergadering kon niet worden geopend.",
                  "Er waren 1 van de 5 leden aanwezig", "Nodig om te openen: 3.")
        self.says(self.page(f"/meetings/{first}"), "niet geopend: te weinig leden")

    def test_an_item_may_have_several_motions(self):
        town = self.town
        proposal = town.proposal(1000, "Straatfeest")
        meeting = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": town.today, "public": True,
            "agenda": [{"number": 4, "title": "Feest", "proposal": proposal}]})["id"]
        for name in town.members:
            town.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles[name], "presence": "arrived"})
        town.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": town.rules})
        motions = [town.motion(meeting, proposal, cents, item=4, partialReason="Minder.") for cents in (1000, 500)]
        items = town.secretary.get(f"/v1/meetings/{meeting}/agenda").json["items"]
        self.assertEqual([item["id"] for item in items], motions)
        self.assertEqual({item["item"] for item in items}, {4})

    def test_a_natural_persons_plan_on_the_agenda_has_no_title(self):
        town = self.town
        proposal = town.secretary.act("/v1/proposals", {
            "envelope": town.envelope, "title": "Plan van Bewoner", "applicant": self.person("Voorbeeld Bewoner"),
            "costLines": [{"label": "Alles", "amountCents": 1000}]})["id"]
        meeting = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": town.today, "public": True,
            "agenda": [{"number": 1, "title": "x", "proposal": proposal}]})["id"]
        page = self.page(f"/meetings/{meeting}")
        self.says(page, "een aanvraag van een persoon")
        self.hides(page, "Bewoner")
        self.says(self.page(f"/meetings/{meeting}", "secretary"), "Plan van Bewoner")

    def test_a_tie_that_the_chair_breaks(self):
        self.adopt("foundation", tie="chair-casts")
        town = self.town
        town.appoint("chair", "chair", "council", town.council, by=town.secretary)
        meeting = town.meeting(["member1", "member2", "member3", "member4", "chair"])
        motion = town.motion(meeting, town.proposal(1000), 1000)
        town.vote(motion, member1="for", member2="for", member3="against", member4="against")
        self.close(motion)
        self.says(self.page(f"/meetings/{meeting}/minutes", "secretary"), "de stemmen staken: de voorzitter beslist")
        town.chair.act(f"/v1/motions/{motion}/_break-tie", {"choice": "for"})
        self.says(self.page(f"/meetings/{meeting}/minutes", "secretary"), "Uitslag: aangenomen",
                  "De stem van de voorzitter gaf de doorslag: voor.")
        self.says(self.page(f"/meetings/{meeting}/minutes?lang=en", "secretary"), "The chair's casting vote: for.")

    def test_consent_with_its_reasons_and_a_second_round(self):
        self.adopt("consent")
        town = self.town
        meeting, proposal = town.meeting(), town.proposal(1000)
        motion = town.motion(meeting, proposal, 1000)
        town.vote(motion, member1="consent", member2="stand-aside", member4="consent", member5="consent")
        town.member3.act(f"/v1/motions/{motion}/votes", {"choice": "objection", "reason": "Het plein wordt <te> druk."})
        tally = town.secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((tally["votesConsent"], tally["votesObjection"], tally["votesStandAside"]), (3, 1, 1))
        self.says(self.page(f"/meetings/{meeting}", "secretary"), "3 stemt in, 1 bezwaar, 1 stapt opzij")
        self.close(motion)
        again = town.motion(meeting, proposal, 1000, retryOf=motion)
        town.vote(again, **{name: "consent" for name in town.members})
        self.close(again)
        page = self.page(f"/meetings/{meeting}/minutes", "secretary")
        self.says(page, "maakt bezwaar: Het plein wordt <te> druk.", "opnieuw in stemming: 2", "Uitslag: aangenomen")
        self.hides(self.page(f"/meetings/{meeting}/minutes"), "druk", "opnieuw")

    def test_a_substitute_sits_in(self):
        self.adopt("wijkraad")
        town = self.town
        town.appoint("substitute", "substitute", "council", town.council, by=town.secretary)
        meeting = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": town.today, "public": True, "agenda": AGENDA})["id"]
        for name in ("member1", "member2"):
            town.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles[name], "presence": "arrived"})
        town.secretary.act(f"/v1/meetings/{meeting}/attendance", {
            "member": town.handles["substitute"], "presence": "arrived", "inPlaceOf": town.handles["member5"]})
        town.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": town.rules})
        motion = town.motion(meeting, town.proposal(1000), 1000)
        self.close(motion)
        self.says(self.page(f"/meetings/{meeting}/minutes", "secretary"),
                  "Voorbeeld substitute", "gekomen, in de plaats van Voorbeeld member5", "aangenomen zonder stemming")

    def test_who_was_there_is_public_where_the_council_says_so(self):
        town = self.town
        council = town.grantor.act("/v1/councils", {
            "organisation": town.organisation, "area": town.area, "name": "Wijkraad Voorbeeldwijk", "statute": "none",
            "seats": 1, "namesPublic": True})["id"]
        town.appoint("clerk", "secretary", "council", council)
        town.appoint("resident", "member", "council", council, by=town.clerk)
        meeting = town.clerk.act("/v1/meetings", {"council": council, "onDate": town.today, "public": True})["id"]
        for presence in ("arrived", "left"):
            town.clerk.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles["resident"], "presence": presence})
        page = self.page(f"/meetings/{meeting}/minutes")
        self.says(page, f"lid {town.handles['resident'][:8]}gekomen", f"lid {town.handles['resident'][:8]}weggegaan",
                  "Deze vergadering is nog niet geopend.")
        self.hides(page, "Voorbeeld resident")
        self.says(self.page(f"/meetings/{meeting}/minutes", "clerk"), "Voorbeeld resident")

    def test_the_record_tells_what_was_struck(self):
        town = self.town
        meeting = town.meeting()
        motion = town.motion(meeting, town.proposal(1000), 1000)
        town.vote(motion, member1="for", member2="for", member3="for", member4="against")
        town.member4.act(f"/v1/motions/{motion}/recusals", {})
        tally = town.secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((tally["recused"], tally["eligible"], tally["present"], tally["voted"], tally["votesAgainst"]),
                         (1, 4, 4, 3, 0))
        closed = self.close(motion)
        tally = town.secretary.get(f"/v1/motions/{motion}/tally").json
        for name in ("recused", "eligible", "present", "votesFor", "votesAgainst"):
            self.assertEqual(tally[name], closed[name], name)
        self.says(self.page(f"/meetings/{meeting}/minutes", "secretary"), "tegen (telt niet: later gewijzigd of teruggetreden)")

    # --- Letters of other bases.

    def letter(self, made, **more):
        return self.page(f"/decisions/{made}/letter", "secretary", **more)

    def decided(self, who, basis, **more):
        town = self.town
        return getattr(town, who).act("/v1/decisions", {
            "basis": basis, "proposal": town.proposal(100_000), "mandate": self.mandate, "amountCents": 100_000,
            "reasons": "Een reden.", "effects": EFFECTS, "document": DOCUMENT, **more})["id"]

    def test_urgency_holder_and_grantor(self):
        town = self.town
        self.mandate = town.make_mandate("alone", 50_000_000, ceilingUrgencyCents=200_000)
        town.appoint("chair", "chair", "council", town.council, by=town.secretary)
        page = self.letter(self.decided("chair", "urgency"))
        self.says(page, "Dit besluit is met spoed genomen. De raad moet het nog bekrachtigen.",
                  "De voorzitter van Programmaraad Voorbeeldwijk heeft dit besluit genomen namens het college",
                  "De beslissing berust op spoed.", "U krijgt: € 1.000.")
        page = self.letter(self.decided("holder", "holder"))
        self.says(page, "De houder van het mandaat van Programmaraad Voorbeeldwijk heeft dit besluit genomen namens")
        page = self.letter(self.decided("grantor", "grantor"))
        self.says(page, "Het besluit is van het college van burgemeester en wethouders van Gemeente Voorbeeldstad.")
        self.hides(page, "namens", "mandaat van")

    def test_a_ruling_and_a_withdrawal(self):
        town = self.town
        town.appoint("clerk", "objections-clerk", "organisation", town.organisation)
        made = town.decision(100_000)
        reference = town.secretary.get(f"/v1/decisions/{made}").json["reference"]
        objection = town.secretary.act("/v1/objections", {
            "decision": made, "filedOn": town.today, "grounds": "De tuin komt voor mijn raam.", "excused": False})["id"]
        ruling = town.clerk.act(f"/v1/decisions/{made}/rulings", {
            "basis": "objection-ruling", "objection": objection, "ruling": "rejected", "annuls": False,
            "reasons": "Het raam blijft vrij.", "effects": EFFECTS, "document": DOCUMENT})["id"]
        page = self.letter(ruling)
        self.says(page, "Het besluit blijft staan", f"Het gaat over besluit {reference}. Uw bezwaar is ongegrond.",
                  "Het raam blijft vrij.", "De beslissing berust op de beslissing op een bezwaar.",
                  "in beroep gaan bij de rechtbank")
        self.hides(page, "bezwaar maken bij", "voor mijn raam", "namens")
        withdrawn = town.grantor.act(f"/v1/decisions/{made}/withdrawals", {
            "ground": "at-request", "reasons": "De tuin gaat niet door.", "effects": EFFECTS, "document": DOCUMENT})["id"]
        page = self.letter(withdrawn)
        self.says(page, "Het besluit is ingetrokken", f"besluit {reference}. De grond is: u heeft erom gevraagd.",
                  "bezwaar maken bij het college")
        self.hides(page, "4:48")
        self.says(self.letter(made), "Dit besluit is ingetrokken.")

    def withdrawn(self, ground, **mandate):
        made = self.made(mandate=self.town.make_mandate("alone", 50_000_000, **mandate))[2]
        return self.town.grantor.act(f"/v1/decisions/{made}/withdrawals", {
            "ground": ground, "reasons": "De tuin is er niet gekomen.", "effects": EFFECTS, "document": DOCUMENT})["id"]

    def test_a_withdrawal_names_its_ground_and_the_law_where_it_binds(self):
        for ground, dutch, english in (
                ("activities-not-done", "wat was afgesproken, is niet gedaan", "what was agreed was not done"),
                ("obligations-not-met", "de verplichtingen zijn niet nagekomen", "the obligations were not met"),
                ("wrong-information", "de gegevens bij de aanvraag waren onjuist", "the application held wrong information"),
                ("wrong-decision", "het besluit was onjuist en dat was te zien", "the decision was wrong and that was clear")):
            made = self.withdrawn(ground)
            self.says(self.letter(made), f"De grond is: {dutch} (Algemene wet bestuursrecht, artikel 4:48; na de vaststelling "
                      "artikel 4:49).", "De tuin is er niet gekomen.", "bezwaar maken bij het college", "bedwelmt")
            self.says(self.page(f"/decisions/{made}/letter?lang=en", "secretary"),
                      f"The ground is: {english} (General Administrative Law Act, article 4:48; after the settlement article "
                      "4:49).", "lodge an objection with the municipal executive")
        page = self.letter(self.withdrawn("activities-not-done", form="foundation"))
        self.says(page, "wat was afgesproken, is niet gedaan.", "geen besluit in de zin van")
        self.hides(page, "4:48", "bezwaar maken bij")

    def test_an_objection_upheld_in_both_languages(self):
        town = self.town
        town.appoint("clerk", "objections-clerk", "organisation", town.organisation)
        _, _, made = self.made(choices=("against", "against", "for", "against", "against"))
        objection = town.secretary.act("/v1/objections", {
            "decision": made, "filedOn": town.today, "grounds": "De raad las het verkeerde plan.", "excused": False})["id"]
        ruling = town.clerk.act(f"/v1/decisions/{made}/rulings", {
            "basis": "objection-ruling", "objection": objection, "ruling": "upheld", "annuls": True, "amountCents": 4_000_000,
            "reasons": "De raad las een oude versie.", "effects": EFFECTS, "document": DOCUMENT})["id"]
        self.says(self.letter(ruling), "Uw plan krijgt geld", "U krijgt: € 40.000.", "Uw bezwaar is gegrond.",
                  "De raad las een oude versie.", "in beroep gaan bij de rechtbank", "versterkt")
        english = self.page(f"/decisions/{ruling}/letter?lang=en", "secretary")
        self.says(english, "Your plan gets money", "Your objection is upheld.", "appeal to the district court", "strengthens")
        self.hides(english, "lodge an objection with", "verkeerde plan")
        self.says(self.letter(made), "Dit besluit is vernietigd.", "afgewezen")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
