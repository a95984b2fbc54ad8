/* Running an act: what a request sent and what was made for it goes in, and either every
 * consequence comes out or the world is as it was. What the rules compute is cleared first, so that
 * a second run (a batch tried again, or `verify`) starts from the same body as the first. */
#include "buurtkas/domain/act.h"

#include <stdio.h>
#include <string.h>

static bool has_given(const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_GIVEN) != 0) {
            return true;
        }
    }
    return false;
}

static void clear_computed(void *base, const struct field *fields);

static void clear_items(const struct list *list, const struct field *field)
{
    for (size_t i = 0; i < list->count; i++) {
        clear_computed((char *)list->items + i * field->struct_size, field->sub);
    }
}

static void clear_field(void *base, const struct field *field)
{
    const struct field one[] = { *field, { 0 } };
    field_clear_all(base, one);
}

/* A computed list whose items carry given ids keeps those; other computed fields go. */
static void clear_computed(void *base, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        bool is_computed = (field->flags & FIELD_COMPUTED) != 0;
        if (field->kind == FIELD_LIST && (!is_computed || has_given(field->sub))) {
            clear_items(field_at(base, field), field);
        } else if (is_computed) {
            clear_field(base, field);
        }
    }
}

/* The posting date that the client sent, if this type has one and it did. */
static struct date sent_date(const struct act *act)
{
    static const char name[] = "onDate";
    const struct field *field = field_find(act->kind->fields, name, sizeof name - 1);
    if (field == NULL || field->kind != FIELD_DATE || field->flags != FIELD_REQUEST) {
        return (struct date){ DATE_ABSENT };
    }
    return *(const struct date *)field_at_const(act->body, field);
}

static void forget_results(struct act *act)
{
    act->lines.count = 0; /* a line is written whole when it is added */
    act->note = (struct transaction_note){ 0 };
    act->reference = (struct code){ 0 };
    clear_computed(act->body, act->kind->fields);
}

static bool run_rule(struct act *act, struct err *err)
{
    act_rule *rule = act_rule_of(act->kind->type);
    if (rule != NULL && !rule(act, err)) {
        return false;
    }
    if (act->lines.count > 0 && (!act_date_follows(act, err) || !ledger_post(act, err))) {
        return false;
    }
    if (act->lines.count == 0) {
        act->on = (struct date){ DATE_ABSENT };
    }
    return true;
}

bool act_run(struct act *act, struct err *err)
{
    struct date asked = act->on;
    struct date sent = sent_date(act);
    act->on = sent.days != DATE_ABSENT ? sent : asked.days != DATE_ABSENT ? asked : act->today;
    forget_results(act);
    world_begin(act->world, act->entry);
    if (run_rule(act, err)) {
        world_keep(act->world);
        return true;
    }
    world_undo(act->world);
    forget_results(act);
    act->on = asked;
    return false;
}

/* --- For rules. --- */

enum {
    KIND_WORDS_MAX = 32
};

/* "proposal_version" is a table; a sentence has "proposal version". */
static void kind_words(char out[KIND_WORDS_MAX], enum kind kind)
{
    (void)snprintf(out, KIND_WORDS_MAX, "%s", object_type(kind)->table);
    for (char *at = strchr(out, '_'); at != NULL; at = strchr(at, '_')) {
        *at = ' ';
    }
}

const void *act_need(struct act *act, enum kind kind, const struct uuid *id, const char *pointer,
                     struct err *err)
{
    const void *object = NULL;
    if (!world_find(act->world, kind, id, 0, &object, err)) {
        return NULL;
    }
    if (object == NULL) {
        char words[KIND_WORDS_MAX];
        char text[UUID_TEXT + 1];
        kind_words(words, kind);
        uuid_print(text, id);
        if (pointer == NULL) {
            (void)err_set(err, ERR_NOT_FOUND, "There is no %s %s.", words, text);
        } else {
            (void)err_set_at(err, ERR_UNKNOWN_REFERENCE, pointer, "There is no %s %s.", words,
                             text);
        }
    }
    return object;
}

/* A counter's id is its kind's number, its ordinal the year: the same in every installation. */
static struct uuid counter_id(enum kind kind)
{
    struct uuid id = { { 0 } };
    id.bytes[6] = 0x80; /* version 8: of our own making (RFC 9562, 5.8) */
    id.bytes[8] = 0x80;
    id.bytes[UUID_BYTES - 1] = (uint8_t)kind;
    return id;
}

/* The next number of a kind in the year of the act. @return 0 with *err set */
static int32_t next_number(struct act *act, enum kind kind, int32_t year, struct err *err)
{
    struct uuid id = counter_id(kind);
    const void *held = NULL;
    if (!world_find(act->world, KIND_COUNTER, &id, year, &held, err)) {
        return 0;
    }
    struct counter *counter =
        held == NULL ? act_insert(act, KIND_COUNTER, &id, year, err) : act_edit(act, held, err);
    if (counter == NULL) {
        return 0;
    }
    counter->value = held == NULL ? 1 : counter->value + 1;
    return counter->value;
}

void *act_insert(struct act *act, enum kind kind, const struct uuid *id, int32_t ordinal,
                 struct err *err)
{
    struct object *object = world_insert(act->world, kind, id, ordinal, err);
    const char *prefix = object_type(kind)->prefix;
    if (object == NULL || prefix == NULL) {
        return object;
    }
    int32_t year = date_year(act->today);
    int32_t number = next_number(act, kind, year, err);
    if (number == 0) {
        return NULL;
    }
    (void)snprintf(object->reference.text, sizeof object->reference.text, "%s-%04d-%03d", prefix,
                   (int)year, (int)number);
    if (kind == act->kind->creates && uuid_equal(id, &act->id)) {
        act->reference = object->reference;
    }
    return object;
}

void *act_edit(struct act *act, const void *object, struct err *err)
{
    return world_edit(act->world, object, err);
}

bool act_keep_apart(struct act *act, const struct uuid *handle, const struct uuid *other,
                    const char *sentence, struct err *err)
{
    if (uuid_is_zero(handle) || uuid_is_zero(other)) {
        return true;
    }
    bool is_same = false;
    if (!world_same_person(act->world, handle, other, &is_same, err)) {
        return false;
    }
    return !is_same || err_set(err, ERR_SEPARATION, "%s", sentence);
}
