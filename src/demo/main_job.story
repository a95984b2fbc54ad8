# One neighbourhood euro from grant to return: the example of the posting rows, through the API.
let doc 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
let effects [{"effect":"strengthens","answer":"yes","reason":"Buren leren elkaar kennen."},{"effect":"restores","answer":"partly","reason":"Een oude ontmoetingsplek komt terug."},{"effect":"replaces","answer":"no","reason":"Er verdwijnt niets."},{"effect":"numbs","answer":"not-yet-known","reason":"Dat blijkt pas na een seizoen."}]

say People, and who they are in the neighbourhood
at 2026-01-05T09:00:00+01:00
as operator
person grantor "Voorbeeld Opdrachtgever"
person holder "Voorbeeld Programmamanager"
person secretary "Voorbeeld Secretaris"
person chair "Voorbeeld Voorzitter"
person member1 "Voorbeeld Lid Een"
person member2 "Voorbeeld Lid Twee"
person member3 "Voorbeeld Lid Drie"
person signatory "Voorbeeld Tekenaar"
person acceptor "Voorbeeld Beoordelaar"
person payer "Voorbeeld Betaler"
person controller "Voorbeeld Controller"
post /v1/organisations gemeente
  {"name": "Gemeente Voorbeeldstad", "kind": "municipality", "code": "GM9999"}
appoint grantor grantor organisation ${gemeente} 2026-01-01
as grantor
appoint holder holder organisation ${gemeente} 2026-01-01
appoint signatory signatory organisation ${gemeente} 2026-01-01
appoint acceptor acceptor organisation ${gemeente} 2026-01-01
appoint payer payer organisation ${gemeente} 2026-01-01
appoint controller controller organisation ${gemeente} 2026-01-01

say Area, council, rule set, programme
post /v1/areas area
  {"organisation": "${gemeente}", "name": "Voorbeeldwijk", "fromDate": "2026-01-01", "codes": [{"code": "BU99990101"}, {"code": "BU99990102"}]}
post /v1/councils council
  {"organisation": "${gemeente}", "area": "${area}", "name": "Programmaraad Voorbeeldwijk", "statute": "none", "seats": 5, "namesPublic": false}
appoint secretary secretary council ${council} 2026-01-01
as secretary
appoint chair chair council ${council} 2026-01-01
appoint member1 member council ${council} 2026-01-01
appoint member2 member council ${council} 2026-01-01
appoint member3 member council ${council} 2026-01-01
as grantor
post /v1/rule-sets rules
  {"council": "${council}", "base": "majority", "fromDate": "2026-01-01", "changeVote": true, "namesPublic": false}
post /v1/programmes programme
  {"organisation": "${gemeente}", "name": "Samenleven in de wijk", "taskField": "6.1", "budgetYear": 2026}

say Row 1: the municipality grants EUR 1,000,000
post /v1/envelopes envelope
  {"organisation": "${gemeente}", "council": "${council}", "programme": "${programme}", "name": "Wijkbudget 2026", "mode": "municipal", "cashier": "municipality", "vatCompensable": false, "fromDate": "2026-01-01", "untilDate": "2027-01-01", "amountCents": 100000000, "document": "${doc}"}
