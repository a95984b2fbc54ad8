/* The tally of a secret ballot in one plain sentence with every number, in English and in Dutch
 * (B1), and the warnings: few papers, or papers all alike, betray who voted what. Only a `raad` is
 * bound by the Gemeentewet, so only its sentences name articles: 29, 30 and 31. */
#include "buurtkas/domain/ballot.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define N "%" PRId32

/* One language. Each format takes the numbers that its comment names, as int32_t. */
struct ballot_words {
    const char *state[ballot_verdict_end];
    const char *elected;   /* chosen */
    const char *piles[2];  /* one nominee, two: first, other, blank, invalid */
    const char *members;   /* seats, seated, eligible, voted, papers */
    const char *take_part; /* needed */
    const char *waived;
    const char *needed; /* cast, needed */
    const char *doubtful[2];
    const char *few;
    const char *unanimous;
    const char *article; /* number */
};

/* clang-format off */
static const struct ballot_words languages[2] = {
    {
        .state = {
            [BALLOT_ELECTED] = "Elected",
            [BALLOT_NOT_ELECTED] = "Nobody is elected",
            [BALLOT_INVALID_QUORUM] = "Not valid, too few members took part",
            [BALLOT_TALLY_VOID] = "Void, more papers than members who were handed one: a new vote",
            [BALLOT_TIED_REVOTE] = "A tie: a new vote in the same meeting",
            [BALLOT_LOT_NEEDED] = "A tie again: the lot decides at once",
            [BALLOT_ELECTED_BY_LOT] = "Elected by lot",
            [BALLOT_REJECTED_BY_LOT] = "Not elected, by lot" },
        .elected = ", nominee " N,
        .piles = { N " for, " N " against, " N " blank, " N " invalid; ",
                   N " for the first, " N " for the second, " N " blank, " N " invalid; " },
        .members = "of " N " seats " N " were filled and " N " members could take part; " N
                   " were handed a paper and " N " papers were in the box",
        .take_part = " (at least " N " needed)",
        .waived = " (no least number after an invalid vote)",
        .needed = "; " N " papers were properly filled and " N " were needed to be elected",
        .doubtful = { "; " N " of the papers are of members who should have stayed out, which makes "
                          "no difference",
                      "; " N " of the papers are of members who should have stayed out, and without "
                          "these it might differ" },
        .few = " Fewer than five papers were cast: the count may betray who voted what.",
        .unanimous = " All papers are alike, so the vote was not secret.",
        .article = " (Gemeentewet, article " N ")",
    },
    {
        .state = {
            [BALLOT_ELECTED] = "Gekozen",
            [BALLOT_NOT_ELECTED] = "Niemand is gekozen",
            [BALLOT_INVALID_QUORUM] = "Niet geldig, te weinig leden deden mee",
            [BALLOT_TALLY_VOID] = "Ongeldig, meer briefjes dan leden die er een kregen: opnieuw "
                                  "stemmen",
            [BALLOT_TIED_REVOTE] = "De stemmen staken: opnieuw stemmen in dezelfde vergadering",
            [BALLOT_LOT_NEEDED] = "De stemmen staken weer: het lot beslist meteen",
            [BALLOT_ELECTED_BY_LOT] = "Gekozen door het lot",
            [BALLOT_REJECTED_BY_LOT] = "Niet gekozen, door het lot" },
        .elected = ", kandidaat " N,
        .piles = { N " voor, " N " tegen, " N " blanco, " N " ongeldig; ",
                   N " voor de eerste, " N " voor de tweede, " N " blanco, " N " ongeldig; " },
        .members = "van de " N " zetels waren er " N " bezet en " N " leden konden meedoen; " N
                   " kregen een briefje en in de bus zaten er " N,
        .take_part = " (nodig: minstens " N ")",
        .waived = " (geen minimum na een ongeldige stemming)",
        .needed = "; " N " briefjes waren goed ingevuld en " N " waren nodig om gekozen te worden",
        .doubtful = { "; " N " van de briefjes zijn van leden die niet mochten meedoen, maar dat maakt "
                          "geen verschil",
                      "; " N " van de briefjes zijn van leden die niet mochten meedoen, en zonder die "
                          "kan de uitslag anders zijn" },
        .few = " Er zijn minder dan vijf stemmen: de uitslag kan verraden wie wat stemde.",
        .unanimous = " Alle briefjes zijn gelijk, dus de stemming was niet geheim.",
        .article = " (Gemeentewet, artikel " N ")",
    },
};
/* clang-format on */

struct text_out {
    char *text;
    size_t used;
};

/* The formats come from the tables above, whose comments name their numbers. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add(struct text_out *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(out->text + out->used, BALLOT_SENTENCE_MAX - out->used, format, args);
    va_end(args);
    out->used += len > 0 ? (size_t)len : 0;
    if (out->used >= BALLOT_SENTENCE_MAX) {
        out->used = BALLOT_SENTENCE_MAX - 1;
    }
}
#pragma GCC diagnostic pop

static int32_t article_of(const struct body_ballot_tallied *tally)
{
    switch ((enum ballot_verdict)tally->verdict) {
    case BALLOT_INVALID_QUORUM:
        return 29;
    case BALLOT_ELECTED:
    case BALLOT_NOT_ELECTED:
        return 30;
    case BALLOT_TIED_REVOTE:
    case BALLOT_LOT_NEEDED:
        return 31;
    case BALLOT_TALLY_VOID:
    case BALLOT_ELECTED_BY_LOT:
    case BALLOT_REJECTED_BY_LOT:
    case ballot_verdict_absent:
    case ballot_verdict_end:
        break;
    }
    return 0;
}

static void add_state(struct text_out *out, const struct ballot_words *words,
                      const struct body_ballot_tallied *tally)
{
    add(out, "%s", words->state[tally->verdict]);
    if (tally->chosen > 0 && tally->nominees == 2) {
        add(out, words->elected, tally->chosen);
    }
    int32_t article = article_of(tally);
    if (tally->base == RULE_RAAD && article != 0) {
        add(out, words->article, article);
    }
    add(out, ": ");
}

void ballot_sentence(char out[BALLOT_SENTENCE_MAX], const struct body_ballot_tallied *tally,
                     bool is_dutch)
{
    const struct ballot_words *words = &languages[is_dutch];
    struct text_out text = { .text = out };
    out[0] = '\0';
    bool has_two = tally->nominees == 2;
    add_state(&text, words, tally);
    add(&text, words->piles[has_two], tally->votes_first,
        has_two ? tally->votes_second : tally->votes_against, tally->votes_blank,
        tally->votes_invalid);
    add(&text, words->members, tally->seats, tally->seated, tally->eligible, tally->voted,
        tally->papers);
    if (tally->waiver != waiver_absent) {
        add(&text, "%s", words->waived);
    } else if (tally->needed_take_part > 0) {
        add(&text, words->take_part, tally->needed_take_part);
    }
    if (tally->needed_for > 0) {
        add(&text, words->needed, tally->cast, tally->needed_for);
    }
    if (tally->doubtful > 0) {
        add(&text, words->doubtful[tally->pivotal], tally->doubtful);
    }
    add(&text, ".%s%s", tally->few ? words->few : "", tally->unanimous ? words->unanimous : "");
}

#define TALLY_COPY(kind, member, json, flag, min, max, extra, doc, example)                         \
    to->member = from->member;

void ballot_tally_of(struct body_ballot_tallied *to, const struct body_ballot_corrected *from)
{
    to->ballot = from->ballot;
    F_PILES(TALLY_COPY)
    F_TALLY(TALLY_COPY)
}
#undef TALLY_COPY
