/* What every page does before and after its own: the language, the statements of insiders and of
 * anyone, and the answer. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/page_internal.h"
#include "buurtkas/audit/leaf.h"
#include "buurtkas/domain/ballot.h"

static_assert((int)BALLOT_SENTENCE_MAX <= (int)VERDICT_SENTENCE_MAX, "either sentence fits");

enum {
    PAGE_SOURCES_MAX = READ_PARTS_MAX / 2,
};

struct page_state {
    enum language language;
    size_t inside[PAGE_SOURCES_MAX]; /* positions of the parts; SIZE_MAX: not asked */
    size_t outside[PAGE_SOURCES_MAX];
};

/* How much a language range weighs, in thousandths: "en-GB;q=0.8" is 800 for "en". 0: another. */
static int weight_of(const char *range, size_t len, const char *tag)
{
    bool is_tag = len >= 2 && strncasecmp(range, tag, 2) == 0;
    if (!is_tag || (len > 2 && strchr("-; \t", range[2]) == NULL)) {
        return 0;
    }
    size_t q = 0;
    while (q < len && range[q] != '=') {
        q++;
    }
    if (q + 1 >= len || range[q + 1] == '1') {
        return 1000;
    }
    int weight = 0;
    int unit = 100;
    for (size_t i = q + 3; i < len && range[i] >= '0' && range[i] <= '9'; i++) {
        weight += (range[i] - '0') * unit;
        unit /= 10;
    }
    return weight;
}

enum language language_of(const struct param *asked, const char *accept_language)
{
    if (!asked->is_null) {
        return memcmp(asked->bytes.ptr, "en", 2) == 0 ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH;
    }
    int dutch = 0;
    int english = 0;
    const char *at = accept_language == NULL ? "" : accept_language;
    while (*at != '\0') {
        at += strspn(at, " ,\t");
        size_t len = strcspn(at, ",");
        int nl = weight_of(at, len, "nl");
        int en = weight_of(at, len, "en");
        dutch = nl > dutch ? nl : dutch;
        english = en > english ? en : english;
        at += len;
    }
    return english > dutch ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH;
}

static bool add_source(struct api_call *call, const struct page_source *source,
                       const struct uuid *id, bool is_inside, struct err *err)
{
    struct read_part *part = read_add(call, is_inside ? source->inside : source->statement);
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "The page reads too much at once.");
    }
    if (source->is_of_several) {
        part_add(part, param_null(VALUE_UUID));
    }
    part_add(part, param_uuid(*id));
    if (is_inside) {
        part_add(part, caller_reach(&call->request.caller));
    }
    if (is_inside && source->is_closable) {
        part_add_door(part, call);
    }
    return true;
}

static bool add_sources(struct api_call *call, const struct page_source *sources, size_t count,
                        const struct uuid *id, struct err *err)
{
    struct page_state *state = call->state;
    bool is_insider = caller_is_insider(&call->request.caller);
    for (size_t i = 0; i < count; i++) {
        state->inside[i] = SIZE_MAX;
        state->outside[i] = SIZE_MAX;
        if (is_insider) {
            state->inside[i] = call->read.part_count;
            if (!add_source(call, &sources[i], id, true, err)) {
                return false;
            }
        }
        if (sources[i].statement != NULL) {
            state->outside[i] = call->read.part_count;
            if (!add_source(call, &sources[i], id, false, err)) {
                return false;
            }
        }
    }
    return call->read.part_count > 0 ||
           err_set(err, ERR_NOT_FOUND, "There is nothing here, or nothing that you may see.");
}

bool page_read(struct api_call *call, const struct page_source *sources, size_t count,
               struct err *err)
{
    struct page page;
    struct param asked[PARAMS_MAX];
    struct uuid id;
    if (!media_is_accepted(call->request.accept, "text/html")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "This page is text/html; the API is at /v1.");
    }
    struct page_state *state = arena_alloc(call->arena, sizeof *state);
    if (state == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    if (!path_uuid(&id, call, 0, err) || !query_read(call, &page, asked, err)) {
        return false;
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    call->state = state;
    call->next = API_READ;
    state->language = language_of(&asked[0], call->request.accept_language);
    return add_sources(call, sources, count, &id, err);
}

enum language page_language(const struct api_call *call)
{
    return ((const struct page_state *)call->state)->language;
}

bool page_is_inside(const struct api_call *call)
{
    size_t first = ((const struct page_state *)call->state)->inside[0];
    return first != SIZE_MAX && call->read.parts[first].rows.row_count > 0;
}

const struct rowset *page_rows(const struct api_call *call, size_t source)
{
    static const struct rowset nothing;
    const struct page_state *state = call->state;
    size_t part = page_is_inside(call) ? state->inside[source] : state->outside[source];
    return part == SIZE_MAX ? &nothing : &call->read.parts[part].rows;
}

bool page_found(const struct api_call *call, struct err *err)
{
    return page_rows(call, 0)->row_count > 0 ||
           err_set(err, ERR_NOT_FOUND, "There is nothing here, or nothing that you may see.");
}

bool page_finish(struct api_call *call, const struct str *out, struct err *err)
{
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_HTML, out, err) && answer_hash_etag(call, err);
}

/* After the tally that was entered wrong stands what was counted. */
static const char *corrected_sentence(char out[VERDICT_SENTENCE_MAX],
                                      const struct body_ballot_corrected *body,
                                      enum language language)
{
    bool is_dutch = language == LANGUAGE_DUTCH;
    struct body_ballot_tallied tally;
    char sentence[BALLOT_SENTENCE_MAX];
    ballot_tally_of(&tally, body);
    ballot_sentence(sentence, &tally, is_dutch);
    (void)snprintf(out, VERDICT_SENTENCE_MAX, "%s %s",
                   is_dutch ? "De telling was verkeerd ingevoerd; dit is de juiste."
                            : "The tally was entered wrong; this is the right one.",
                   sentence);
    return out;
}

const char *closing_sentence(const struct cell *leaf, enum language language, struct arena *arena,
                             struct err *err)
{
    struct act *act = arena_alloc(arena, sizeof *act);
    char *sentence = arena_alloc(arena, VERDICT_SENTENCE_MAX);
    if (act == NULL || sentence == NULL) {
        (void)err_set(err, ERR_MEMORY, "The page needs more memory than one may have.");
        return NULL;
    }
    *act = (struct act){ 0 };
    if (!leaf_read(act, arena, leaf->ptr, (size_t)leaf->len, err)) {
        return NULL;
    }
    if (act->kind->type == ACT_BALLOT_TALLIED) {
        ballot_sentence(sentence, act->body, language == LANGUAGE_DUTCH);
        return sentence;
    }
    if (act->kind->type == ACT_BALLOT_CORRECTED) {
        return corrected_sentence(sentence, act->body, language);
    }
    if (act->kind->type != ACT_MOTION_CLOSED) {
        (void)err_set(err, ERR_INTERNAL, "The entry is no closing of a motion, and no tally.");
        return NULL;
    }
    struct verdict verdict = verdict_of_body(act->body);
    verdict_sentence(sentence, &verdict, language == LANGUAGE_DUTCH);
    return sentence;
}
