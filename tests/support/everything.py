"""Every act that the API offers, done once at least: for what must hold of all of them."""
from support.buurtkas import DOCUMENT, EFFECTS
from support.money import PROOF
from support.neighbourhood import AGENDA, Neighbourhood
from support.world import World

WHY = {"reason": "Een reden.", "document": DOCUMENT}
END = {"reasons": "Een reden.", "effects": EFFECTS, "document": DOCUMENT}


def play_everything(daemon):
    """A world in which every act of the OpenAPI document was done. Returns it."""
    place = World(daemon)
    play_the_mandates(place)
    play_the_objections(place)
    play_the_register(place)
    play_the_ballot(place)
    play_the_carry_overs(place)
    play_the_rest(place)
    play_another_council(daemon)
    play_a_quiet_council(daemon)
    return place


def play_the_mandates(place):
    """Suspended, shared on, instructed and asked about; a plan over years; by urgency, and ratified."""
    spare = place.make_mandate("alone", 1_000_000, subMandateAllowed=True, ceilingUrgencyCents=20_000)
    place.grantor.act(f"/v1/mandates/{spare}/_suspend", WHY)
    place.grantor.act(f"/v1/mandates/{spare}/_resume", WHY)
    place.holder.act("/v1/mandates", place.mandate_body("alone", 10_000, parent=spare, ceilingYearCents=10_000))
    place.grantor.act("/v1/instructions", {"mandate": spare, "instruction": "Vraag advies.", **WHY})
    place.holder.act(f"/v1/information-requests/{place.ids['informationRequest']}/_answer", {"answer": "Zo."})
    place.secretary.act(*place.deciding(place.voted(100), years=[
        {"year": 2026, "amountCents": 9_000}, {"year": 2027, "amountCents": 1_000}]))
    proposal = place.proposal(10_000)
    urgent = place.people["chair"].act("/v1/decisions", {
        "basis": "urgency", "proposal": proposal, "mandate": spare, "amountCents": 10_000, **END})["id"]
    motion = place.motion(place.room, proposal, 10_000, spare, subject="ratification", releases=urgent)
    place.vote(motion, **dict.fromkeys(place.members, "for"))
    place.secretary.act(f"/v1/motions/{motion}/_close")
    place.secretary.act(*place.deciding(motion))


def play_the_objections(place):
    """One taken back, one upheld; a decision suspended, before a court, withdrawn, looked back on."""
    clerk = place.people["objections-clerk"]
    decision = place.allocate(100)
    body = {"decision": decision, "filedOn": place.today, "grounds": "Een reden.", "excused": False}
    clerk.act(f"/v1/objections/{place.ids['objection']}/_withdraw")
    objection = clerk.act("/v1/objections", body)["id"]
    clerk.act(f"/v1/decisions/{decision}/rulings", {
        "basis": "objection-ruling", "objection": objection, "ruling": "upheld", "annuls": True, **END})
    decision = place.allocate(100)
    clerk.act(f"/v1/decisions/{decision}/_suspend", WHY)
    clerk.act(f"/v1/decisions/{decision}/_resume", WHY)
    clerk.act(f"/v1/decisions/{decision}/appeals", {"filedOn": place.today, "courtCase": "ROT-26-1234"})
    place.people["member1"].act(f"/v1/decisions/{decision}/views", {"view": "Ik zie het anders."})
    place.grantor.act(f"/v1/decisions/{decision}/withdrawals", {"ground": "activities-not-done", **END})
    commitment = place.promise(100)
    place.paid(commitment, 100)
    place.settle(commitment, 100)
    place.secretary.act(f"/v1/decisions/{place.decided}/reviews", {"effects": EFFECTS, "lessons": "Begin eerder."})


def play_the_register(place):
    """An interest that ends, a conflict found late, and a key that signs no more."""
    decision = place.allocate(100)
    place.people["member1"].act(f"/v1/interests/{place.ids['interest-member']}/_end")
    place.controller.act(f"/v1/decisions/{decision}/conflicts", {
        "member": place.handles["member1"], "document": DOCUMENT})
    place.people["substitute"].act(f"/v1/member-keys/{place.ids['memberKey-substitute']}/_revoke")


def play_the_ballot(place):
    """Two tied votes on two nominees, and the lot."""
    path = f"/v1/ballots/{place.ids['ballot']}"
    tally = {"votesFirst": 1, "votesSecond": 1, "votesBlank": 1, "votesInvalid": 0,
             "counter": place.handles["secretary"], "secondCounter": place.handles["member1"]}
    for is_repeated in (False, True):
        if is_repeated:
            place.secretary.act(path + "/_repeat")
        place.secretary.act(path + "/_close", {"voters": [{"handle": place.handles[name]} for name in place.members]})
        for _ in place.members:
            place.secretary.act(path + "/papers")
        place.secretary.act(path + "/tallies", tally)
    place.secretary.act(path + "/_correct", {**tally, "reason": "De stapels zijn nageteld."})
    place.secretary.act(path + "/lots", {
        "chosen": 1, "drawnBy": place.handles["secretary"], "witness": place.handles["member1"]})


def play_the_carry_overs(place):
    """Money and a promise that go on in another envelope."""
    place.fresh(1_000)
    source, commitment = place.envelope, place.promise(100)
    place.fresh(1_000)
    over = {"to": place.envelope, "amountCents": 5_000, **WHY}
    place.grantor.act(f"/v1/envelopes/{source}/carry-overs", over)
    place.grantor.act(f"/v1/commitments/{commitment}/carry-overs", over)


