/* The words of the record as people say them, in Dutch (B1) and in English. A word that is not here
 * is shown as the record has it. */
#include "api/page_internal.h"

const struct word words_verdict[] = {
    {"adopted",          { "aangenomen", "adopted" }                                               },
    { "rejected",        { "verworpen", "rejected" }                                               },
    { "invalid-quorum",
     { "niet geldig: te weinig leden deden mee", "not valid: too few members took part" }          },
    { "adopted-unasked", { "aangenomen zonder stemming", "adopted without a vote" }                },
    { "tied-postponed",
     { "de stemmen staken: uitgesteld naar de volgende vergadering",
        "a tie: put off to the next meeting" }                                                     },
    { "tie-open",        { "de stemmen staken: de voorzitter beslist", "a tie: the chair decides" }},
    { "consent-blocked",
     { "niet aangenomen: er is een bezwaar met een reden",
        "not adopted: a reasoned objection stands" }                                               },
    { "procedure-ended",
     { "schriftelijk geëindigd: een lid vraagt om een vergadering",
        "ended in writing: a member asks for a meeting" }                                          },
    { "not-opened",      { "niet in stemming gebracht", "not put to the vote" }                    },
    { "void",            { "vervallen", "void" }                                                   },
};
const size_t words_verdict_count = ARRAY_LEN(words_verdict);

const struct word words_motion[] = {
    {"drafted",  { "nog niet in stemming", "not yet put to the vote" }},
    { "open",    { "de stemming is open", "voting is open" }          },
    { "closed",  { "de stemming is gesloten", "voting has closed" }   },
    { "decided", { "besloten", "decided" }                            },
    { "void",    { "vervallen", "void" }                              },
};
const size_t words_motion_count = ARRAY_LEN(words_motion);

const struct word words_outcome[] = {
    {"grant",                 { "toegekend", "granted" }                      },
    { "partial",              { "voor een deel toegekend", "granted in part" }},
    { "refusal",              { "afgewezen", "refused" }                      },
    { "release",              { "vrijgevallen", "released" }                  },
    { "settlement",           { "vastgesteld", "settled" }                    },
    { "ratification",         { "bekrachtigd", "ratified" }                   },
    { "annulment",            { "vernietigd", "annulled" }                    },
    { "ratification-refused", { "niet bekrachtigd", "not ratified" }          },
    { "release-refused",      { "niet vrijgegeven", "not released" }          },
    { "stands",               { "in stand gelaten", "left standing" }         },
    { "withdrawal",           { "ingetrokken", "withdrawn" }                  },
};
const size_t words_outcome_count = ARRAY_LEN(words_outcome);

const struct word words_decision[] = {
    {"waiting",    { "wacht op de houder van het mandaat", "waits for the mandate's holder" }},
    { "in-effect", { "geldt", "in effect" }                                                  },
    { "declined",
     { "niet doorgegaan: de houder van het mandaat stemde niet in",
        "did not go through: the mandate's holder declined" }                                },
    { "contested", { "betwist", "contested" }                                                },
    { "suspended", { "geschorst", "suspended" }                                              },
    { "withdrawn", { "ingetrokken", "withdrawn" }                                            },
    { "annulled",  { "vernietigd", "annulled" }                                              },
};
const size_t words_decision_count = ARRAY_LEN(words_decision);

const struct word words_basis[] = {
    {"verdict",           { "een stemming", "a vote" }                                            },
    { "holder",
     { "een besluit van de houder van het mandaat", "a decision of the mandate's holder" }        },
    { "urgency",          { "spoed", "urgency" }                                                  },
    { "objection-ruling", { "de beslissing op een bezwaar", "the ruling on an objection" }        },
    { "court-ruling",     { "een uitspraak van de rechter", "a court's ruling" }                  },
    { "settlement",       { "de vaststelling na de verantwoording", "the settlement of accounts" }},
    { "withdrawal",       { "een intrekking", "a withdrawal" }                                    },
    { "grantor",
     { "een besluit van de organisatie zelf", "a decision of the organisation itself" }           },
};
const size_t words_basis_count = ARRAY_LEN(words_basis);

const struct word words_choice[] = {
    {"for",          { "voor", "for" }                },
    { "against",     { "tegen", "against" }           },
    { "abstain",     { "onthouding", "abstained" }    },
    { "blank",       { "blanco", "blank" }            },
    { "consent",     { "stemt in", "consents" }       },
    { "objection",   { "maakt bezwaar", "objects" }   },
    { "stand-aside", { "stapt opzij", "stands aside" }},
};
const size_t words_choice_count = ARRAY_LEN(words_choice);

const struct word words_effect[] = {
    {"strengthens", { "versterkt", "strengthens" }},
    { "restores",   { "herstelt", "restores" }    },
    { "replaces",   { "vervangt", "replaces" }    },
    { "numbs",      { "bedwelmt", "numbs" }       },
};
const size_t words_effect_count = ARRAY_LEN(words_effect);

const struct word words_answer[] = {
    {"yes",            { "ja", "yes" }                       },
    { "partly",        { "voor een deel", "partly" }         },
    { "no",            { "nee", "no" }                       },
    { "not-yet-known", { "nog niet bekend", "not yet known" }},
};
const size_t words_answer_count = ARRAY_LEN(words_answer);

const struct word words_method[] = {
    {"show-of-hands", { "bij handopsteken", "by show of hands" }},
    { "roll-call",    { "hoofdelijk", "by roll call" }          },
    { "paper",        { "op papier", "on paper" }               },
    { "secret",       { "geheim", "in secret" }                 },
    { "in-writing",   { "schriftelijk", "in writing" }          },
};
const size_t words_method_count = ARRAY_LEN(words_method);
