/* What the rules of councils share: who has a seat and who is there, rule sets and mandates in
 * force, and the motions that a change voids. */
#ifndef DOMAIN_COUNCIL_INTERNAL_H
#define DOMAIN_COUNCIL_INTERNAL_H

#include <inttypes.h>
#include <string.h>
#include "buurtkas/domain/act.h"
#include "buurtkas/domain/motion.h"
#include "domain/rules_internal.h"

/* Euro cents in a sentence: err_set(err, …, "Asked is " EUR ".", EUR_ARGS(cents)). Never negative.
 */
#define EUR             "EUR %" PRId64 ".%02d"
#define EUR_ARGS(cents) (cents) / 100, (int)((cents) % 100)

/** Whether a text was given: in a replayed act only its commitment is known. */
static inline bool text_is_given(const struct text *text)
{
    static const struct hash none;
    return text->ptr != NULL || memcmp(&text->commitment, &none, sizeof none) != 0;
}

/** Whether votes are taken: it is open, and no voting with hidden counts has ended. */
static inline bool motion_takes_votes(const struct motion *motion)
{
    return motion->state == MOTION_OPEN && motion->voting_ended_in == FIELD_ABSENT;
}

/** Refuses with ERR_MOTION_NOT_OPEN. */
MUST_CHECK bool motion_must_take_votes(const struct motion *motion, struct err *err);

/** A round in writing: a meeting where nobody meets, open until a day (V13). */
static inline bool meeting_is_in_writing(const struct meeting *meeting)
{
    return meeting->until_date.days != DATE_ABSENT;
}

/** Whether the days of a round in writing are over: then no vote is given, and none struck. */
static inline bool round_is_over(const struct act *act, const struct meeting *meeting)
{
    return meeting_is_in_writing(meeting) && act->today.days >= meeting->until_date.days;
}

/** Refuses with ERR_WRONG_STATE to close what members can still vote on in writing. */
MUST_CHECK bool motion_time_has_come(const struct act *act, const struct meeting *meeting,
                                     struct err *err);

/** Refuses with ERR_BAD_DATE a vote in writing that opens with fewer days than the rules give. */
MUST_CHECK bool meeting_has_days(const struct act *act, const struct meeting *meeting,
                                 const struct rule_set *rules, struct err *err);

/** The day an act counts for: its posting date, or today. */
static inline struct date act_day(const struct act *act)
{
    return act->on.days == DATE_ABSENT ? act->today : act->on;
}

/** Refuses with ERR_BAD_DATE at `pointer` when a period ends before it has begun. */
MUST_CHECK bool period_is_right(struct date from, struct date until, const char *pointer,
                                struct err *err);

/* --- electorate.c --- */

/** Who has a seat with a vote in a meeting today, in order of appointment, substitutes in the place
 * of who is absent: struct item_roster_seat in the act's arena. @return false with ERR_TOO_LARGE
 * beyond ROSTER_MAX, ERR_SEPARATION when one person would vote twice, or the source's failure */
MUST_CHECK bool electorate_in(struct act *act, const struct meeting *meeting,
                              const struct rule_set *rules, struct list *out, struct err *err);
/** How many of the seats (struct item_roster_seat) are in the room now. */
MUST_CHECK bool electorate_present(struct act *act, const struct uuid *meeting,
                                   const struct list *seats, int32_t *out, struct err *err);
/** The appointment to this council with that handle, whatever its dates and role.
 * @return NULL with ERR_UNKNOWN_REFERENCE or ERR_MISMATCH at `pointer`, or the source's failure */
MUST_CHECK const struct appointment *council_appointment(struct act *act,
                                                         const struct uuid *council,
                                                         const struct uuid *handle,
                                                         const char *pointer, struct err *err);
/** Handle of the substitute who is in the room in the place of this member; NULL: there is none.
 * `attendance` is ATTENDANCE_OF_MEETING. */
const struct uuid *stand_in_of(const struct object_list *attendance, const struct uuid *member);
/** Whether a role has a seat with a vote: member, chair, youth member. */
bool role_has_vote(int role);
/** " (Gemeentewet, article 20)" where that binds: the quorum of a `raad`; else "". */
static inline const char *quorum_article(const struct rule_set *rules)
{
    return rules->base == RULE_RAAD ? " (Gemeentewet, article 20)" : "";
}
/** Whether the role fills a seat under these rules: a youth member who advises does not (V18).
 * `rules` NULL: there are none yet. */
bool role_has_seat(int role, const struct rule_set *rules);
/** Whether the member's last line says "arrived". `attendance` is ATTENDANCE_OF_MEETING. */
bool is_present_now(const struct object_list *attendance, const struct uuid *member);
/** V17: whether the member was there at any moment from the entry that opened the motion on.
 * Judged by the order of the record, of which instants are a rounding. */
bool was_present_since(const struct object_list *attendance, const struct uuid *member,
                       uint64_t opened_in);
/** Whether the member is in a list of roster_seat objects. */
bool roster_has(const struct object_list *roster, const struct uuid *member);
/** The member's recusal in a list of such objects; NULL: there is none. */
const struct recusal *recusal_of(const struct object_list *recusals, const struct uuid *member);
/** Whether the member is in a list of recusal objects. */
bool recusals_have(const struct object_list *recusals, const struct uuid *member);
/** The member's vote with the highest number in a list of votes; NULL: there is none. */
const struct vote *standing_vote(const struct object_list *votes, const struct uuid *member);