sum ${envelope}
expect sum.grantedCents 100000000
expect sum.availableCents 100000000
expect sum.unspentGrantCents 100000000
post /v1/mandates mandate
  {"organisation": "${gemeente}", "council": "${council}", "form": "mandate", "exercise": "alone", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Subsidies voor bewonersinitiatieven", "ceilingDecisionCents": 5000000, "ceilingYearCents": 50000000, "fromDate": "2026-01-01", "document": "${doc}"}
as holder
post /v1/mandates/${mandate}/_consent
  {}

say A proposal, a meeting, a motion, votes, a verdict
as secretary
post /v1/payees payee
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Stichting Voorbeeldtuin", "legalPerson": true, "basedInArea": true}
post /v1/proposals proposal
  {"envelope": "${envelope}", "title": "Buurtmoestuin", "summary": "Samen tuinieren op het plein.", "applicant": "${payee}", "category": "groen", "costLines": [{"label": "Grond en planten", "amountCents": 2500000}, {"label": "Hekwerk", "amountCents": 2000000}], "financingLines": [{"source": "Voorbeeldfonds", "amountCents": 500000, "inKind": false, "status": "confirmed"}]}
at 2026-02-10T19:30:00+01:00
post /v1/meetings meeting
  {"council": "${council}", "onDate": "2026-02-10", "title": "Vergadering februari", "public": true, "agenda": [{"number": 1, "title": "Buurtmoestuin", "proposal": "${proposal}"}, {"number": 2, "title": "Vrijval van de buurtmoestuin", "proposal": "${proposal}"}]}
attend ${meeting} chair member1 member2 member3
post /v1/meetings/${meeting}/_open
  {"ruleSet": "${rules}"}
post /v1/motions motion
  {"meeting": "${meeting}", "item": 1, "subject": "allocation", "proposal": "${proposal}", "ruleSet": "${rules}", "mandate": "${mandate}", "amountCents": 4000000, "question": "Krijgt de buurtmoestuin 40.000 euro?", "effects": ${effects}}
post /v1/motions/${motion}/_open
  {}
votes ${motion} for chair member1 member2
votes ${motion} against member3
as secretary
post /v1/motions/${motion}/_close closed
  {}
expect closed.verdict adopted

say Row 3: the decision allocates EUR 40,000
post /v1/decisions decision
  {"basis": "verdict", "motion": "${motion}", "reasons": "De tuin brengt buren bij elkaar.", "effects": ${effects}}
sum ${envelope}
expect sum.availableCents 96000000
expect sum.allocatedCents 4000000
as signatory
post /v1/commitments ! decision-not-notified
  {"decision": "${decision}", "payee": "${payee}", "kind": "subsidy", "amountCents": 3000000}
as secretary
at 2026-02-12T10:00:00+01:00
post /v1/notifications
  {"decision": "${decision}", "channel": "letter", "onDate": "2026-02-12"}
post /v1/publications
  {"decision": "${decision}"}

say Row 4: a commitment of EUR 30,000
as signatory
post /v1/commitments commitment
  {"decision": "${decision}", "payee": "${payee}", "kind": "subsidy", "amountCents": 3000000}
post /v1/commitments ! more-than-allocated
  {"decision": "${decision}", "payee": "${payee}", "kind": "subsidy", "amountCents": 1000001}

say Row 9: EUR 10,000 of the allocation is released by the council
as secretary
post /v1/motions motion2
  {"meeting": "${meeting}", "item": 2, "subject": "release", "proposal": "${proposal}", "releases": "${decision}", "ruleSet": "${rules}", "mandate": "${mandate}", "amountCents": 1000000, "question": "Valt 10.000 euro vrij?"}
post /v1/motions/${motion2}/_open
  {}
votes ${motion2} for chair member1 member2 member3
as secretary
post /v1/motions/${motion2}/_close
  {}
post /v1/decisions decision2
  {"basis": "verdict", "motion": "${motion2}", "reasons": "Het hek kost minder.", "effects": ${effects}}
post /v1/decisions/${decision}/releases
  {"releasingDecision": "${decision2}", "amountCents": 1000000, "reasonCode": "cheaper"}
sum ${envelope}
expect sum.availableCents 97000000
expect sum.allocatedCents 0
expect sum.committedCents 3000000

say Row 5v: an advance of EUR 20,000 is accepted by one person
post /v1/claims claim
  {"commitment": "${commitment}", "kind": "advance", "amountCents": 2000000}
as acceptor
post /v1/claims/${claim}/_accept
  {}
sum ${envelope}
expect sum.payableCents 2000000
expect sum.advanceCents 2000000

say Rows 6 and 7: ordered and booked by another
as payer
post /v1/payments payment
  {"claim": "${claim}", "amountCents": 2000000, "endToEndId": "BK-2026-0001"}
post /v1/payments/${payment}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
sum ${envelope}
expect sum.paidCents 2000000
expect sum.payableCents 0

say Rows 5a and 5u: EUR 18,000 spent, EUR 2,000 unused
as secretary
at 2026-09-01T10:00:00+02:00
post /v1/commitments/${commitment}/accountabilities account
  {"spentCents": 1800000, "unusedCents": 200000, "document": "${doc}"}
as acceptor
post /v1/accountabilities/${account}/_accept accepted
  {}
sum ${envelope}
expect sum.advanceCents 0
expect sum.recoveryCents 200000
expect sum.expenseCents 1800000
expect sum.unspentGrantCents 98200000

say Row 11: the EUR 2,000 comes back
as payer
post /v1/recoveries/${accepted.recovery}/_receive
  {"amountCents": 200000, "proofKind": "ledger-extract", "proof": "${doc}"}
sum ${envelope}
expect sum.availableCents 97200000
expect sum.paidCents 1800000

say Row 5: a final claim of EUR 8,000; 6 and 7: paid
as secretary
post /v1/claims claim2
  {"commitment": "${commitment}", "kind": "final", "amountCents": 800000}
as acceptor
post /v1/claims/${claim2}/_accept
  {}
as payer
post /v1/payments payment2
  {"claim": "${claim2}", "amountCents": 800000, "endToEndId": "BK-2026-0002"}
post /v1/payments/${payment2}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
sum ${envelope}
expect sum.committedCents 200000
expect sum.paidCents 2600000

say Rows 8 and 9: settled at EUR 26,000
as grantor
post /v1/commitments/${commitment}/settlements settled
  {"amountCents": 2600000, "reasons": "Alles is uitgevoerd.", "effects": ${effects}, "document": "${doc}"}
sum ${envelope}
expect sum.availableCents 97400000
expect sum.committedCents 0

say Rows 1d and 1: down EUR 100,000, up EUR 50,000
post /v1/envelopes/${envelope}/amendments
  {"kind": "down", "grant": "${envelope.grant}", "amountCents": 10000000, "reason": "Begrotingswijziging", "document": "${doc}"}
post /v1/envelopes/${envelope}/amendments
  {"kind": "up", "grant": "${envelope.grant}", "amountCents": 5000000, "reason": "Begrotingswijziging", "document": "${doc}"}
sum ${envelope}
expect sum.grantedCents 95000000
expect sum.availableCents 92400000

say Row 12: ended, the remainder returned, closed
at 2027-01-11T10:00:00+01:00
post /v1/envelopes/${envelope}/_end
  {}
post /v1/envelopes/${envelope}/_close ! not-settled-up
  {}
post /v1/envelopes/${envelope}/returns
  {"amountCents": 92400000}
post /v1/envelopes/${envelope}/_close
  {}
sum ${envelope}
expect sum.availableCents 0
expect sum.returnedCents 92400000
expect sum.paidCents 2600000

say Row 11c: EUR 500 received late goes from paid straight to returned
as payer
post /v1/recoveries/${accepted.recovery}/_receive
  {"amountCents": 50000, "proofKind": "ledger-extract", "proof": "${doc}"}
sum ${envelope}
expect sum.paidCents 2550000
expect sum.returnedCents 92450000
expect sum.expenseCents 2550000
