/* docs/states.md: the states of what has states, and the acts that change them. Motions come from
 * the rules' own table; the others are listed here, in words of the same vocabularies. */
#include "buurtkas/domain/motion.h"
#include "cli/docs_internal.h"

/* One way from a state to another. `from` 0: it is made so. `act` 0: by a reversal. */
struct step {
    int from;
    int to;
    enum act_type act;
    const char *note;
};

enum {
    STEPS_MAX = 20
};

struct machine {
    const char *name;
    const char *const *words;
    struct step steps[STEPS_MAX];
};

/* clang-format off */
#define BY(state_from, state_to, ACT)            { state_from, state_to, ACT_##ACT, "" }
#define BY_WHEN(state_from, state_to, ACT, when) { state_from, state_to, ACT_##ACT, ", " when }
#define UNDONE(state_from, state_to, act)        { state_from, state_to, ACT_TRANSACTION_REVERSED, \
                                                   " of `" act "`" }

static const struct machine machines[] = {
    { "Envelope", envelope_state_names, {
        BY(0, ENVELOPE_OPEN, ENVELOPE_OPENED),
        BY(ENVELOPE_OPEN, ENVELOPE_ENDED, ENVELOPE_ENDED),
        BY_WHEN(ENVELOPE_ENDED, ENVELOPE_CLOSED, ENVELOPE_CLOSED, "once granted = paid + returned"),
    } },
    { "Mandate", mandate_state_names, {
        BY(0, MANDATE_GRANTED, MANDATE_GRANTED),
        BY(MANDATE_GRANTED, MANDATE_IN_FORCE, MANDATE_CONSENTED),
        BY(MANDATE_GRANTED, MANDATE_WITHDRAWN, MANDATE_WITHDRAWN),
        BY(MANDATE_IN_FORCE, MANDATE_SUSPENDED, MANDATE_SUSPENDED),
        BY(MANDATE_SUSPENDED, MANDATE_IN_FORCE, MANDATE_RESUMED),
        BY(MANDATE_IN_FORCE, MANDATE_WITHDRAWN, MANDATE_WITHDRAWN),
        BY(MANDATE_SUSPENDED, MANDATE_WITHDRAWN, MANDATE_WITHDRAWN),
    } },
    { "Proposal", proposal_state_names, {
        BY(0, PROPOSAL_FILED, PROPOSAL_FILED),
        BY_WHEN(PROPOSAL_FILED, PROPOSAL_DECIDED, DECISION_MADE, "when it takes effect"),
        BY_WHEN(PROPOSAL_FILED, PROPOSAL_DECIDED, DECISION_CONCURRED, "when it takes effect"),
        UNDONE(PROPOSAL_DECIDED, PROPOSAL_FILED, "decision.made` or `decision.concurred"),
    } },
    { "Meeting", meeting_state_names, {
        BY(0, MEETING_CONVENED, MEETING_CONVENED),
        BY(MEETING_CONVENED, MEETING_OPENED, MEETING_OPENED),
        BY_WHEN(MEETING_CONVENED, MEETING_NOT_OPENED, MEETING_LAPSED, "for want of members"),
        BY(MEETING_OPENED, MEETING_CLOSED, MEETING_CLOSED),
    } },
    { "Ballot", ballot_state_names, {
        BY(0, BALLOT_OPEN, BALLOT_OPENED),
        BY(BALLOT_OPEN, BALLOT_CLOSED, BALLOT_CLOSED),
        BY_WHEN(BALLOT_CLOSED, BALLOT_COUNTED, BALLOT_TALLIED, "a tie, or a void tally"),
        BY_WHEN(BALLOT_CLOSED, BALLOT_ENDED, BALLOT_TALLIED, "any other verdict"),
        BY(BALLOT_COUNTED, BALLOT_OPEN, BALLOT_REPEATED),
        BY_WHEN(BALLOT_COUNTED, BALLOT_ENDED, LOT_DRAWN, "after a second tie"),
        BY_WHEN(BALLOT_COUNTED, BALLOT_ENDED, BALLOT_CORRECTED, "counted right, it is no tie"),
        BY_WHEN(BALLOT_ENDED, BALLOT_COUNTED, BALLOT_CORRECTED, "counted right, it is a tie or void"),
    } },
    { "Decision", decision_state_names, {
        BY_WHEN(0, DECISION_IN_EFFECT, DECISION_MADE, "alone or advisory"),
        BY_WHEN(0, DECISION_WAITING, DECISION_MADE, "joint"),
        BY(0, DECISION_IN_EFFECT, SETTLEMENT_DECIDED),
        BY(DECISION_WAITING, DECISION_IN_EFFECT, DECISION_CONCURRED),
        BY(DECISION_WAITING, DECISION_DECLINED, DECISION_CONCURRED),
        BY_WHEN(DECISION_WAITING, DECISION_IN_EFFECT, DECISION_LAPSED, "when silence concurs"),
        BY_WHEN(DECISION_WAITING, DECISION_DECLINED, DECISION_LAPSED,
                "when silence declines, or the mandate is gone"),
        BY(DECISION_IN_EFFECT, DECISION_SUSPENDED, DECISION_SUSPENDED),
        BY(DECISION_SUSPENDED, DECISION_IN_EFFECT, DECISION_RESUMED),
        BY(DECISION_IN_EFFECT, DECISION_CONTESTED, CONFLICT_FOUND),
        BY(DECISION_SUSPENDED, DECISION_CONTESTED, CONFLICT_FOUND),
        BY(DECISION_CONTESTED, DECISION_IN_EFFECT, DECISION_RULED),
        BY_WHEN(DECISION_CONTESTED, DECISION_SUSPENDED, DECISION_RULED,
                "on the conflict, while it is suspended too"),
        BY(DECISION_IN_EFFECT, DECISION_ANNULLED, DECISION_RULED),
        BY(DECISION_CONTESTED, DECISION_ANNULLED, DECISION_RULED),
        BY(DECISION_IN_EFFECT, DECISION_WITHDRAWN, DECISION_WITHDRAWN),
        BY(DECISION_CONTESTED, DECISION_WITHDRAWN, DECISION_WITHDRAWN),
        UNDONE(DECISION_IN_EFFECT, DECISION_ANNULLED, "decision.made` or `settlement.decided"),
        UNDONE(DECISION_IN_EFFECT, DECISION_WAITING, "decision.concurred"),
    } },
    { "Commitment", commitment_state_names, {
        BY(0, COMMITMENT_OPEN, COMMITMENT_MADE),
        BY(COMMITMENT_OPEN, COMMITMENT_SETTLED, SETTLEMENT_DECIDED),
        UNDONE(COMMITMENT_SETTLED, COMMITMENT_OPEN, "settlement.decided"),
    } },
    { "Claim", claim_state_names, {
        BY(0, CLAIM_FILED, CLAIM_FILED),
        BY(CLAIM_FILED, CLAIM_ACCEPTED, CLAIM_ACCEPTED),
        UNDONE(CLAIM_ACCEPTED, CLAIM_REVERSED, "claim.accepted"),
    } },
    { "Accountability", accountability_state_names, {
        BY(0, ACCOUNTABILITY_FILED, ACCOUNTABILITY_FILED),
        BY(ACCOUNTABILITY_FILED, ACCOUNTABILITY_ACCEPTED, ACCOUNTABILITY_ACCEPTED),
        UNDONE(ACCOUNTABILITY_ACCEPTED, ACCOUNTABILITY_REVERSED, "accountability.accepted"),
    } },
    { "Payment", payment_state_names, {
        BY(0, PAYMENT_ORDERED, PAYMENT_ORDERED),
        BY(PAYMENT_ORDERED, PAYMENT_BOOKED, PAYMENT_BOOKED),
        BY(PAYMENT_ORDERED, PAYMENT_REJECTED, PAYMENT_REJECTED),
        BY(PAYMENT_BOOKED, PAYMENT_RETURNED, PAYMENT_RETURNED),
        BY_WHEN(PAYMENT_RETURNED, PAYMENT_ABANDONED, PAYMENT_ABANDONED, "the envelope is closed"),
        UNDONE(PAYMENT_ORDERED, PAYMENT_REVERSED, "payment.ordered"),
        UNDONE(PAYMENT_BOOKED, PAYMENT_ORDERED, "payment.booked"),
        UNDONE(PAYMENT_REJECTED, PAYMENT_ORDERED, "payment.rejected"),
        UNDONE(PAYMENT_RETURNED, PAYMENT_BOOKED, "payment.returned"),
        UNDONE(PAYMENT_ABANDONED, PAYMENT_RETURNED, "payment.abandoned"),
    } },
    /* Also made by envelope.amended (down), and by late money: the same parts. */
    { "Return", return_state_names, {
        BY_WHEN(0, RETURN_ORDERED, ENVELOPE_RETURNED, "with a part that the bank must pay back"),
        BY_WHEN(0, RETURN_BOOKED, ENVELOPE_RETURNED, "without one"),
        BY(RETURN_ORDERED, RETURN_BOOKED, RETURN_BOOKED),
        UNDONE(RETURN_BOOKED, RETURN_ORDERED, "return.booked"),
        BY_WHEN(RETURN_ORDERED, RETURN_REVERSED, TRANSACTION_REVERSED, "of the act that made it"),
        BY_WHEN(RETURN_BOOKED, RETURN_REVERSED, TRANSACTION_REVERSED,
                "of the act that made it, when the bank had no part in it"),
    } },
    { "Recovery", recovery_state_names, {
        BY(0, RECOVERY_OPEN, ACCOUNTABILITY_ACCEPTED),
        BY(0, RECOVERY_OPEN, RECOVERY_CLAIMED),
        BY(0, RECOVERY_SETTLED, REFUND_RECEIVED),
        BY_WHEN(RECOVERY_OPEN, RECOVERY_SETTLED, RECOVERY_RECEIVED, "when nothing is left"),
        BY_WHEN(RECOVERY_OPEN, RECOVERY_SETTLED, RECOVERY_WRITTEN_OFF, "when nothing is left"),
        UNDONE(RECOVERY_SETTLED, RECOVERY_OPEN, "recovery.received` or `recovery.written-off"),
        UNDONE(RECOVERY_OPEN, RECOVERY_REVERSED, "accountability.accepted` or `recovery.claimed"),
        UNDONE(RECOVERY_SETTLED, RECOVERY_REVERSED, "refund.received"),
    } },
};
/* clang-format on */