/* --- rule_proxy.c --- */

/** The proxy that a member gave for a meeting and that still counts: the giver has not come since.
 * @return NULL when there is none. `proxies` is PROXIES_OF_MEETING, `attendance` its attendance */
const struct proxy *proxy_of(const struct object_list *proxies,
                             const struct object_list *attendance, const struct uuid *giver);

/* --- rule_council.c --- */

/** The council's rule set that binds on a day: the latest version whose first day has come. *out is
 * NULL when there is none. */
MUST_CHECK bool rule_set_on(struct act *act, const struct uuid *council, struct date day,
                            const struct rule_set **out, struct err *err);
/** Refuses with ERR_MISMATCH at "/ruleSet" unless `rules` is the council's and binds on the act's
 * day. */
MUST_CHECK bool rule_set_must_bind(struct act *act, const struct uuid *council,
                                   const struct rule_set *rules, struct err *err);

/* --- rule_mandate.c --- */

/** Refuses with ERR_NO_CONSENT or ERR_NO_MANDATE unless the mandate is in force on that day. */
MUST_CHECK bool mandate_must_be_in_force(const struct mandate *mandate, struct date day,
                                         struct err *err);
/** The same, and so must be the mandates that it is a sub-mandate of. */
MUST_CHECK bool mandates_must_be_in_force(struct act *act, const struct mandate *mandate,
                                          struct date day, struct err *err);
/** Adds to what decisions of a calendar year have allocated under the mandate and those that it is
 * a sub-mandate of. @param within  refuse with ERR_OVER_CEILING above a yearly ceiling */
MUST_CHECK bool mandates_count_year(struct act *act, const struct uuid *mandate, int32_t year,
                                    int64_t cents, bool within, struct err *err);
/** The mandate and all that rest on it, as struct uuid in the act's arena. @return false with
 * ERR_TOO_LARGE, or the source's failure */
MUST_CHECK bool mandates_below(struct act *act, const struct uuid *mandate, struct list *out,
                               struct err *err);
/** For decisions that wait for the holder time stands still while the mandate is suspended, and
 * goes on with the days that were left once it is in force again, or is withdrawn. */
MUST_CHECK bool mandates_stop_clocks(struct act *act, const struct uuid *mandate, struct err *err);
MUST_CHECK bool mandates_resume_clocks(struct act *act, const struct uuid *mandate,
                                       struct err *err);
MUST_CHECK bool mandates_end_clocks(struct act *act, const struct uuid *mandate, struct err *err);
/** Refuses with ERR_MISMATCH at "/parent" a mandate that is shared on too often. */
MUST_CHECK bool mandate_depth_is_right(struct act *act, const struct mandate *parent,
                                       struct err *err);
/** Whether decisions on this basis count under their mandate's ceilings. */
static inline bool basis_is_under_mandate(int basis)
{
    return basis == BASIS_VERDICT || basis == BASIS_HOLDER || basis == BASIS_URGENCY;
}

/* --- decision_takers.c --- */

/** Refuses with ERR_SEPARATION unless the actor took no part in the decision: did not take it, was
 * not entitled to vote on it or to ratify it, held no proxy, did not ask and did not file (Awb
 * 10:3). */
MUST_CHECK bool decision_ruler_is_another(struct act *act, const struct decision *decision,
                                          struct err *err);
/** Refuses with ERR_SEPARATION a vote on the ratification of an urgent decision by, or cast by, who
 * took it. */
MUST_CHECK bool ratifier_is_another(struct act *act, const struct motion *motion,
                                    const struct uuid *member, struct err *err);

/* --- decision_case.c --- */

/** Whether it is an urgent decision that stands and waits for the council's ratification. */
MUST_CHECK bool decision_waits_for_council(struct act *act, const struct decision *decision,
                                           bool *out, struct err *err);

/* --- rule_proposal.c --- */

/** Refuses with ERR_MISMATCH at "/proposal" what nobody is known to ask: then no interest in it can
 * be matched and nobody kept from deciding on it (domain, 9). */
MUST_CHECK bool applicant_is_known(const struct proposal_version *version, struct err *err);

/* --- motions_void.c --- */

/* A motion whose count is known (hidden counts that were opened; in writing, days that are over) is
 * never voided: it is closed as it was voted. */

/** Voids the open motions of a relation and lists them (struct item_uuid).
 * @return false with ERR_WRONG_STATE when the count of one is known, which is to be closed first;
 * with ERR_TOO_LARGE beyond OPEN_MOTIONS_MAX, or the source's failure */
MUST_CHECK bool motions_void(struct act *act, enum relation relation, const struct uuid *id,
                             struct list *out, struct err *err);
/** Voids the open motions under a mandate and under its sub-mandates. */
MUST_CHECK bool motions_void_of_mandate(struct act *act, const struct uuid *mandate,
                                        struct list *out, struct err *err);
/** Voids the open motions of a council. @param member  only those with this handle on their roster
 * and whose rule set says that a change of the electorate voids; NULL: all */
MUST_CHECK bool motions_void_of_council(struct act *act, const struct uuid *council,
                                        const struct uuid *member, struct list *out,
                                        struct err *err);
/** Number of open motions of a council that could still be voided. */
MUST_CHECK bool motions_open_count(struct act *act, const struct uuid *council, size_t *out_count,
                                   struct err *err);

#endif
