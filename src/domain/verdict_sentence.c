/* The verdict in one plain sentence with every number, in English and in Dutch (B1). The words
 * stand in a table of two rows, so that both languages say the same things in the same order. Only
 * a `raad` is bound by the Gemeentewet, so only its sentences name articles of it: 29 (taking
 * part), 30 (majority) and 32 (no vote asked, ties). */
#include "buurtkas/domain/verdict.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define N "%" PRId32

/* One language. Each format takes the numbers that its comment names, as int32_t. */
struct verdict_words {
    const char *state[verdict_state_end];
    const char *tie;       /* added after a state that a tie led to */
    const char *full;      /* in a full meeting */
    const char *votes;     /* for, against, abstained, blank, silent */
    const char *consents;  /* consents, objections, dropped, stood aside, silent */
    const char *members;   /* seats, seated, recused, eligible, present, took part */
    const char *writing;   /* in writing: seats, seated, recused, left, eligible, took part */
    const char *take_part; /* needed to take part */
    const char *waiver[waiver_end];
    const char *needed[2]; /* at least, more than: needed, num, den, over */
    const char *of[threshold_base_end];
    const char *refused;  /* refused */
    const char *doubtful; /* doubtful */
    const char *pivotal[2];
    const char *article; /* of the Gemeentewet */
};

static const struct verdict_words languages[2] = {
    {
     .state = { [VERDICT_ADOPTED] = "Adopted",
                   [VERDICT_REJECTED] = "Rejected",
                   [VERDICT_INVALID_QUORUM] = "Not valid, too few members took part",
                   [VERDICT_ADOPTED_UNASKED] = "Adopted, nobody asked for a vote",
                   [VERDICT_TIED_POSTPONED] = "Postponed to the next meeting",
                   [VERDICT_TIE_OPEN] = "Open, the chair has the casting vote",
                   [VERDICT_CONSENT_BLOCKED] = "No consent",
                   [VERDICT_PROCEDURE_ENDED] = "Ended, a member asks for a meeting" },
     .tie = ", a tie",
     .full = " in a full meeting",
     .votes = N " for, " N " against, " N " abstained, " N " blank, " N " silent; ",
     .consents =
            N " consented, " N " objections stand, " N
              " objections without a reason were dropped, " N " stood aside, " N " were silent; ",
     .members = "of " N " seats " N " were filled, " N " stepped back and " N " remained; " N
                   " of these were present and " N " took part",
     .writing = "in writing; of " N " seats " N " were filled, " N " stepped back, " N
                   " left office and " N " remained; " N " of these took part",
     .take_part = " (at least " N " needed)",
     .waiver = { [WAIVER_SECOND_CALL] = " (no least number in a second call)",
                    [WAIVER_PUT_AGAIN] = " (no least number after an invalid vote)" },
     .needed = { "; " N " for needed, at least " N "/" N " of " N " ",
                    "; " N " for needed, more than " N "/" N " of " N " " },
     .of = { [BASE_CAST] = "for and against",
                [BASE_CAST_WITH_ABSTAIN] = "for, against and abstained",
                [BASE_CAST_WITH_INVALID] = "votes cast, invalid ones too",
                [BASE_PRESENT] = "present",
                [BASE_ELIGIBLE] = "who need not step back",
                [BASE_SEATED] = "in office",
                [BASE_SEATS] = "seats" },
     .refused = "; " N " present refused to vote",
     .doubtful = "; " N " voted although they stepped back or have a registered interest",
     .pivotal = { ", which makes no difference", ", and without that the verdict differs" },
     .article = " (Gemeentewet, article " N ")",
     },
    {
     .state = { [VERDICT_ADOPTED] = "Aangenomen",
                   [VERDICT_REJECTED] = "Verworpen",
                   [VERDICT_INVALID_QUORUM] = "Niet geldig, te weinig leden deden mee",
                   [VERDICT_ADOPTED_UNASKED] = "Aangenomen, niemand vroeg om stemming",
                   [VERDICT_TIED_POSTPONED] = "Uitgesteld tot de volgende vergadering",
                   [VERDICT_TIE_OPEN] = "Open, de stem van de voorzitter beslist",
                   [VERDICT_CONSENT_BLOCKED] = "Geen consent",
                   [VERDICT_PROCEDURE_ENDED] = "Geëindigd, een lid vraagt om een vergadering" },
     .tie = ", de stemmen staken",
     .full = " in een voltallige vergadering",
     .votes = N " voor, " N " tegen, " N " onthouding, " N " blanco, " N " stil; ",
     .consents =
            N " met consent, " N " bezwaren staan, " N " bezwaren zonder reden vervielen, " N
              " stapten opzij voor het besluit, " N " waren stil; ",
     .members = "van de " N " zetels waren er " N " bezet, " N " trokken zich terug en " N
                   " bleven over; daarvan waren er " N " aanwezig en deden er " N " mee",
     .writing = "schriftelijk; van de " N " zetels waren er " N " bezet, " N " trokken zich terug, " N
                   " verlieten de raad en " N " bleven over; daarvan deden er " N " mee",
     .take_part = " (minstens " N " nodig)",
     .waiver = { [WAIVER_SECOND_CALL] = " (geen minimum bij een tweede oproep)",
                    [WAIVER_PUT_AGAIN] = " (geen minimum na een ongeldige stemming)" },
     .needed = { "; " N " voor nodig, minstens " N "/" N " van " N " ",
                    "; " N " voor nodig, meer dan " N "/" N " van " N " " },
     .of = { [BASE_CAST] = "voor en tegen",
                [BASE_CAST_WITH_ABSTAIN] = "voor, tegen en onthouding",
                [BASE_CAST_WITH_INVALID] = "uitgebrachte stemmen, ook ongeldige",
                [BASE_PRESENT] = "aanwezigen",
                [BASE_ELIGIBLE] = "die zich niet terugtrokken",
                [BASE_SEATED] = "leden",
                [BASE_SEATS] = "zetels" },
     .refused = "; " N " aanwezigen weigerden te stemmen",
     .doubtful = "; " N " stemden mee hoewel zij zich terugtrokken of een belang lieten inschrijven",
     .pivotal = { ", wat niets uitmaakt", ", en zonder hen is de uitslag anders" },
     .article = " (Gemeentewet, artikel " N ")",
     },
};

