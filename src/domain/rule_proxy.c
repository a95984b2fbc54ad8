/* The rule of giving a proxy: a member who does not come lets another vote (V15). It counts until
 * the giver arrives; no chains; each holds as many as the rules allow; it makes nobody present for
 * the quorum of the opening. */
#include "buurtkas/domain/competence.h"
#include "domain/council_internal.h"

/* Whether the giver has come to the meeting since. */
static bool is_ended(const struct proxy *proxy, const struct object_list *attendance)
{
    for (size_t i = 0; i < attendance->count; i++) {
        const struct attendance *line = (const struct attendance *)attendance->items[i];
        if (uuid_equal(&line->member, &proxy->giver) && line->presence == PRESENCE_ARRIVED &&
            line->object.entry > proxy->object.entry) {
            return true;
        }
    }
    return false;
}

const struct proxy *proxy_of(const struct object_list *proxies,
                             const struct object_list *attendance, const struct uuid *giver)
{
    for (size_t i = 0; i < proxies->count; i++) {
        const struct proxy *proxy = (const struct proxy *)proxies->items[i];
        if (uuid_equal(&proxy->giver, giver) && !is_ended(proxy, attendance)) {
            return proxy;
        }
    }
    return NULL;
}

static int32_t held_by(const struct object_list *proxies, const struct object_list *attendance,
                       const struct uuid *holder)
{
    int32_t held = 0;
    for (size_t i = 0; i < proxies->count; i++) {
        const struct proxy *proxy = (const struct proxy *)proxies->items[i];
        held += uuid_equal(&proxy->holder, holder) && !is_ended(proxy, attendance);
    }
    return held;
}

/* Who gives and who holds: two members with a seat, in no chain. */
static bool is_no_chain(const struct object_list *proxies, const struct object_list *attendance,
                        const struct uuid *giver, const struct uuid *holder, struct err *err)
{
    if (uuid_equal(giver, holder)) {
        return err_set_at(err, ERR_MISMATCH, "/holder", "A proxy is given to another member.");
    }
    if (is_present_now(attendance, giver)) {
        return err_set(err, ERR_WRONG_STATE, "The member is there, so needs no proxy.");
    }
    if (proxy_of(proxies, attendance, giver) != NULL) {
        return err_set(err, ERR_ALREADY_EXISTS, "The member has given a proxy already.");
    }
    if (held_by(proxies, attendance, giver) > 0) {
        return err_set(err, ERR_MISMATCH,
                       "The member holds a proxy, and who holds one does not pass a vote on.");
    }
    return proxy_of(proxies, attendance, holder) == NULL ||
           err_set_at(err, ERR_MISMATCH, "/holder",
                      "The holder has given away the own vote, so cannot cast another's.");
}

static bool has_a_seat(struct act *act, const struct meeting *meeting, const struct rule_set *rules,
                       const struct uuid *handle, const char *pointer, struct err *err)
{
    const struct appointment *held =
        council_appointment(act, &meeting->council, handle, pointer, err);
    if (held == NULL) {
        return false;
    }
    return (role_has_seat(held->role, rules) && appointment_in_force(held, act->today)) ||
           err_set_at(err, ERR_NOT_ENTITLED, pointer,
                      "This handle has no seat with a vote in the council today.");
}

/* The rules that bind today; they change no more than a meeting lasts. */
static bool rules_allow(struct act *act, const struct meeting *meeting, const struct rule_set **out,
                        struct err *err)
{
    if (!rule_set_on(act, &meeting->council, act->today, out, err)) {
        return false;
    }
    return (*out != NULL && (*out)->proxies_max > 0) ||
           err_set(err, ERR_MISMATCH, "The rules of this council allow no proxies.");
}

static bool may_be_given(struct act *act, const struct meeting *meeting,
                         const struct body_proxy_given *body, const struct uuid *giver,
                         struct err *err)
{
    const struct rule_set *rules = NULL;
    struct object_list proxies;
    struct object_list attendance;
    if (!rules_allow(act, meeting, &rules, err) ||
        !has_a_seat(act, meeting, rules, giver, "/member", err) ||
        !has_a_seat(act, meeting, rules, &body->holder, "/holder", err) ||
        !world_related(act->world, REL_PROXIES_OF_MEETING, &meeting->object.id, &proxies, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &meeting->object.id, &attendance,
                       err) ||
        !is_no_chain(&proxies, &attendance, giver, &body->holder, err)) {
        return false;
    }
    return held_by(&proxies, &attendance, &body->holder) < rules->proxies_max ||
           err_set_at(err, ERR_MISMATCH, "/holder",
                      "The holder has %" PRId32 " already, the most that the rules allow.",
                      rules->proxies_max);
}

bool rule_proxy_given(struct act *act, struct err *err)
{
    struct body_proxy_given *body = ACT_BODY(act, proxy_given);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state == MEETING_CLOSED || found->state == MEETING_NOT_OPENED) {
        return err_set(err, ERR_WRONG_STATE, "The meeting is %s.",
                       field_enum_name(meeting_state_names, found->state));
    }
    if (meeting_is_in_writing(found)) {
        return err_set(err, ERR_MISMATCH,
                       "In writing every member votes themselves, so nobody needs a proxy.");
    }
    struct uuid giver = uuid_is_zero(&body->member) ? act->actor.handle : body->member;
    if (!may_be_given(act, found, body, &giver, err)) {
        return false;
    }
    body->ordinal = found->proxy_count + 1;
    struct meeting *meeting = act_edit(act, found, err);
    struct proxy *proxy =
        meeting == NULL ? NULL : act_insert(act, KIND_PROXY, &body->meeting, body->ordinal, err);
    if (proxy == NULL) {
        return false;
    }
    meeting->proxy_count = body->ordinal;
    proxy->giver = giver;
    proxy->holder = body->holder;
    proxy->at = act->at;
    return true;
}
