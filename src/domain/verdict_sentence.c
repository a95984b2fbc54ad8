/* The verdict in one plain sentence with every number, in English and in Dutch (B1). The words
 * stand in a table of two rows, so that both languages say the same things in the same order. */
#include "buurtkas/domain/verdict.h"

#include <inttypes.h>
#include <stdio.h>

/* One language. Each format takes the numbers that its comment names, as int32_t. */
struct verdict_words {
    const char *state[verdict_state_end];
    const char *tie;       /* added after the state of a tie */
    const char *votes;     /* for, against, abstained, blank */
    const char *members;   /* seats, seated, recused, eligible, present, took part */
    const char *take_part; /* needed to take part */
    const char *needed;    /* needed for */
};

static const struct verdict_words languages[2] = {
    {
     .state = { [VERDICT_ADOPTED] = "Adopted",
                   [VERDICT_REJECTED] = "Rejected",
                   [VERDICT_INVALID_QUORUM] = "Not valid, too few members took part" },
     .tie = ", a tie",
     .votes =
            ": %" PRId32 " for, %" PRId32 " against, %" PRId32 " abstained, %" PRId32 " blank; ",
     .members =
            "of %" PRId32 " seats %" PRId32 " were filled, %" PRId32 " stepped back and %" PRId32
            " remained; %" PRId32 " of these were present and %" PRId32 " took part",
     .take_part = " (at least %" PRId32 " needed)",
     .needed = "; at least %" PRId32 " for needed.",
     },
    {
     .state = { [VERDICT_ADOPTED] = "Aangenomen",
                   [VERDICT_REJECTED] = "Verworpen",
                   [VERDICT_INVALID_QUORUM] = "Niet geldig, te weinig leden deden mee" },
     .tie = ", de stemmen staken",
     .votes =
            ": %" PRId32 " voor, %" PRId32 " tegen, %" PRId32 " onthouding, %" PRId32 " blanco; ",
     .members = "van de %" PRId32 " zetels waren er %" PRId32 " bezet, %" PRId32
                   " stapten opzij en %" PRId32 " bleven over; daarvan waren er %" PRId32
                   " aanwezig en deden er %" PRId32 " mee",
     .take_part = " (minstens %" PRId32 " nodig)",
     .needed = "; minstens %" PRId32 " voor nodig.",
     },
};

/* The formats come from the constant table above, never from outside. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
void verdict_sentence(char out[VERDICT_SENTENCE_MAX], const struct verdict *verdict, bool is_dutch)
{
    const struct verdict_words *words = &languages[is_dutch];
    const struct verdict *v = verdict;
    size_t size = VERDICT_SENTENCE_MAX;
    size_t at =
        (size_t)snprintf(out, size, "%s%s", words->state[v->state], v->is_tie ? words->tie : "");
    at += (size_t)snprintf(out + at, size - at, words->votes, v->votes_for, v->votes_against,
                           v->votes_abstain, v->votes_blank);
    at += (size_t)snprintf(out + at, size - at, words->members, v->seats, v->seated, v->recused,
                           v->eligible, v->present, v->took_part);
    if (v->needed_take_part > 0) {
        at += (size_t)snprintf(out + at, size - at, words->take_part, v->needed_take_part);
    }
    (void)snprintf(out + at, size - at, words->needed, v->needed_for);
}
#pragma GCC diagnostic pop