/* A sentence being written; what does not fit is left out. */
struct sentence {
    char *out;
    size_t at;
    const struct verdict_words *words;
    bool names_articles;
};

/* The formats come from the constant table above, never from outside. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add(struct sentence *to, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(to->out + to->at, VERDICT_SENTENCE_MAX - to->at, format, args);
    va_end(args);
    size_t room = VERDICT_SENTENCE_MAX - 1 - to->at;
    to->at += len < 0 ? 0 : (size_t)len < room ? (size_t)len : room;
}
#pragma GCC diagnostic pop

static void add_article(struct sentence *to, int32_t article)
{
    if (to->names_articles) {
        add(to, to->words->article, article);
    }
}

static void add_state(struct sentence *to, const struct verdict *v)
{
    add(to, "%s", to->words->state[v->state]);
    if (v->is_tie) {
        add(to, "%s", to->words->tie);
        add(to, "%s", v->is_full && v->state == VERDICT_REJECTED ? to->words->full : "");
    }
    if (v->is_tie || v->state == VERDICT_ADOPTED_UNASKED) {
        add_article(to, 32);
    }
    add(to, ": ");
}

static void add_votes(struct sentence *to, const struct verdict *v)
{
    if (v->base == RULE_CONSENT) {
        add(to, to->words->consents, v->votes_consent, v->votes_objection, v->dropped,
            v->votes_stand_aside, v->silent);
    } else if (v->state != VERDICT_ADOPTED_UNASKED) {
        add(to, to->words->votes, v->votes_for, v->votes_against, v->votes_abstain, v->votes_blank,
            v->silent);
    }
}

static void add_members(struct sentence *to, const struct verdict *v)
{
    if (v->is_in_writing) {
        add(to, to->words->writing, v->seats, v->seated, v->recused, v->left, v->eligible,
            v->took_part);
    } else {
        add(to, to->words->members, v->seats, v->seated, v->recused, v->eligible, v->present,
            v->took_part);
    }
}

static void add_validity(struct sentence *to, const struct verdict *v)
{
    if (v->needed_take_part > 0) {
        add(to, to->words->take_part, v->needed_take_part);
        add_article(to, 29);
    } else if (v->waiver != waiver_absent) {
        add(to, "%s", to->words->waiver[v->waiver]);
        add_article(to, 29);
    }
}

static void add_thresholds(struct sentence *to, const struct verdict *v)
{
    for (size_t i = 0; i < v->threshold_count; i++) {
        const struct threshold_sum *sum = &v->thresholds[i];
        const struct threshold *threshold = &sum->threshold;
        add(to, to->words->needed[threshold->is_strict], sum->needed, threshold->num,
            threshold->den, sum->over);
        add(to, "%s", to->words->of[threshold->base]);
        add_article(to, 30);
    }
}

void verdict_sentence(char out[VERDICT_SENTENCE_MAX], const struct verdict *verdict, bool is_dutch)
{
    const struct verdict *v = verdict;
    struct sentence to = { .out = out,
                           .words = &languages[is_dutch],
                           .names_articles = v->base == RULE_RAAD };
    out[0] = '\0';
    add_state(&to, v);
    add_votes(&to, v);
    add_members(&to, v);
    add_validity(&to, v);
    add_thresholds(&to, v);
    if (v->refused > 0) {
        add(&to, to.words->refused, v->refused);
        add_article(&to, 32);
    }
    if (v->doubtful > 0) {
        add(&to, to.words->doubtful, v->doubtful);
        add(&to, "%s", to.words->pivotal[v->is_pivotal]);
    }
    add(&to, ".");
}
