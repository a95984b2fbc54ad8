# A year in the demonstration neighbourhood. Every name is made up and says so.
let doc 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
let e_groen [{"effect":"strengthens","answer":"yes","reason":"Buren die elkaar niet kenden, werken samen in de tuin."},{"effect":"restores","answer":"partly","reason":"Er was hier vroeger een volkstuin."},{"effect":"replaces","answer":"no","reason":"Er verdwijnt niets van bewoners zelf."},{"effect":"numbs","answer":"not-yet-known","reason":"Dat weten we pas na een seizoen: houden mensen het vol?"}]
let e_spelen [{"effect":"strengthens","answer":"yes","reason":"Ouders staan samen te kijken en raken in gesprek."},{"effect":"restores","answer":"yes","reason":"De oude speelplek ging weg toen de flat werd opgeknapt."},{"effect":"replaces","answer":"no","reason":"Er is nu niets voor kleine kinderen."},{"effect":"numbs","answer":"no","reason":"Ouders houden zelf toezicht."}]
let e_huis [{"effect":"strengthens","answer":"yes","reason":"Er is elke dag een plek waar je binnen kunt lopen."},{"effect":"restores","answer":"yes","reason":"Het buurthuis sloot acht jaar geleden."},{"effect":"replaces","answer":"partly","reason":"Een deel van de koffieochtenden thuis verhuist hierheen."},{"effect":"numbs","answer":"not-yet-known","reason":"Het hangt ervan af wie de sleutel krijgt."}]
let e_feest [{"effect":"strengthens","answer":"partly","reason":"Een dag is kort, maar wie kookt, leert de buren kennen."},{"effect":"restores","answer":"yes","reason":"Het zomerfeest was er vroeger elk jaar."},{"effect":"replaces","answer":"no","reason":"De straatfeesten blijven."},{"effect":"numbs","answer":"not-yet-known","reason":"Komen mensen daarna zelf met een plan, of wachten ze op het volgende feest?"}]
let e_mens [{"effect":"strengthens","answer":"yes","reason":"Iemand die iedereen kent, brengt mensen bij elkaar."},{"effect":"restores","answer":"no","reason":"Zo iemand was er niet."},{"effect":"replaces","answer":"partly","reason":"Vrijwilligers deden dit werk zonder loon."},{"effect":"numbs","answer":"not-yet-known","reason":"Als de projectleider alles regelt, doen anderen misschien minder."}]
let e_repair [{"effect":"strengthens","answer":"yes","reason":"Jong en oud zitten samen aan een tafel."},{"effect":"restores","answer":"partly","reason":"Heel maken was vroeger gewoon."},{"effect":"replaces","answer":"no","reason":"Niemand doet dit nu."},{"effect":"numbs","answer":"no","reason":"Je doet het zelf, met hulp."}]
let e_kunst [{"effect":"strengthens","answer":"partly","reason":"Wie meedoet, praat erover. Wie langsloopt, niet altijd."},{"effect":"restores","answer":"no","reason":"Er was hier niets."},{"effect":"replaces","answer":"no","reason":"Er verdwijnt niets."},{"effect":"numbs","answer":"no","reason":"De straat maakt het zelf."}]
let e_brug [{"effect":"strengthens","answer":"partly","reason":"Kinderen lopen weer samen naar school."},{"effect":"restores","answer":"partly","reason":"Vroeger liep iedereen hier."},{"effect":"replaces","answer":"not-yet-known","reason":"Er is een groep ouders die nu meeloopt. Blijft die bestaan?"},{"effect":"numbs","answer":"partly","reason":"Licht lost op wat buren samen deden."}]
let worried [{"effect":"strengthens","answer":"no","reason":"Bewoners doen er zelf niet aan mee."},{"effect":"restores","answer":"no","reason":"Er was eerder niets."},{"effect":"replaces","answer":"yes","reason":"Een bureau neemt werk van bewoners over."},{"effect":"numbs","answer":"yes","reason":"Mensen gaan wachten tot een ander het doet."}]

say The neighbourhood and its people
at 2025-01-06T09:00:00+01:00
as operator
person grantor "Voorbeeld Opdrachtgever"
person holder "Voorbeeld Programmamanager"
person secretary "Voorbeeld Secretaris"
person chair "Voorbeeld Voorzitter"
person member1 "Voorbeeld Lid Een"
person member2 "Voorbeeld Lid Twee"
person member3 "Voorbeeld Lid Drie"
person member4 "Voorbeeld Lid Vier"
person member5 "Voorbeeld Lid Vijf"
person member6 "Voorbeeld Lid Zes"
person member7 "Voorbeeld Lid Zeven"
person signatory "Voorbeeld Tekenaar"
person acceptor "Voorbeeld Beoordelaar"
person payer "Voorbeeld Betaler"
person controller "Voorbeeld Controller"
person lead "Voorbeeld Projectleider"
person importer "Voorbeeld Importeur"
post /v1/organisations gemeente
  {"name": "Gemeente Voorbeeldstad", "kind": "municipality", "code": "GM9999"}
appoint grantor grantor organisation ${gemeente} 2025-01-01
as grantor
appoint holder holder organisation ${gemeente} 2025-01-01
appoint signatory signatory organisation ${gemeente} 2025-01-01
appoint acceptor acceptor organisation ${gemeente} 2025-01-01
appoint payer payer organisation ${gemeente} 2025-01-01
appoint controller controller organisation ${gemeente} 2025-01-01
appoint importer importer organisation ${gemeente} 2025-01-01
post /v1/areas area
  {"organisation": "${gemeente}", "name": "Voorbeeldwijk", "fromDate": "2025-01-01", "codes": [{"code": "BU99990101"}, {"code": "BU99990102"}, {"code": "BU99990103"}]}
post /v1/councils council
  {"organisation": "${gemeente}", "area": "${area}", "name": "Programmaraad Voorbeeldwijk", "statute": "none", "seats": 9, "namesPublic": false}
appoint secretary secretary council ${council} 2025-01-01
as secretary
appoint chair chair council ${council} 2025-01-01
appoint member1 member council ${council} 2025-01-01
appoint member2 member council ${council} 2025-01-01
appoint member3 member council ${council} 2025-01-01
appoint member4 member council ${council} 2025-01-01
appoint member5 member council ${council} 2025-01-01
appoint member6 member council ${council} 2025-01-01
appoint member7 member council ${council} 2025-01-01
as grantor
post /v1/rule-sets rules
  {"council": "${council}", "base": "majority", "fromDate": "2025-01-01", "changeVote": true, "namesPublic": false}
post /v1/programmes programme
  {"organisation": "${gemeente}", "name": "Samenleven in de wijk", "taskField": "6.1", "budgetYear": 2025}