def play_the_rest(place):
    """The acts of money and of a council that the world did not need yet."""
    place.fresh(1_000, "bank")
    place.receive(900)
    place.down(100)
    commitment = place.promise(300, allocated=500)
    place.signatory.act(f"/v1/commitments/{commitment}/_raise", {"amountCents": 10_000})
    place.signatory.act(f"/v1/commitments/{commitment}/releases", {"amountCents": 5_000, "reasonCode": "cheaper"})
    place.release_allocation(place.decided, 50)
    place.paid(commitment, 100, "advance")
    recovery = place.acceptor.act(place.account(commitment, 80, 20))["recovery"]
    place.payer.act(*place.got(recovery, 15))
    place.grantor.act(*place.writing_off(recovery, 5))
    claim = place.accepted(commitment, 60)
    place.on_payment(place.order(claim, 60), "reject")
    payment = place.order(claim, 60)
    place.reverse(place.on_payment(payment, "book")["id"])
    place.on_payment(payment, "book")
    place.settle(commitment, 145)
    place.holder.act(f"/v1/decisions/{place.ids['waiting']}/concurrences", {"answer": "concurs"})
    place.secretary.act(f"/v1/proposals/{place.proposal(100)}/versions", {
        "title": "Anders", "costLines": [{"label": "Alles", "amountCents": 100}],
        "financingLines": [{"source": "Fonds", "amountCents": 10, "inKind": False, "status": "confirmed"}]})
    place.people["member1"].act(f"/v1/motions/{place.ids['openMotion']}/recusals")
    place.grantor.act(f"/v1/mandates/{place.ids['spareMandate']}/_withdraw", {
        "reason": "Om.", "document": DOCUMENT})
    place.grantor.act(f"/v1/appointments/{place.ids['in-organisation']}/_end", {"untilDate": "2026-02-01"})
    place.end()
    place.grantor.act(*place.releasing(place.decided, place.columns()["allocated"]))
    for share in place.give_back(place.columns()["available"])["shares"]:
        place.payer.act(f"/v1/returns/{share['return']}/_book", PROOF)
    place.close()
    place.on_payment(payment, "return")
    place.on_payment(payment, "abandon")
    place.payer.act(*place.refunding(commitment, 5))
    place.secretary.act(f"/v1/meetings/{place.meeting()}/_close")
    place.operator.act(f"/v1/tokens/{place.ids['token']}/_revoke")
    place.signatory.post(*place.committing(place.decided, 1))  # refused, and refused the same way again


def play_a_quiet_council(daemon):
    """One that hides its counts, and decides in writing until a member asks for a meeting."""
    hood = Neighbourhood(daemon, seats=3)
    hood.rules = hood.grantor.act("/v1/rule-sets", {
        "council": hood.council, "base": "majority", "fromDate": hood.day, "changeVote": True, "namesPublic": False,
        "interim": "hidden", "written": "threshold"})["id"]
    motion = hood.motion(hood.meeting(), hood.proposal(1000), 1000)
    hood.vote(motion, member1="for", member2="for", member3="against")
    hood.secretary.act(f"/v1/motions/{motion}/_end-voting")
    hood.secretary.act(f"/v1/motions/{motion}/_close")
    written = hood.secretary.act("/v1/meetings", {
        "council": hood.council, "onDate": hood.today, "untilDate": "2099-01-01", "public": True,
        "agenda": AGENDA})["id"]
    hood.secretary.act(f"/v1/meetings/{written}/_open", {"ruleSet": hood.rules})
    motion = hood.motion(written, hood.proposal(1000), 1000)
    hood.people["member1"].act(f"/v1/motions/{motion}/_request-meeting", {"reason": "Een reden."})


def play_another_council(daemon):
    """One with other rules: a meeting that does not open, a proxy, a vote asked for, a tie that its chair breaks."""
    hood = Neighbourhood(daemon, seats=5, members=4)
    hood.rules = hood.grantor.act("/v1/rule-sets", {
        "council": hood.council, "base": "foundation", "tie": "chair-casts", "proxiesMax": 1, "fromDate": hood.day,
        "changeVote": True, "namesPublic": False})["id"]
    hood.appoint("chair", "chair", "council", hood.council, by=hood.secretary)
    hood.members.append("chair")
    meeting = hood.secretary.act("/v1/meetings", {
        "council": hood.council, "onDate": hood.today, "public": True, "agenda": [{"number": 1, "title": "Opening"}]})["id"]
    hood.member4.act(f"/v1/meetings/{meeting}/proxies", {"holder": hood.handles["member1"]})
    hood.secretary.act(f"/v1/meetings/{meeting}/_lapse", {"ruleSet": hood.rules})
    motion = hood.motion(hood.meeting(), hood.proposal(1_000), 1_000)
    hood.member2.act(f"/v1/motions/{motion}/_request-vote", {"method": "roll-call"})
    hood.vote(motion, member1="for", member2="for", member3="against", member4="against")
    hood.secretary.act(f"/v1/motions/{motion}/_close")
    hood.chair.act(f"/v1/motions/{motion}/_break-tie", {"choice": "for"})
    late = hood.meeting()
    hood.secretary.act(f"/v1/meetings/{late}/_amend-agenda", {
        "agenda": [{"number": 3, "title": "Nog een plan", "proposal": hood.proposal(1_000)}]})
    strict = hood.grantor.act("/v1/rule-sets", {
        "council": hood.council, "base": "foundation", "fromDate": hood.day, "changeVote": True, "namesPublic": False,
        "noticeDays": 7, "lateItems": "by-all-present"})["id"]
    hood.secretary.act(f"/v1/meetings/{late}/_admit-item", {
        "ruleSet": strict, "item": 3, "agreed": len(hood.members)})
