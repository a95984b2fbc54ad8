/* The agenda of a meeting: what was announced, when, and whether it may be dealt with. */
#ifndef DOMAIN_AGENDA_INTERNAL_H
#define DOMAIN_AGENDA_INTERNAL_H

#include "domain/council_internal.h"

/** Whether the rules make it a second call (V9): then hours are asked for it, not days. */
static inline bool meeting_is_second_call(const struct meeting *meeting,
                                          const struct rule_set *rules)
{
    return !uuid_is_zero(&meeting->second_call_of) && rules->second_call_hours > 0;
}

/** Who is there, against who must be. */
struct quorum {
    int32_t seats;
    int32_t seated;
    int32_t present;
    int32_t needed;
    bool is_met;
};
/** Refuses with ERR_MISMATCH at "/ruleSet" rules that do not bind today. In writing it is met. */
MUST_CHECK bool meeting_quorum(struct act *act, const struct meeting *meeting,
                               const struct rule_set *rules, struct quorum *out, struct err *err);

/** Whether one of the items (struct item_agenda_item) is about the proposal. */
bool agenda_has(const struct list *agenda, const struct uuid *proposal);
/** Puts items on the agenda, as its version meeting->agenda_version. Refuses with ERR_MISMATCH,
 * ERR_ALREADY_EXISTS or ERR_UNKNOWN_REFERENCE at the field of the item. */
MUST_CHECK bool agenda_announce(struct act *act, const struct meeting *meeting,
                                const struct list *agenda, struct err *err);

/** Refuses with ERR_NOTICE_TOO_SHORT at "/onDate" a call for a day that is nearer than the rules of
 * that day ask, as far as they are known. A second call and a round in writing have terms of their
 * own. */
MUST_CHECK bool call_gives_notice(struct act *act, const struct body_meeting_convened *body,
                                  struct err *err);
/** Refuses with ERR_NOTICE_TOO_SHORT a meeting that was called with fewer days than these rules
 * ask. */
MUST_CHECK bool meeting_had_notice(struct act *act, const struct meeting *meeting,
                                   const struct rule_set *rules, struct err *err);
/** The item of that number. @return NULL with ERR_NOT_ON_AGENDA at "/item", or the source's
 * failure */
MUST_CHECK const struct agenda_item *agenda_find(struct act *act, const struct meeting *meeting,
                                                 int32_t number, struct err *err);
/** Refuses with ERR_NOT_ON_AGENDA what the agenda does not have, and with ERR_NOTICE_TOO_SHORT what
 * was announced with fewer days than the rules ask and that not all who were there agreed to deal
 * with. @param version  of the proposal put to the vote; NULL: a ballot on persons */
MUST_CHECK bool item_may_be_dealt_with(struct act *act, const struct meeting *meeting,
                                       const struct rule_set *rules, int32_t number,
                                       const struct uuid *version, struct err *err);

#endif
