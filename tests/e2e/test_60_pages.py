"""Pages and letters: what they say, in whose name, in two languages; what they never show; and that they are sound."""
import sys
import xml.etree.ElementTree as xml

from support.buurtkas import EFFECTS
from support.neighbourhood import AGENDA
from support.pages import Room
from support.runner import run

HOSTILE = "<script>alert('x')</script> & \"onload=1\" </main>\ufffe\x0b"


class Pages(Room):
    # --- The letter.

    def test_a_letter_says_in_whose_name_why_and_until_when(self):
        _, _, made = self.made(reasons="De tuin brengt buren bij elkaar.", conditions="Het hek blijft open.")
        page = self.page(f"/decisions/{made}/letter", "secretary")
        reference = self.town.secretary.get(f"/v1/decisions/{made}").json["reference"]
        self.assertEqual(page.lang, "nl")
        self.says(page, reference, "Stichting Voorbeeld", "Buurtmoestuin", "U krijgt: € 40.000.",
                  "Programmaraad Voorbeeldwijk heeft dit besluit genomen namens het college van burgemeester en wethouders "
                  "van Gemeente Voorbeeldstad", "Awb-10:3", "De tuin brengt buren bij elkaar.", "Het hek blijft open.",
                  "Aangenomen: 2 voor, 1 tegen", "versterkt", "herstelt", "vervangt", "bedwelmt",
                  "bezwaar maken bij het college", "uiterlijk op 16 februari 2026",
                  "namens het college van burgemeester en wethouders van Gemeente Voorbeeldstad Programmaraad")

    def test_a_letter_in_english(self):
        _, _, made = self.made()
        for page in (self.page(f"/decisions/{made}/letter?lang=en", "secretary"),
                     self.page(f"/decisions/{made}/letter", "secretary", Accept_Language="fr, en-GB;q=0.8, nl;q=0.5")):
            self.assertEqual(page.lang, "en")
            self.says(page, "You get: €40,000.", "on behalf of the municipal executive", "Adopted: 2 for, 1 against",
                      "strengthens", "16 February 2026 at the latest")
        page = self.page(f"/decisions/{made}/letter?lang=nl", "secretary", Accept_Language="en")
        self.assertEqual(page.lang, "nl")

    def test_a_refusal_states_the_rule(self):
        _, _, made = self.made(choices=("against", "against", "for"))
        page = self.page(f"/decisions/{made}/letter", "secretary")
        self.says(page, "Uw plan krijgt geen geld", "afgewezen", "Welke regel gold",
                  "Verworpen: 1 voor, 2 tegen", "2 voor nodig, meer dan 1/2")
        self.hides(page, "U krijgt")

    def test_less_than_asked_says_why(self):
        _, _, made = self.made(asked=6_000_000, motion={"partialReason": "Het hek betaalt de gemeente."},
                               partialReason="Het hek betaalt de gemeente.")
        page = self.page(f"/decisions/{made}/letter", "secretary")
        self.says(page, "€ 60.000", "€ 40.000", "Waarom minder dan gevraagd", "Het hek betaalt de gemeente.")

    def test_the_receipts_code_leads_to_the_entry(self):
        _, _, made = self.made()
        entry = self.town.secretary.get(f"/v1/decisions/{made}").json["entry"]
        leaf = self.town.public.get(f"/v1/entries/{entry}").json["leafHash"]
        page = self.page(f"/decisions/{made}/letter", "secretary")
        self.says(page, f"{entry}-{leaf[:12]}")
        self.assertIn(("a", {"href": f"/v1/entries/{entry}"}), page.tags)

    def test_the_form_fixes_objection_and_name(self):
        other = self.town.make_mandate("alone", 50_000_000, form="delegation")
        _, _, made = self.made(mandate=other)
        page = self.page(f"/decisions/{made}/letter", "secretary")
        self.says(page, "heeft dit besluit genomen in eigen naam", "bezwaar maken bij Programmaraad Voorbeeldwijk")
        private = self.town.make_mandate("alone", 50_000_000, form="foundation")
        _, _, made = self.made(mandate=private, notify=False, publish=False)
        page = self.page(f"/decisions/{made}/letter", "secretary")
        self.says(page, "geen besluit in de zin van de Algemene wet bestuursrecht")
        self.hides(page, "bezwaar maken bij", "zes weken")

    def test_under_advice_the_deciding_body_writes(self):
        advisory = self.town.make_mandate("advisory", 50_000_000)
        meeting = self.town.meeting()
        proposal = self.town.proposal(4_000_000)
        motion = self.town.motion(meeting, proposal, 4_000_000, advisory)
        self.town.vote(motion, member1="for", member2="for", member3="for")
        self.town.secretary.act(f"/v1/motions/{motion}/_close")
        made = self.town.holder.post("/v1/decisions", {"basis": "verdict", "motion": motion, "reasons": "Een reden.",
                                                      "effects": EFFECTS, "advice": "followed"})
        if made.status != 201:
            made = self.town.grantor.post("/v1/decisions", {"basis": "verdict", "motion": motion, "effects": EFFECTS,
                                                            "reasons": "Een reden.", "advice": "followed"})
        self.assertEqual(made.status, 201, made)
        page = self.page(f"/decisions/{made.json['id']}/letter", "secretary")
        self.says(page, "na advies van Programmaraad Voorbeeldwijk", "Het advies is gevolgd.")
        self.hides(page, "namens")

    def test_a_joint_decision_that_waits_is_a_draft(self):
        joint = self.town.make_mandate("joint", 50_000_000, silence="nothing", deadlineDays=14)
        _, _, made = self.made(mandate=joint, notify=False, publish=False)
        self.says(self.page(f"/decisions/{made}/letter", "secretary"), "Concept: dit besluit geldt nog niet.")
        self.town.holder.act(f"/v1/decisions/{made}/concurrences", {"answer": "declines", "reason": "Een reden."})
        self.assertEqual(self.get(f"/decisions/{made}/letter", "secretary").status, 404)

    def test_a_letter_is_for_insiders(self):
        _, _, made = self.made()
        self.assertEqual(self.get(f"/decisions/{made}/letter").status, 401)
        stranger = self.town.operator.act("/v1/persons", {"name": "Voorbeeld vreemde"})["id"]
        token = self.town.operator.act("/v1/tokens", {"person": stranger, "untilDate": "2099-01-01"})["token"]
        answer = self.get(f"/decisions/{made}/letter", Authorization=f"Bearer {token}")
        self.assertEqual(answer.status, 404, answer)

    # --- Minutes, agenda, tally.

    def test_minutes_tell_the_evening(self):
        town = self.town
        meeting = town.meeting(present=["member1", "member2"])
        motion = town.motion(meeting, town.proposal(1_000_000), 1_000_000)
        town.vote(motion, member1="for", member2="against")
        votes = town.secretary.get(f"/v1/motions/{motion}/votes").json["items"]
        mistaken, = (vote["id"] for vote in votes if vote["member"] == town.handles["member2"])
        town.member2.act(f"/v1/motions/{motion}/votes", {"choice": "for", "supersedes": mistaken})
        town.secretary.act(f"/v1/motions/{motion}/_close")
        made = town.decide(motion)
        town.secretary.act(f"/v1/meetings/{meeting}/_close")
        page = self.page(f"/meetings/{meeting}/minutes", "secretary")
        self.says(page, "Programmaraad Voorbeeldwijk (Gemeente Voorbeeldstad)", "5 januari 2026, geopend om",
                  "Bij de opening waren er 2 van de 3 leden aanwezig (de raad heeft 3 zetels). Nodig om te openen: 2.",
                  "Voorbeeld member1", "Voorbeeld member2", "gekomen", "Krijgt dit plan geld?", "Uitslag: aangenomen",
                  "Aangenomen: 2 voor, 0 tegen", "telt niet: later gewijzigd", "toegekend, € 10.000")
        self.hides(page, "Voorbeeld member3")
        english = self.page(f"/meetings/{meeting}/minutes?lang=en", "secretary")
        self.says(english, "2 of the 3 members were present", "Verdict: adopted", "does not count", "granted, €10,000")
        public = self.page(f"/meetings/{meeting}/minutes")
        self.says(public, "De uitslag is nog niet bekendgemaakt", "Wie er waren, wordt hier niet genoemd")
        self.hides(public, "member1", "Aangenomen", "aangenomen", "D-2026", "voor,")
        town.secretary.act("/v1/notifications", {"decision": made, "channel": "letter", "onDate": town.today})
        town.secretary.act("/v1/publications", {"decision": made})
        public = self.page(f"/meetings/{meeting}/minutes")
        self.says(public, "Aangenomen: 2 voor, 0 tegen", "Besluit D-2026")
        self.hides(public, "Voorbeeld member", town.handles["member1"][:8], "telt niet")

    def test_recusals_stand_in_the_minutes(self):
        town = self.town
        meeting = town.meeting()
        motion = town.motion(meeting, town.proposal(1_000_000), 1_000_000)
        town.member3.act(f"/v1/motions/{motion}/recusals", {})
        town.vote(motion, member1="for", member2="for")
        town.secretary.act(f"/v1/motions/{motion}/_close")
        page = self.page(f"/meetings/{meeting}/minutes", "secretary")
        self.says(page, "Deden niet mee, om een persoonlijk belang: Voorbeeld member3.", "Concept: de vergadering")
        self.hides(self.page(f"/meetings/{meeting}/minutes"), "persoonlijk belang", "member3")

    def test_the_tally_has_its_denominator_and_one_rule(self):
        town = self.town
        meeting = town.meeting(present=["member1", "member2"])
        motion = town.motion(meeting, town.proposal(1_000_000), 1_000_000)
        town.vote(motion, member1="for")
        inside = town.secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual({name: inside[name] for name in ("seats", "seated", "present", "eligible", "voted", "votesFor",
                                                          "votesAgainst", "state")},
                         {"seats": 3, "seated": 3, "present": 2, "eligible": 3, "voted": 1, "votesFor": 1,
                          "votesAgainst": 0, "state": "open"})
        self.says(self.page(f"/meetings/{meeting}", "secretary"),
                  "Stemmen: 1 van 2 (aanwezig en niet teruggetrokken). Leden: 3, teruggetrokken: 0.Geteld: 1 voor, 0 tegen.")
        public = town.public.get(f"/v1/motions/{motion}/tally").json
        self.assertLessEqual({"seats", "seated", "state"}, set(public))
        self.assertFalse({"voted", "present", "votesFor", "votesAgainst"} & set(public), public)
        self.hides(self.page(f"/meetings/{meeting}"), "Stemmen:", "1 voor")
        town.vote(motion, member2="against")
        town.secretary.act(f"/v1/motions/{motion}/_close")
        made = town.decide(motion)
        self.assertNotIn("votesFor", town.public.get(f"/v1/motions/{motion}/tally").json)
        self.assertEqual(town.public.get(f"/v1/motions/{motion}/tally").json["state"], "closed")
        town.secretary.act("/v1/notifications", {"decision": made, "channel": "letter", "onDate": town.today})
        town.secretary.act("/v1/publications", {"decision": made})
        public = town.public.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((public["votesFor"], public["voted"], public["present"]), (1, 2, 2))

    def test_an_agenda_in_order(self):
        town = self.town
        meeting = town.meeting()
        second = town.motion(meeting, town.proposal(100, "Tweede plan"), 100, item=2)
        first = town.motion(meeting, town.proposal(100, "Eerste plan"), 100, item=1)
        items = town.public.get(f"/v1/meetings/{meeting}/agenda").json["items"]
        self.assertEqual([(item["id"], item["item"], item["title"]) for item in items],
                         [(first, 1, "Plannen: Eerste plan"), (second, 2, "Meer plannen: Tweede plan")])
        page = self.page(f"/meetings/{meeting}")
        self.assertLess(page.text.index("Eerste plan"), page.text.index("Tweede plan"))
        self.assertIn(("a", {"href": f"/v1/councils/{town.council}/feed"}), page.tags)
        self.says(self.page(f"/meetings/{meeting}?lang=en"), "Item 1: Plannen: Eerste plan", "voting is open")

    def test_a_closed_meeting_keeps_its_agenda_inside(self):
        town = self.town
        meeting = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": town.today, "public": False, "agenda": AGENDA})["id"]
        for name in town.members:
            town.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": town.handles[name], "presence": "arrived"})
        town.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": town.rules})
        town.motion(meeting, town.proposal(100, "Achter gesloten deuren"), 100)
        self.assertEqual(town.public.get(f"/v1/meetings/{meeting}/agenda").json["items"], [])
        for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/minutes"):
            self.hides(self.page(path), "Achter gesloten", "Krijgt dit plan")
        self.says(self.page(f"/meetings/{meeting}", "secretary"), "Achter gesloten deuren", "niet openbaar")

    def test_a_members_votes(self):
        town = self.town
        _, motion, made = self.made(choices=("for", "abstain", "for"), notify=False, publish=False)
        path = f"/v1/members/{town.handles['member2']}/votes?limit=100"
        mine = [vote for vote in town.secretary.get(path).json["items"] if vote["motion"] == motion]
        self.assertEqual([(vote["choice"], vote["verdict"]) for vote in mine], [("abstain", "adopted")])
        self.tell(made)
        self.assertEqual(town.public.get(path).json["items"], [], "counts in public, names for members")

    # --- Lists and feed.

    def test_decisions_are_found_by_state_effect_and_period(self):
        town = self.town
        _, _, made = self.made(effects=[
            {"effect": name, "answer": "yes" if name == "numbs" else "no", "reason": "Een reden."}
            for name in ("strengthens", "restores", "replaces", "numbs")])
        where = f"/v1/decisions?council={town.council}&limit=100"

        def found(more, who=town.public):
            return made in {item["id"] for item in who.get(where + more).json["items"]}
        for who in (town.public, town.secretary):
            self.assertTrue(found("&effect=numbs&state=in-effect&fromDate=2026-01-05&untilDate=2026-01-06", who))
            self.assertFalse(found("&effect=strengthens", who))
            self.assertFalse(found("&state=suspended", who))
            self.assertFalse(found("&fromDate=2026-01-06", who))
            self.assertFalse(found("&untilDate=2026-01-05", who))
        self.assertEqual(town.public.get("/v1/decisions?effect=joy").status, 400)

    def feed(self, council=None, lang=""):
        answer = self.town.public.get(f"/v1/councils/{council or self.town.council}/feed{lang}", Accept="application/atom+xml")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/atom+xml"), answer)
        return xml.fromstring(answer.body), answer.body.decode()

    def test_the_feed_is_atom_and_has_published_decisions_only(self):
        names = {"a": "http://www.w3.org/2005/Atom"}
        _, _, waiting = self.made(title="Nog niet openbaar", publish=False)
        _, _, untold = self.made(title="Nog niet verteld", notify=False)
        _, _, made = self.made(title="Wel openbaar")
        feed, text = self.feed()
        self.assertEqual(feed.tag, "{http://www.w3.org/2005/Atom}feed")
        for required in ("id", "title", "updated", "author", "link"):
            self.assertIsNotNone(feed.find(f"a:{required}", names), required)
        entries = {entry.find("a:id", names).text: entry for entry in feed.findall("a:entry", names)}
        self.assertIn(f"urn:uuid:{made}", entries)
        entry = entries[f"urn:uuid:{made}"]
        self.assertIn("Wel openbaar, toegekend", entry.find("a:title", names).text)
        self.assertEqual(entry.find("a:summary", names).text, "toegekend: €\u00a040.000")
        self.assertRegex(entry.find("a:updated", names).text, r"^2026-01-05T\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertTrue(entry.find("a:link", names).get("href").endswith(f"/v1/decisions/{made}"))
        for hidden in (waiting, untold, "Nog niet"):
            self.assertNotIn(hidden, text)
        self.assertIn("granted", self.feed(lang="?lang=en")[1])
        path = f"/v1/councils/{self.town.council}/feed"
        tag = self.get(path, Accept="*/*").headers["etag"]
        self.assertEqual(self.get(path, Accept="*/*", If_None_Match=tag).status, 304)
        self.town.secretary.act("/v1/publications", {"decision": waiting})
        again = self.get(path, Accept="*/*", If_None_Match=tag)
        self.assertEqual((again.status, b"Nog niet openbaar" in again.body), (200, True))
        self.assertEqual(self.get("/v1/councils/01993e5a-0000-7000-8000-000000000001/feed", Accept="*/*").status, 404)
        self.assertEqual(self.get(f"/v1/councils/{self.town.council}/feed", Accept="text/html").status, 406)

    # --- Hostile texts, and people.

    def test_hostile_texts_are_only_text(self):
        hostile = HOSTILE.replace("\x0b", "").replace("\ufffe", "")
        for text in (hostile, HOSTILE):
            meeting = self.town.secretary.post("/v1/meetings", {
                "council": self.town.council, "onDate": self.town.today, "title": text, "public": True})
            if meeting.status == 201:
                self.assertIn(hostile, self.page(f"/meetings/{meeting.json['id']}").text)
                self.assertIn(hostile, self.page(f"/meetings/{meeting.json['id']}/minutes").text)
        payee = self.town.secretary.act("/v1/payees", {
            "organisation": self.town.organisation, "kind": "organisation", "name": hostile, "legalPerson": True,
            "basedInArea": True})["id"]
        meeting, _, made = self.made(
            title=hostile, applicant=payee, asked=6_000_000, motion={"question": hostile, "partialReason": hostile},
            reasons=hostile, conditions=hostile, partialReason=hostile, effects=[{**effect, "reason": hostile} for effect in EFFECTS])
        letter = self.page(f"/decisions/{made}/letter", "secretary")
        self.assertEqual(letter.text.count(hostile), 10)
        for who in (None, "secretary"):
            self.assertIn(hostile, self.page(f"/meetings/{meeting}", who).text)
            self.assertIn(hostile, self.page(f"/meetings/{meeting}/minutes", who).text)
        feed, _ = self.feed()
        self.assertIn(hostile, "".join(feed.itertext()))

    def test_a_natural_person_stays_inside(self):
        payee = self.person("Voorbeeld Bewoner")
        refused = self.made(choices=("against",) * 3, title="Plan van Bewoner", applicant=payee,
                            motion={"question": "Krijgt Bewoner geld?"}, reasons="Bewoner vroeg te laat.")
        granted = self.made(title="Toegekend plan", applicant=self.person("Voorbeeld Buurvrouw"))
        self.says(self.page(f"/decisions/{refused[2]}/letter", "secretary"), "Voorbeeld Bewoner", "Plan van Bewoner")
        for path in (f"/meetings/{refused[0]}", f"/meetings/{refused[0]}/minutes"):
            self.hides(self.page(path), "Bewoner")
        self.says(self.page(f"/meetings/{granted[0]}"), "Toegekend plan")
        for text in (self.feed()[1], self.town.public.get(f"/v1/meetings/{refused[0]}/agenda").body.decode(),
                     self.page(f"/meetings/{granted[0]}/minutes").text):
            self.assertNotIn("Bewoner", text)
            self.assertNotIn("Buurvrouw", text)
        self.assertIn("Toegekend plan", self.feed()[1])

    # --- The frame.

    def test_the_stylesheet_is_kept_and_asked_again(self):
        answer = self.get("/static/buurtkas.css", Accept="text/css,*/*;q=0.1")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/css; charset=utf-8"))
        self.assertIn("@media print", answer.body.decode())
        again = self.get("/static/buurtkas.css", Accept="*/*", If_None_Match=answer.headers["etag"])
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(answer.body.count(b"{"), answer.body.count(b"}"))

    def test_bad_addresses(self):
        meeting = self.town.meeting()
        self.assertEqual(self.get(f"/meetings/{meeting}?lang=xx").status, 400)
        self.assertEqual(self.get(f"/meetings/{meeting}?x=1").status, 400)
        self.assertEqual(self.get(f"/meetings/{meeting}", Accept="application/json").status, 406)
        for path in ("/meetings/x", "/meetings/01993e5a-0000-7000-8000-000000000001/minutes", f"/meetings/{meeting}/"):
            self.assertEqual(self.get(path).status, 404, path)
        self.assertEqual(self.get("/decisions/01993e5a-0000-7000-8000-000000000001/letter", "secretary").status, 404)


class Names(Room):
    def test_names_are_public_by_handle_where_the_rules_say_so(self):
        town = self.town
        town.rules = town.grantor.act("/v1/rule-sets", {"council": town.council, "base": "majority", "fromDate": town.day,
                                                   "changeVote": True, "namesPublic": True})["id"]
        meeting, motion, made = self.made(notify=False, publish=False)
        short = town.handles["member3"][:8]
        path = f"/v1/members/{town.handles['member3']}/votes?limit=100"
        self.hides(self.page(f"/meetings/{meeting}/minutes"), short)
        self.assertNotIn(motion, {vote["motion"] for vote in town.public.get(path).json["items"]})
        self.tell(made)
        public = self.page(f"/meetings/{meeting}/minutes")
        self.says(public, f"lid {short}tegen")
        self.hides(public, "Voorbeeld member")
        self.says(public, "Wie er waren, wordt hier niet genoemd.")  # the council's own choice
        vote, = (vote for vote in town.public.get(path).json["items"] if vote["motion"] == motion)
        self.assertEqual((vote["choice"], vote["question"]), ("against", "Krijgt dit plan geld?"))


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