say The municipality hands over EUR 1,000,000 and three mandates
post /v1/envelopes envelope
  {"organisation": "${gemeente}", "council": "${council}", "programme": "${programme}", "name": "Wijkbudget Voorbeeldwijk 2025", "mode": "municipal", "cashier": "municipality", "vatCompensable": false, "fromDate": "2025-01-01", "untilDate": "2026-01-01", "amountCents": 100000000, "document": "${doc}"}
post /v1/mandates alone
  {"organisation": "${gemeente}", "council": "${council}", "form": "mandate", "exercise": "alone", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Besluiten over geld voor bewonersplannen in de wijk.", "ceilingDecisionCents": 5000000, "ceilingYearCents": 60000000, "fromDate": "2025-01-01", "document": "${doc}"}
post /v1/mandates joint
  {"organisation": "${gemeente}", "council": "${council}", "form": "mandate", "exercise": "joint", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Besluiten over geld voor bewonersplannen in de wijk.", "silence": "nothing", "deadlineDays": 14, "ceilingDecisionCents": 15000000, "ceilingYearCents": 60000000, "fromDate": "2025-01-01", "document": "${doc}"}
post /v1/mandates advisory
  {"organisation": "${gemeente}", "council": "${council}", "form": "advice", "exercise": "advisory", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Besluiten over geld voor bewonersplannen in de wijk.", "ceilingDecisionCents": 30000000, "ceilingYearCents": 60000000, "fromDate": "2025-01-01", "document": "${doc}"}
as holder
post /v1/mandates/${alone}/_consent
  {}
post /v1/mandates/${joint}/_consent
  {}
post /v1/mandates/${advisory}/_consent
  {}

say Payees and proposals
at 2025-01-20T10:00:00+01:00
as secretary
post /v1/payees tuin
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Stichting Voorbeeldtuin", "legalPerson": true, "basedInArea": true}
post /v1/payees plein
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Vereniging Voorbeeldplein", "legalPerson": true, "basedInArea": true}
post /v1/payees huis
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Stichting Voorbeeldhuis", "legalPerson": true, "basedInArea": true}
post /v1/payees bureau
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Voorbeeldbureau voor Participatie", "legalPerson": true, "basedInArea": false}
post /v1/payees leadpayee
  {"organisation": "${gemeente}", "kind": "natural-person", "name": "Voorbeeld Projectleider", "legalPerson": false, "basedInArea": true}
post /v1/payees cafe
  {"organisation": "${gemeente}", "kind": "organisation", "name": "Cooperatie Voorbeeldcafe", "legalPerson": true, "basedInArea": true}
post /v1/proposals p_tuin
  {"envelope": "${envelope}", "title": "Buurtmoestuin", "summary": "Samen tuinieren op het plein.", "applicant": "${tuin}", "category": "groen", "costLines": [{"label": "Grond en planten", "amountCents": 2500000}, {"label": "Hekwerk", "amountCents": 1500000}], "financingLines": [{"source": "Voorbeeldfonds", "amountCents": 500000, "inKind": false, "status": "confirmed"}, {"source": "Uren van bewoners", "amountCents": 300000, "inKind": true, "status": "confirmed"}]}
post /v1/proposals p_speel
  {"envelope": "${envelope}", "title": "Speelplek bij de flat", "summary": "Een plek voor kinderen van nul tot zes.", "applicant": "${plein}", "category": "spelen", "costLines": [{"label": "Toestellen", "amountCents": 3200000}, {"label": "Valdempende grond", "amountCents": 800000}]}
post /v1/proposals p_huis
  {"envelope": "${envelope}", "title": "Huiskamer van de wijk", "summary": "Een plek waar de deur elke dag open is.", "applicant": "${huis}", "category": "ontmoeten", "costLines": [{"label": "Huur", "amountCents": 1800000}, {"label": "Inrichting", "amountCents": 1200000}], "financingLines": [{"source": "Voorbeeldfonds", "amountCents": 1000000, "inKind": false, "status": "confirmed"}]}
post /v1/proposals p_feest
  {"envelope": "${envelope}", "title": "Wijkfeest", "summary": "Een dag samen eten en muziek.", "applicant": "${plein}", "category": "cultuur", "costLines": [{"label": "Podium", "amountCents": 400000}, {"label": "Eten", "amountCents": 350000}]}
post /v1/proposals p_lead
  {"envelope": "${envelope}", "title": "Projectleider uit de wijk", "summary": "Een bewoner in dienst die plannen van bewoners helpt.", "applicant": "${leadpayee}", "category": "mensen", "costLines": [{"label": "Loon, een jaar", "amountCents": 4200000}]}
post /v1/proposals p_repair
  {"envelope": "${envelope}", "title": "Repaircafe", "summary": "Elke week samen dingen heel maken.", "applicant": "${cafe}", "category": "duurzaam", "costLines": [{"label": "Gereedschap", "amountCents": 600000}, {"label": "Zaalhuur", "amountCents": 900000}]}
post /v1/proposals p_kunst
  {"envelope": "${envelope}", "title": "Mozaiekbank", "summary": "Een bank die met de hele straat gemaakt wordt.", "applicant": "${plein}", "category": "cultuur", "costLines": [{"label": "Materiaal", "amountCents": 1900000}]}
post /v1/proposals p_bureau
  {"envelope": "${envelope}", "title": "Participatietraject", "summary": "Een bureau haalt in tien avonden de wensen op.", "applicant": "${bureau}", "category": "advies", "costLines": [{"label": "Uren", "amountCents": 7800000}]}
post /v1/proposals p_brug
  {"envelope": "${envelope}", "title": "Verlichte route naar school", "summary": "Veilig lopen als het donker is.", "applicant": "${plein}", "category": "veilig", "costLines": [{"label": "Armaturen", "amountCents": 12000000}, {"label": "Aanleg", "amountCents": 8000000}]}
post /v1/proposals p_taal
  {"envelope": "${envelope}", "title": "Taalmaatjes", "summary": "Samen Nederlands oefenen aan de keukentafel.", "applicant": "${huis}", "category": "mensen", "costLines": [{"label": "Boeken", "amountCents": 200000}, {"label": "Koffie en ruimte", "amountCents": 300000}]}
post /v1/proposals p_wacht
  {"envelope": "${envelope}", "title": "Voedselbos", "summary": "Fruitbomen langs het spoor.", "applicant": "${tuin}", "category": "groen", "costLines": [{"label": "Bomen", "amountCents": 2200000}]}

say The first meeting: eight of nine seats are taken, one is vacant
at 2025-02-11T19:30:00+01:00
post /v1/meetings m1
  {"council": "${council}", "onDate": "2025-02-11", "title": "Vergadering februari", "public": true, "agenda": [{"number": 1, "title": "Buurtmoestuin", "proposal": "${p_tuin}"}, {"number": 2, "title": "Speelplek bij de flat", "proposal": "${p_speel}"}, {"number": 3, "title": "Huiskamer van de wijk", "proposal": "${p_huis}"}, {"number": 4, "title": "Wijkfeest", "proposal": "${p_feest}"}]}
attend ${m1} chair member1 member2 member3 member4 member5 member6 member7
post /v1/meetings/${m1}/_open
  {"ruleSet": "${rules}"}
post /v1/motions v_tuin
  {"meeting": "${m1}", "item": 1, "subject": "allocation", "proposal": "${p_tuin}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 3500000, "question": "Krijgt de buurtmoestuin 35.000 euro?", "effects": ${e_groen}}
post /v1/motions/${v_tuin}/_open
  {}
votes ${v_tuin} for chair member1 member2 member3 member4 member5
votes ${v_tuin} against member6
votes ${v_tuin} abstain member7
as secretary
post /v1/motions/${v_tuin}/_close v_tuin_closed
  {}
expect v_tuin_closed.verdict adopted
post /v1/decisions d_tuin
  {"basis": "verdict", "motion": "${v_tuin}", "reasons": "De tuin brengt mensen bij elkaar die elkaar nu niet kennen.", "effects": ${e_groen}}
say A tie: four for, four against; a tie is rejected
post /v1/motions v_speel
  {"meeting": "${m1}", "item": 2, "subject": "allocation", "proposal": "${p_speel}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 4000000, "question": "Krijgt de speelplek 40.000 euro?", "effects": ${e_spelen}}
post /v1/motions/${v_speel}/_open
  {}
votes ${v_speel} for chair member1 member2 member3
votes ${v_speel} against member4 member5 member6 member7
as secretary
post /v1/motions/${v_speel}/_close v_speel_closed
  {}
expect v_speel_closed.verdict rejected
post /v1/decisions d_speel
  {"basis": "verdict", "motion": "${v_speel}", "reasons": "De stemmen staken: vier voor en vier tegen.", "effects": ${e_spelen}}
say A recusal: member 3 sits on the board of the applicant and steps back
post /v1/motions v_huis
  {"meeting": "${m1}", "item": 3, "subject": "allocation", "proposal": "${p_huis}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 1500000, "question": "Krijgt de huiskamer 15.000 van de gevraagde 20.000 euro?", "partialReason": "De inrichting kan met tweedehands meubels.", "effects": ${e_huis}}
post /v1/motions/${v_huis}/_open
  {}
as member3
post /v1/motions/${v_huis}/recusals
  {}
post /v1/motions/${v_huis}/votes ! recused
  {"choice": "for"}
votes ${v_huis} for chair member1 member2 member4 member5
votes ${v_huis} against member6 member7
as secretary
post /v1/motions/${v_huis}/_close v_huis_closed
  {}
expect v_huis_closed.verdict adopted
post /v1/decisions d_huis
  {"basis": "verdict", "motion": "${v_huis}", "reasons": "Een open deur is wat de wijk mist.", "partialReason": "De inrichting kan met tweedehands meubels.", "effects": ${e_huis}}
say Too few take part: four of the eight, and more than half is needed
leave ${m1} member4 member5 member6 member7
post /v1/motions v_feest
  {"meeting": "${m1}", "item": 4, "subject": "allocation", "proposal": "${p_feest}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 750000, "question": "Krijgt het wijkfeest 7.500 euro?", "effects": ${e_feest}}
post /v1/motions/${v_feest}/_open
  {}
votes ${v_feest} for chair member1 member2 member3
as secretary
post /v1/motions/${v_feest}/_close v_feest_closed
  {}
expect v_feest_closed.verdict invalid-quorum
post /v1/meetings/${m1}/_close
  {}
at 2025-02-14T10:00:00+01:00
post /v1/notifications
  {"decision": "${d_tuin}", "channel": "letter", "onDate": "2025-02-14"}
post /v1/publications
  {"decision": "${d_tuin}"}
post /v1/notifications
  {"decision": "${d_speel}", "channel": "letter", "onDate": "2025-02-14"}
post /v1/publications
  {"decision": "${d_speel}"}
post /v1/notifications
  {"decision": "${d_huis}", "channel": "letter", "onDate": "2025-02-14"}
post /v1/publications
  {"decision": "${d_huis}"}
as member6
post /v1/decisions/${d_tuin}/views
  {"view": "Ik vind dat de tuin eerst zonder hek kan."}
as secretary

say A failed quorum: four of eight members came, so the meeting does not open
at 2025-03-11T19:30:00+01:00
post /v1/meetings m2
  {"council": "${council}", "onDate": "2025-03-11", "title": "Vergadering maart", "public": true, "agenda": [{"number": 1, "title": "Wijkfeest", "proposal": "${p_feest}"}]}
attend ${m2} chair member1 member2 member6
post /v1/meetings/${m2}/_open ! no-quorum
  {"ruleSet": "${rules}"}

say The next meeting: a joint mandate, an advice, a paid project lead
at 2025-03-25T19:30:00+01:00
post /v1/meetings m3
  {"council": "${council}", "onDate": "2025-03-25", "title": "Vergadering eind maart", "public": true, "agenda": [{"number": 1, "title": "Wijkfeest", "proposal": "${p_feest}"}, {"number": 2, "title": "Projectleider uit de wijk", "proposal": "${p_lead}"}, {"number": 3, "title": "Repaircafe", "proposal": "${p_repair}"}, {"number": 4, "title": "Mozaiekbank", "proposal": "${p_kunst}"}, {"number": 5, "title": "Participatietraject: een advies", "proposal": "${p_bureau}"}, {"number": 6, "title": "Verlichte route naar school: een advies", "proposal": "${p_brug}"}]}
attend ${m3} chair member1 member2 member3 member4 member5 member6
post /v1/meetings/${m3}/_open
  {"ruleSet": "${rules}"}
post /v1/motions v_feest2
  {"meeting": "${m3}", "item": 1, "subject": "allocation", "proposal": "${p_feest}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 750000, "question": "Krijgt het wijkfeest 7.500 euro?", "effects": ${e_feest}}
post /v1/motions/${v_feest2}/_open
  {}
votes ${v_feest2} for chair member1 member2 member3 member4 member5 member6
as secretary
post /v1/motions/${v_feest2}/_close v_feest2_closed
  {}
expect v_feest2_closed.verdict adopted
post /v1/decisions d_feest
  {"basis": "verdict", "motion": "${v_feest2}", "reasons": "Een dag samen is een begin.", "effects": ${e_feest}}
post /v1/motions v_lead
  {"meeting": "${m3}", "item": 2, "subject": "allocation", "proposal": "${p_lead}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 4200000, "question": "Komt er een projectleider uit de wijk in dienst?", "effects": ${e_mens}}
post /v1/motions/${v_lead}/_open
  {}
votes ${v_lead} for chair member1 member2 member4 member5
votes ${v_lead} against member3
votes ${v_lead} blank member6
as secretary
post /v1/motions/${v_lead}/_close v_lead_closed
  {}
expect v_lead_closed.verdict adopted
post /v1/decisions d_lead
  {"basis": "verdict", "motion": "${v_lead}", "reasons": "Iemand uit de wijk kent de wijk.", "effects": ${e_mens}}
post /v1/motions v_repair
  {"meeting": "${m3}", "item": 3, "subject": "allocation", "proposal": "${p_repair}", "ruleSet": "${rules}", "mandate": "${joint}", "amountCents": 1500000, "question": "Krijgt het repaircafe 15.000 euro?", "effects": ${e_repair}}
post /v1/motions/${v_repair}/_open
  {}
votes ${v_repair} for chair member1 member2 member3 member4 member5 member6
as secretary
post /v1/motions/${v_repair}/_close v_repair_closed
  {}
expect v_repair_closed.verdict adopted
post /v1/decisions d_repair
  {"basis": "verdict", "motion": "${v_repair}", "reasons": "Spullen repareren brengt jong en oud samen.", "effects": ${e_repair}}
post /v1/motions v_kunst
  {"meeting": "${m3}", "item": 4, "subject": "allocation", "proposal": "${p_kunst}", "ruleSet": "${rules}", "mandate": "${joint}", "amountCents": 1900000, "question": "Krijgt de mozaiekbank 19.000 euro?", "effects": ${e_kunst}}
post /v1/motions/${v_kunst}/_open
  {}
votes ${v_kunst} for chair member1 member2 member3
votes ${v_kunst} against member4 member5
votes ${v_kunst} abstain member6
as secretary
post /v1/motions/${v_kunst}/_close v_kunst_closed
  {}
expect v_kunst_closed.verdict adopted
post /v1/decisions d_kunst
  {"basis": "verdict", "motion": "${v_kunst}", "reasons": "De straat maakt de bank samen.", "effects": ${e_kunst}}
post /v1/motions v_bureau
  {"meeting": "${m3}", "item": 5, "subject": "allocation", "proposal": "${p_bureau}", "ruleSet": "${rules}", "mandate": "${advisory}", "amountCents": 7800000, "question": "Adviseren wij een participatietraject van 78.000 euro?", "effects": ${worried}}
post /v1/motions/${v_bureau}/_open
  {}
votes ${v_bureau} for member6
votes ${v_bureau} against chair member1 member2 member3 member4 member5
as secretary
post /v1/motions/${v_bureau}/_close v_bureau_closed
  {}
expect v_bureau_closed.verdict rejected
as grantor
post /v1/decisions d_bureau
  {"basis": "verdict", "motion": "${v_bureau}", "reasons": "Het college volgt het advies om dit niet te doen.", "advice": "followed", "effects": ${worried}}
as secretary
post /v1/motions v_brug
  {"meeting": "${m3}", "item": 6, "subject": "allocation", "proposal": "${p_brug}", "ruleSet": "${rules}", "mandate": "${advisory}", "amountCents": 20000000, "question": "Adviseren wij de verlichte route van 200.000 euro?", "effects": ${e_brug}}
post /v1/motions/${v_brug}/_open
  {}
votes ${v_brug} for chair member1 member2 member3 member4 member5 member6
as secretary
post /v1/motions/${v_brug}/_close v_brug_closed
  {}
expect v_brug_closed.verdict adopted
as grantor
post /v1/decisions d_brug
  {"basis": "verdict", "motion": "${v_brug}", "reasons": "Het college volgt het advies van de raad.", "advice": "followed", "effects": ${e_brug}}
as secretary
post /v1/meetings/${m3}/_close
  {}

say The holder concurs with nothing yet and declines one: the repair cafe waits
at 2025-04-03T11:00:00+02:00
as holder
post /v1/decisions/${d_kunst}/concurrences
  {"answer": "declines", "reason": "De plek is nodig voor de nieuwe fietsroute."}
as secretary
post /v1/notifications
  {"decision": "${d_feest}", "channel": "letter", "onDate": "2025-04-03"}
post /v1/publications
  {"decision": "${d_feest}"}
post /v1/notifications
  {"decision": "${d_lead}", "channel": "letter", "onDate": "2025-04-03"}
post /v1/publications
  {"decision": "${d_lead}"}
post /v1/notifications
  {"decision": "${d_bureau}", "channel": "letter", "onDate": "2025-04-03"}
post /v1/publications
  {"decision": "${d_bureau}"}
post /v1/notifications
  {"decision": "${d_brug}", "channel": "letter", "onDate": "2025-04-03"}
post /v1/publications
  {"decision": "${d_brug}"}
post /v1/notifications
  {"decision": "${d_kunst}", "channel": "letter", "onDate": "2025-04-03"}
post /v1/publications
  {"decision": "${d_kunst}"}

say Commitments, an advance, payments
at 2025-04-10T09:00:00+02:00
as signatory
post /v1/commitments c_tuin
  {"decision": "${d_tuin}", "payee": "${tuin}", "kind": "subsidy", "amountCents": 3000000}
post /v1/commitments c_huis
  {"decision": "${d_huis}", "payee": "${huis}", "kind": "subsidy", "amountCents": 1500000}
post /v1/commitments c_feest
  {"decision": "${d_feest}", "payee": "${plein}", "kind": "subsidy", "amountCents": 750000}
post /v1/commitments c_lead
  {"decision": "${d_lead}", "payee": "${leadpayee}", "kind": "employment", "amountCents": 4200000}
post /v1/commitments c_brug
  {"decision": "${d_brug}", "payee": "${plein}", "kind": "purchase", "amountCents": 18500000}
as secretary
appoint lead project-lead commitment ${c_lead} 2025-04-10
as secretary
post /v1/claims k_tuin
  {"commitment": "${c_tuin}", "kind": "advance", "amountCents": 2000000}
as acceptor
post /v1/claims/${k_tuin}/_accept k_tuin_accept
  {}
as payer
post /v1/payments y_tuin
  {"claim": "${k_tuin}", "amountCents": 2000000, "endToEndId": "DEMO-2025-0001"}
post /v1/payments/${y_tuin}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
as lead
post /v1/claims k_lead1
  {"commitment": "${c_lead}", "kind": "instalment", "amountCents": 1050000}
as acceptor
post /v1/claims/${k_lead1}/_accept k_lead1_accept
  {}
as payer
post /v1/payments y_lead1
  {"claim": "${k_lead1}", "amountCents": 1050000, "endToEndId": "DEMO-2025-0002"}
post /v1/payments/${y_lead1}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
at 2025-05-12T09:00:00+02:00
as secretary
post /v1/claims k_feest
  {"commitment": "${c_feest}", "kind": "final", "amountCents": 690000}
as acceptor
post /v1/claims/${k_feest}/_accept k_feest_accept
  {}
as payer
post /v1/payments y_feest
  {"claim": "${k_feest}", "amountCents": 690000, "endToEndId": "DEMO-2025-0003"}
post /v1/payments/${y_feest}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
as secretary
post /v1/claims k_huis
  {"commitment": "${c_huis}", "kind": "advance", "amountCents": 900000}
as acceptor
post /v1/claims/${k_huis}/_accept k_huis_accept
  {}
as payer
post /v1/payments y_huis
  {"claim": "${k_huis}", "amountCents": 900000, "endToEndId": "DEMO-2025-0004"}
say The bank refuses a payment; a second one comes back
post /v1/payments/${y_huis}/_reject
  {"reason": "De rekening bestaat niet meer."}
as payer
post /v1/payments y_huis2
  {"claim": "${k_huis}", "amountCents": 900000, "endToEndId": "DEMO-2025-0005"}
post /v1/payments/${y_huis2}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
post /v1/payments/${y_huis2}/_return
  {"proofKind": "ledger-extract", "proof": "${doc}"}
as payer
post /v1/payments y_huis3
  {"claim": "${k_huis}", "amountCents": 900000, "endToEndId": "DEMO-2025-0006"}
post /v1/payments/${y_huis3}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
say A commitment released in part, and a correction by the controller
as signatory
post /v1/commitments/${c_feest}/releases
  {"amountCents": 60000, "reasonCode": "cheaper"}
as secretary
post /v1/claims k_brug
  {"commitment": "${c_brug}", "kind": "instalment", "amountCents": 9000000}
as acceptor
post /v1/claims/${k_brug}/_accept k_brug_accept
  {}
as payer
post /v1/payments y_brug
  {"claim": "${k_brug}", "amountCents": 9000000, "endToEndId": "DEMO-2025-0007"}
post /v1/payments/${y_brug}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
as secretary
post /v1/claims k_wrong
  {"commitment": "${c_brug}", "kind": "instalment", "amountCents": 1234500}
as acceptor
post /v1/claims/${k_wrong}/_accept k_wrong_accept
  {}
as controller
post /v1/reversals
  {"transaction": "${k_wrong_accept}", "reason": "Factuur hoorde bij een ander project."}

say The municipal council amends the budget down by EUR 100,000
at 2025-07-01T10:00:00+02:00
as grantor
post /v1/envelopes/${envelope}/amendments
  {"kind": "down", "grant": "${envelope.grant}", "amountCents": 10000000, "reason": "Begrotingswijziging najaar", "document": "${doc}"}
at 2025-09-15T09:00:00+02:00
as lead
post /v1/claims k_lead2
  {"commitment": "${c_lead}", "kind": "instalment", "amountCents": 2100000}
as acceptor
post /v1/claims/${k_lead2}/_accept k_lead2_accept
  {}
as payer
post /v1/payments y_lead2
  {"claim": "${k_lead2}", "amountCents": 2100000, "endToEndId": "DEMO-2025-0008"}
post /v1/payments/${y_lead2}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}

say Autumn: new plans, an objections clerk, and a mandate that leaves room for what cannot wait
at 2025-09-29T10:00:00+02:00
person clerk "Voorbeeld Bezwaarbehandelaar"
as grantor
appoint clerk objections-clerk organisation ${gemeente} 2025-09-29
post /v1/mandates urgent
  {"organisation": "${gemeente}", "council": "${council}", "form": "mandate", "exercise": "alone", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Besluiten over geld voor bewonersplannen; bij spoed ook door de voorzitter, als de raad het daarna bekrachtigt.", "ceilingDecisionCents": 5000000, "ceilingYearCents": 60000000, "ceilingUrgencyCents": 500000, "fromDate": "2025-09-29", "document": "${doc}"}
as holder
post /v1/mandates/${urgent}/_consent
  {}
as secretary
post /v1/proposals p_camera
  {"envelope": "${envelope}", "title": "Camera's op het plein", "summary": "Zicht op het plein, dag en nacht.", "applicant": "${plein}", "category": "veilig", "costLines": [{"label": "Masten", "amountCents": 2500000}, {"label": "Beheer, een jaar", "amountCents": 1500000}]}
post /v1/proposals p_muur
  {"envelope": "${envelope}", "title": "Muurschildering", "summary": "De straat schildert samen de blinde muur.", "applicant": "${cafe}", "category": "cultuur", "costLines": [{"label": "Verf en steiger", "amountCents": 350000}]}
post /v1/proposals p_schuur
  {"envelope": "${envelope}", "title": "Schuur bij de moestuin", "summary": "Gereedschap dat iedereen mag lenen.", "applicant": "${tuin}", "category": "groen", "costLines": [{"label": "Hout en dak", "amountCents": 600000}]}
post /v1/proposals p_dak
  {"envelope": "${envelope}", "title": "Dak van de huiskamer na de storm", "summary": "Het regent in.", "applicant": "${huis}", "category": "ontmoeten", "costLines": [{"label": "Dakdekker", "amountCents": 450000}]}
post /v1/proposals p_hek
  {"envelope": "${envelope}", "title": "Hekken rond het grasveld", "summary": "Om het grasveld te sparen.", "applicant": "${plein}", "category": "spelen", "costLines": [{"label": "Hekken", "amountCents": 300000}]}

say An advice that is departed from: the council advises against, the municipality grants
at 2025-10-07T19:30:00+02:00
post /v1/meetings m_okt
  {"council": "${council}", "onDate": "2025-10-07", "title": "Vergadering oktober", "public": true, "agenda": [{"number": 1, "title": "Camera's op het plein", "proposal": "${p_camera}"}, {"number": 2, "title": "Muurschildering", "proposal": "${p_muur}"}, {"number": 3, "title": "Schuur bij de moestuin", "proposal": "${p_schuur}"}]}
attend ${m_okt} chair member1 member2 member3 member4 member5 member6
post /v1/meetings/${m_okt}/_open
  {"ruleSet": "${rules}"}
post /v1/motions v_camera
  {"meeting": "${m_okt}", "item": 1, "subject": "allocation", "proposal": "${p_camera}", "ruleSet": "${rules}", "mandate": "${advisory}", "amountCents": 4000000, "question": "Adviseren wij camera's op het plein voor 40.000 euro?", "effects": ${worried}}
post /v1/motions/${v_camera}/_open
  {}
votes ${v_camera} for member6
votes ${v_camera} against chair member1 member2 member3 member4 member5
as secretary
post /v1/motions/${v_camera}/_close v_camera_closed
  {}
expect v_camera_closed.verdict rejected
as grantor
post /v1/decisions d_camera
  {"basis": "verdict", "motion": "${v_camera}", "advice": "departed", "reasons": "Het college wijkt af van het advies: na drie inbraken wil de wijkagent zicht op het plein.", "effects": ${worried}}
say A refusal that will be objected to, and a narrow vote that will be contested
as secretary
post /v1/motions v_muur
  {"meeting": "${m_okt}", "item": 2, "subject": "allocation", "proposal": "${p_muur}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 350000, "question": "Krijgt de muurschildering 3.500 euro?", "effects": ${e_kunst}}
post /v1/motions/${v_muur}/_open
  {}
votes ${v_muur} for chair member1
votes ${v_muur} against member2 member3 member4 member5 member6
as secretary
post /v1/motions/${v_muur}/_close v_muur_closed
  {}
expect v_muur_closed.verdict rejected
post /v1/decisions d_muur
  {"basis": "verdict", "motion": "${v_muur}", "reasons": "De raad vindt de muur geen plek voor kunst.", "effects": ${e_kunst}}
post /v1/motions v_schuur
  {"meeting": "${m_okt}", "item": 3, "subject": "allocation", "proposal": "${p_schuur}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 600000, "question": "Krijgt de schuur 6.000 euro?", "effects": ${e_groen}}
post /v1/motions/${v_schuur}/_open
  {}
votes ${v_schuur} for chair member1 member2 member3
votes ${v_schuur} against member4 member5 member6
as secretary
post /v1/motions/${v_schuur}/_close v_schuur_closed
  {}
expect v_schuur_closed.verdict adopted
post /v1/decisions d_schuur
  {"basis": "verdict", "motion": "${v_schuur}", "reasons": "Wie geen gereedschap heeft, kan zo ook meedoen.", "effects": ${e_groen}}
post /v1/meetings/${m_okt}/_close
  {}
at 2025-10-10T10:00:00+02:00
post /v1/notifications
  {"decision": "${d_camera}", "channel": "letter", "onDate": "2025-10-10"}
post /v1/publications
  {"decision": "${d_camera}"}
post /v1/notifications
  {"decision": "${d_muur}", "channel": "letter", "onDate": "2025-10-10"}
post /v1/publications
  {"decision": "${d_muur}"}
post /v1/notifications
  {"decision": "${d_schuur}", "channel": "letter", "onDate": "2025-10-10"}
post /v1/publications
  {"decision": "${d_schuur}"}
say Three members put on record that they see it differently
as member1
post /v1/decisions/${d_camera}/views
  {"view": "Camera's maken het plein niet van ons."}
as member2
post /v1/decisions/${d_camera}/views
  {"view": "Een avondploeg van buren kost minder en doet meer."}
as member4
post /v1/decisions/${d_schuur}/views
  {"view": "De schuur kan wachten tot de tuin een jaar draait."}

say Two decisions by urgency: the council ratifies one and refuses the other
at 2025-10-27T08:30:00+01:00
as chair
post /v1/decisions d_dak
  {"basis": "urgency", "proposal": "${p_dak}", "mandate": "${urgent}", "amountCents": 450000, "reasons": "Het regent in; wachten maakt het duurder.", "effects": ${e_huis}, "document": "${doc}"}
post /v1/decisions d_hek
  {"basis": "urgency", "proposal": "${p_hek}", "mandate": "${urgent}", "amountCents": 300000, "reasons": "Het gras is in een week kapot.", "effects": ${worried}, "document": "${doc}"}
as secretary
post /v1/notifications
  {"decision": "${d_dak}", "channel": "letter", "onDate": "2025-10-27"}
post /v1/publications
  {"decision": "${d_dak}"}
post /v1/notifications
  {"decision": "${d_hek}", "channel": "letter", "onDate": "2025-10-27"}
post /v1/publications
  {"decision": "${d_hek}"}
as signatory
post /v1/commitments ! decision-not-ratified
  {"decision": "${d_dak}", "payee": "${huis}", "kind": "subsidy", "amountCents": 450000}
at 2025-11-04T19:30:00+01:00
as secretary
post /v1/meetings m_nov
  {"council": "${council}", "onDate": "2025-11-04", "title": "Vergadering november", "public": true, "agenda": [{"number": 1, "title": "Bekrachtiging: het dak", "proposal": "${p_dak}"}, {"number": 2, "title": "Bekrachtiging: het hek", "proposal": "${p_hek}"}]}
attend ${m_nov} chair member1 member2 member3 member4 member5
post /v1/meetings/${m_nov}/_open
  {"ruleSet": "${rules}"}
post /v1/motions v_dak
  {"meeting": "${m_nov}", "item": 1, "subject": "ratification", "proposal": "${p_dak}", "releases": "${d_dak}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 450000, "question": "Bekrachtigen wij het besluit over het dak?", "effects": ${e_huis}}
post /v1/motions/${v_dak}/_open
  {}
votes ${v_dak} for member1 member2 member3 member4 member5
as secretary
post /v1/motions/${v_dak}/_close v_dak_closed
  {}
expect v_dak_closed.verdict adopted
post /v1/decisions r_dak
  {"basis": "verdict", "motion": "${v_dak}", "reasons": "Met een lek dak is er geen huiskamer.", "effects": ${e_huis}}
post /v1/motions v_hek
  {"meeting": "${m_nov}", "item": 2, "subject": "ratification", "proposal": "${p_hek}", "releases": "${d_hek}", "ruleSet": "${rules}", "mandate": "${alone}", "amountCents": 300000, "question": "Bekrachtigen wij het besluit over de hekken?", "effects": ${worried}}
post /v1/motions/${v_hek}/_open
  {}
votes ${v_hek} against member1 member2 member3 member4 member5
as secretary
post /v1/motions/${v_hek}/_close v_hek_closed
  {}
expect v_hek_closed.verdict rejected
post /v1/decisions r_hek
  {"basis": "verdict", "motion": "${v_hek}", "reasons": "Dit kon wachten, en een hek houdt de kinderen weg.", "effects": ${worried}}
post /v1/meetings/${m_nov}/_close
  {}
at 2025-11-06T10:00:00+01:00
as signatory
post /v1/commitments c_dak
  {"decision": "${d_dak}", "payee": "${huis}", "kind": "subsidy", "amountCents": 450000}
as grantor
post /v1/decisions/${d_hek}/withdrawals w_hek
  {"ground": "wrong-decision", "reasons": "De raad heeft het besluit niet bekrachtigd.", "effects": ${worried}, "document": "${doc}"}

as secretary
post /v1/notifications
  {"decision": "${r_dak}", "channel": "letter", "onDate": "2025-11-06"}
post /v1/publications
  {"decision": "${r_dak}"}
post /v1/notifications
  {"decision": "${r_hek}", "channel": "letter", "onDate": "2025-11-06"}
post /v1/publications
  {"decision": "${r_hek}"}
post /v1/notifications
  {"decision": "${w_hek}", "channel": "letter", "onDate": "2025-11-06"}
post /v1/publications
  {"decision": "${w_hek}"}

say A second council, of one courtyard, decides by consent: its first meeting cannot open, the second call can
at 2025-11-10T10:00:00+01:00
person hof1 "Voorbeeld Hofbewoner Een"
person hof2 "Voorbeeld Hofbewoner Twee"
person hof3 "Voorbeeld Hofbewoner Drie"
as grantor
post /v1/councils hof
  {"organisation": "${gemeente}", "area": "${area}", "name": "Hofraad Voorbeeldhof", "statute": "none", "seats": 3, "namesPublic": false}
appoint secretary secretary council ${hof} 2025-11-10
as secretary
appoint hof1 member council ${hof} 2025-11-10
appoint hof2 member council ${hof} 2025-11-10
appoint hof3 member council ${hof} 2025-11-10
as grantor
post /v1/rule-sets hofrules
  {"council": "${hof}", "base": "consent", "secondCallHours": 24, "fromDate": "2025-11-10", "changeVote": true, "namesPublic": false}
post /v1/envelopes hofenvelope
  {"organisation": "${gemeente}", "council": "${hof}", "programme": "${programme}", "name": "Hofbudget Voorbeeldhof", "mode": "municipal", "cashier": "municipality", "vatCompensable": false, "fromDate": "2025-11-01", "untilDate": "2026-11-01", "amountCents": 1000000, "document": "${doc}"}
post /v1/mandates hofmandate
  {"organisation": "${gemeente}", "council": "${hof}", "form": "mandate", "exercise": "alone", "holder": "${holder.holder}", "legalBasis": "Awb-10:3", "powers": "Besluiten over geld voor de hof.", "ceilingDecisionCents": 500000, "ceilingYearCents": 1000000, "fromDate": "2025-11-10", "document": "${doc}"}
as holder
post /v1/mandates/${hofmandate}/_consent
  {}
as secretary
post /v1/proposals p_bank
  {"envelope": "${hofenvelope}", "title": "Lange tafel in de hof", "summary": "Een tafel voor twintig mensen, gemaakt door de hof.", "applicant": "${plein}", "category": "ontmoeten", "costLines": [{"label": "Hout", "amountCents": 180000}]}
say An objection, within six weeks
at 2025-11-17T10:00:00+01:00
post /v1/objections o_muur
  {"decision": "${d_muur}", "filedOn": "2025-11-14", "grounds": "De eigenaar van de muur was voor, en niemand vroeg het.", "excused": false, "document": "${doc}"}
at 2025-11-18T20:00:00+01:00
post /v1/meetings m_hof1
  {"council": "${hof}", "onDate": "2025-11-18", "title": "Hofavond", "public": true, "agenda": [{"number": 1, "title": "Lange tafel in de hof", "proposal": "${p_bank}"}]}
attend ${m_hof1} hof1
post /v1/meetings/${m_hof1}/_open ! no-quorum
  {"ruleSet": "${hofrules}"}
post /v1/meetings/${m_hof1}/_lapse
  {"ruleSet": "${hofrules}"}
post /v1/meetings m_hof2
  {"council": "${hof}", "onDate": "2025-11-20", "title": "Hofavond, tweede oproep", "public": true, "secondCallOf": "${m_hof1}", "agenda": [{"number": 1, "title": "Lange tafel in de hof", "proposal": "${p_bank}", "repeats": 1}]}
at 2025-11-20T20:00:00+01:00
attend ${m_hof2} hof1
post /v1/meetings/${m_hof2}/_open m_hof2_opened
  {"ruleSet": "${hofrules}"}
expect m_hof2_opened.quorumWaived true
say A round of consent: an objection with its reason, and a second round that meets it
attend ${m_hof2} hof2
post /v1/motions v_bank
  {"meeting": "${m_hof2}", "item": 1, "subject": "allocation", "proposal": "${p_bank}", "ruleSet": "${hofrules}", "mandate": "${hofmandate}", "amountCents": 180000, "question": "Is er bezwaar tegen een lange tafel van 1.800 euro?", "effects": ${e_repair}}
post /v1/motions/${v_bank}/_open
  {}
votes ${v_bank} consent hof1
as hof2
post /v1/motions/${v_bank}/votes
  {"choice": "objection", "reason": "De tafel staat voor de deur van de rolstoelbus."}
as secretary
post /v1/motions/${v_bank}/_close v_bank_closed
  {}
expect v_bank_closed.verdict consent-blocked
post /v1/motions v_bank2
  {"meeting": "${m_hof2}", "item": 1, "subject": "allocation", "proposal": "${p_bank}", "ruleSet": "${hofrules}", "mandate": "${hofmandate}", "amountCents": 180000, "question": "Is er bezwaar als de tafel onder de boom staat?", "conditions": "De tafel staat onder de boom.", "retryOf": "${v_bank}", "effects": ${e_repair}}
post /v1/motions/${v_bank2}/_open
  {}
votes ${v_bank2} consent hof1
votes ${v_bank2} stand-aside hof2
as secretary
post /v1/motions/${v_bank2}/_close v_bank2_closed
  {}
expect v_bank2_closed.verdict adopted
post /v1/decisions d_bank
  {"basis": "verdict", "motion": "${v_bank2}", "reasons": "Onder de boom kan iedereen langs.", "conditions": "De tafel staat onder de boom.", "effects": ${e_repair}}
post /v1/meetings/${m_hof2}/_close
  {}
at 2025-11-24T10:00:00+01:00
post /v1/notifications
  {"decision": "${d_bank}", "channel": "letter", "onDate": "2025-11-24"}
post /v1/publications
  {"decision": "${d_bank}"}

say The objection is upheld, by somebody who did not take the decision
at 2025-12-15T10:00:00+01:00
as clerk
post /v1/decisions/${d_muur}/rulings u_muur
  {"basis": "objection-ruling", "objection": "${o_muur}", "ruling": "upheld", "annuls": true, "amountCents": 350000, "reasons": "De raad ging uit van een muur zonder toestemming; die was er.", "effects": ${e_kunst}, "document": "${doc}"}
expect u_muur.outcome grant
as secretary
post /v1/notifications
  {"decision": "${u_muur}", "channel": "letter", "onDate": "2025-12-15"}
post /v1/publications
  {"decision": "${u_muur}"}

say A conflict of interest found late: without that vote it would have been rejected, so the decision is contested
at 2025-12-18T10:00:00+01:00
post /v1/interests i_tuin
  {"council": "${council}", "member": "${member1.seat}", "payee": "${tuin}", "relation": "Bestuurslid", "deleteOn": "2029-12-31"}
as controller
post /v1/decisions/${d_schuur}/conflicts x_schuur
  {"member": "${member1.seat}", "interest": "${i_tuin}", "document": "${doc}"}
expect x_schuur.verdictWithout rejected
expect x_schuur.state contested
as signatory
post /v1/commitments ! decision-contested
  {"decision": "${d_schuur}", "payee": "${tuin}", "kind": "subsidy", "amountCents": 600000}

say The next year: the advance is settled, and what was not used comes back
at 2026-02-02T10:00:00+01:00
as secretary
post /v1/commitments/${c_tuin}/accountabilities a_tuin
  {"spentCents": 1800000, "unusedCents": 200000, "document": "${doc}"}
as acceptor
post /v1/accountabilities/${a_tuin}/_accept a_tuin_accepted
  {}
at 2026-02-20T10:00:00+01:00
as payer
post /v1/recoveries/${a_tuin_accepted.recovery}/_receive
  {"amountCents": 200000, "proofKind": "ledger-extract", "proof": "${doc}"}
as secretary
post /v1/claims k_tuin2
  {"commitment": "${c_tuin}", "kind": "final", "amountCents": 800000}
as acceptor
post /v1/claims/${k_tuin2}/_accept k_tuin2_accept
  {}
as payer
post /v1/payments y_tuin2
  {"claim": "${k_tuin2}", "amountCents": 800000, "endToEndId": "DEMO-2025-0009"}
post /v1/payments/${y_tuin2}/_book
  {"proofKind": "ledger-extract", "proof": "${doc}"}
as grantor
post /v1/commitments/${c_tuin}/settlements s_tuin
  {"amountCents": 2600000, "reasons": "De tuin is aangelegd; het hek was goedkoper.", "effects": ${e_groen}, "document": "${doc}"}
as secretary
post /v1/notifications
  {"decision": "${s_tuin}", "channel": "letter", "onDate": "2026-02-20"}
post /v1/publications
  {"decision": "${s_tuin}"}
as grantor
post /v1/commitments/${c_feest}/settlements s_feest
  {"amountCents": 690000, "reasons": "Het feest was goedkoper dan gedacht.", "effects": ${e_feest}, "document": "${doc}"}
as secretary
post /v1/notifications
  {"decision": "${s_feest}", "channel": "letter", "onDate": "2026-02-20"}
post /v1/publications
  {"decision": "${s_feest}"}
say Looking back: what was expected, and what was found
at 2026-02-24T20:00:00+01:00
post /v1/decisions/${d_tuin}/reviews
  {"effects": [{"effect":"strengthens","answer":"yes","reason":"Veertig huishoudens hebben een sleutel."},{"effect":"restores","answer":"yes","reason":"Oude tuinders van de volkstuin geven les."},{"effect":"replaces","answer":"no","reason":"Er verdween niets."},{"effect":"numbs","answer":"partly","reason":"In de winter deden er drie mensen bijna alles."}], "lessons": "Verdeel het winterwerk in het najaar, en laat de sleutel rondgaan."}
post /v1/decisions/${d_feest}/reviews
  {"effects": [{"effect":"strengthens","answer":"yes","reason":"Twintig keukens, en sindsdien drie straatborrels."},{"effect":"restores","answer":"yes","reason":"Het feest is terug."},{"effect":"replaces","answer":"no","reason":"De straatfeesten waren er ook."},{"effect":"numbs","answer":"no","reason":"De groep vroeg zelf een avondmarkt aan."}], "lessons": "Vraag wie kookt ook om het volgende plan."}

say The year 2026 begins with a new envelope and new plans
at 2026-03-02T10:00:00+01:00
as grantor
post /v1/programmes programme26
  {"organisation": "${gemeente}", "name": "Samenleven in de wijk", "taskField": "6.1", "budgetYear": 2026}
post /v1/envelopes envelope26
  {"organisation": "${gemeente}", "council": "${council}", "programme": "${programme26}", "name": "Wijkbudget Voorbeeldwijk 2026", "mode": "municipal", "cashier": "municipality", "vatCompensable": false, "fromDate": "2026-01-01", "untilDate": "2027-01-01", "amountCents": 80000000, "document": "${doc}"}
as secretary
post /v1/proposals p_speel2
  {"envelope": "${envelope26}", "title": "Speelplek bij de flat, kleiner", "summary": "Het plan van vorig jaar, goedkoper.", "applicant": "${plein}", "category": "spelen", "costLines": [{"label": "Toestellen", "amountCents": 2400000}]}
post /v1/proposals/${p_speel2}/versions
  {"title": "Speelplek bij de flat, kleiner", "summary": "Met bankjes voor ouders.", "costLines": [{"label": "Toestellen", "amountCents": 2300000}, {"label": "Bankjes", "amountCents": 250000}]}
post /v1/proposals p_markt
  {"envelope": "${envelope26}", "title": "Avondmarkt", "summary": "Eten van twintig keukens.", "applicant": "${cafe}", "category": "cultuur", "costLines": [{"label": "Kramen", "amountCents": 900000}]}
say From now on a week between the call and the meeting; what comes later waits, unless all who are there agree
at 2026-03-02T09:00:00+01:00
as grantor
post /v1/rule-sets rules26
  {"council": "${council}", "base": "majority", "fromDate": "2026-03-02", "changeVote": true, "namesPublic": false, "noticeDays": 7, "lateItems": "by-all-present", "document": "${doc}"}
as secretary
post /v1/meetings ! notice-too-short
  {"council": "${council}", "onDate": "2026-03-05", "title": "Vergadering maart", "public": true}
at 2026-03-04T14:00:00+01:00
post /v1/meetings m4
  {"council": "${council}", "onDate": "2026-03-17", "title": "Vergadering maart", "public": true, "agenda": [{"number": 1, "title": "Speelplek bij de flat, kleiner", "proposal": "${p_speel2}"}]}
at 2026-03-13T16:20:00+01:00
post /v1/meetings/${m4}/_amend-agenda m4_agenda
  {"agenda": [{"number": 2, "title": "Avondmarkt", "proposal": "${p_markt}"}]}
expect m4_agenda.version 2
at 2026-03-17T19:30:00+01:00
attend ${m4} chair member1 member2 member3 member4 member5
post /v1/meetings/${m4}/_open
  {"ruleSet": "${rules26}"}
post /v1/motions v_speel2
  {"meeting": "${m4}", "item": 1, "subject": "allocation", "proposal": "${p_speel2}", "ruleSet": "${rules26}", "mandate": "${alone}", "amountCents": 2550000, "question": "Krijgt de kleinere speelplek 25.500 euro?", "effects": ${e_spelen}}
post /v1/motions/${v_speel2}/_open
  {}
votes ${v_speel2} for chair member1 member2 member3 member4
votes ${v_speel2} against member5
as secretary
post /v1/motions/${v_speel2}/_close v_speel2_closed
  {}
expect v_speel2_closed.verdict adopted
post /v1/decisions d_speel2
  {"basis": "verdict", "motion": "${v_speel2}", "reasons": "Met bankjes is het een plek voor iedereen.", "effects": ${e_spelen}}
post /v1/motions v_markt
  {"meeting": "${m4}", "item": 2, "subject": "allocation", "proposal": "${p_markt}", "ruleSet": "${rules26}", "mandate": "${alone}", "amountCents": 900000, "question": "Krijgt de avondmarkt 9.000 euro?", "effects": ${e_feest}}
post /v1/motions/${v_markt}/_open ! notice-too-short
  {}
post /v1/meetings/${m4}/_admit-item admitted
  {"ruleSet": "${rules26}", "item": 2, "agreed": 6}
expect admitted.present 6
post /v1/motions/${v_markt}/_open
  {}
votes ${v_markt} for chair member1
as secretary
at 2026-03-19T10:00:00+01:00
post /v1/notifications
  {"decision": "${d_speel2}", "channel": "letter", "onDate": "2026-03-19"}
post /v1/publications
  {"decision": "${d_speel2}"}