static void print_matrix(FILE *out)
{
    (void)fputs("## Motion\n\nFrom the row to the column.\n\n| |", out);
    for (int to = 1; to < motion_state_end; to++) {
        (void)fprintf(out, " `%s` |", motion_state_names[to - 1]);
    }
    (void)fputs("\n|---|", out);
    for (int to = 1; to < motion_state_end; to++) {
        (void)fputs("---|", out);
    }
    for (int from = 1; from < motion_state_end; from++) {
        (void)fprintf(out, "\n| `%s` |", motion_state_names[from - 1]);
        for (int to = 1; to < motion_state_end; to++) {
            (void)fputs(motion_may(from, to) ? " yes |" : " – |", out);
        }
    }
    (void)fputs(
        "\n\nDrafted by `motion.drafted`, opened by `motion.opened`, closed by "
        "`motion.closed`, decided "
        "by\n`decision.made`. An open motion is void when its proposal, its rule set, its "
        "mandate or "
        "its roster changes:\nthe act that changes it names the motion in `voidedMotions`. A "
        "reversal "
        "of the decision takes a decided motion\nback to closed.\n",
        out);
}

static const char *word_of(const struct machine *machine, int state)
{
    return state == 0 ? "(new)" : machine->words[state - 1];
}

static void print_machine(FILE *out, const struct machine *machine)
{
    (void)fprintf(out, "\n## %s\n\n| from | to | act |\n|---|---|---|\n", machine->name);
    for (size_t i = 0; i < STEPS_MAX && machine->steps[i].act != ACT_NONE; i++) {
        const struct step *step = &machine->steps[i];
        (void)fprintf(out, "| %s | %s | `%s`%s |\n", word_of(machine, step->from),
                      word_of(machine, step->to), act_kind(step->act)->name, step->note);
    }
}

void docs_states(FILE *out)
{
    docs_begin(out, "States", "states");
    print_matrix(out);
    for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
        print_machine(out, &machines[i]);
    }
    (void)fputs("\nWhich postings an envelope's state allows is in accounts.md. Words of these "
                "vocabularies to which no row leads\nare in the database and the API, and wait for "
                "acts that this version does not have.\n",
                out);
}
