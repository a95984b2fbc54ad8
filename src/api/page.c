/* The residents' overview: for each envelope what is available, promised, paid and returned, first
 * in a sentence, then in a table, and as a bar for who likes pictures. Each figure carries its
 * meaning. */
#include <inttypes.h>
#include <string.h>

#include "api/api_internal.h"
#include "api/html.h"

enum {
    PAGE_ENVELOPES_MAX = 50,
    PAGE_BYTES_MAX = 1 << 20,
    BAR_WIDTH = 1000,
};

bool overview_prepare(struct api_call *call, struct err *err)
{
    if (!media_is_accepted(call->request.accept, "text/html")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "This page is text/html; the API is at /v1.");
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    struct read_part *part = read_add(call, "page_overview");
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "The page is one statement.");
    }
    part_add(part, param_i32(PAGE_ENVELOPES_MAX));
    call->next = API_READ;
    return true;
}

static const struct cell *cell_of(const struct rowset *rows, size_t row, const char *column)
{
    return rowset_cell(rows, row, rowset_column(rows, column));
}

static int64_t cents_of(const struct rowset *rows, size_t row, const char *column)
{
    const struct cell *cell = cell_of(rows, row, column);
    return cell_is_null(cell) ? 0 : cell_i64(cell);
}

static void add_cell_text(struct str *out, const struct cell *cell, const char *otherwise)
{
    if (cell_is_null(cell)) {
        html_add_text(out, otherwise);
        return;
    }
    html_add(out, (const char *)cell->ptr, (size_t)cell->len);
}

/* One row of the table and one part of the bar. */
struct share {
    const char *label;
    const char *meaning;
    const char *column;
    const char *name; /* of its class in style.css */
    const char *fill; /* where there is no stylesheet */
};

/* clang-format off */
static const struct share shares[] = {
    { "Beschikbaar", "vrij, of opzij gezet voor een plan", "available_cents", "available", "#2a7f4f" },
    { "Toegezegd", "beloofd, nog niet betaald", "promised_cents", "promised", "#b97a00" },
    { "Betaald", "van de rekening, nog niet altijd verantwoord", "paid_cents", "paid", "#1f4e8c" },
    { "Teruggegeven", "terug naar de gever, niet verloren", "returned_cents", "returned", "#6b6b6b" },
};
/* clang-format on */

static void add_table(struct str *out, const struct rowset *rows, size_t row)
{
    str_add(out, "<table>\n<thead><tr><th scope=\"col\">Waar is het geld?</th>"
                 "<th scope=\"col\">Bedrag</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < ARRAY_LEN(shares); i++) {
        str_addf(out, "<tr class=\"%s\"><th scope=\"row\">%s <small>%s</small></th><td>",
                 shares[i].name, shares[i].label, shares[i].meaning);
        html_add_euros(out, cents_of(rows, row, shares[i].column));
        str_add(out, "</td></tr>\n");
    }
    str_add(out, "</tbody>\n<tfoot><tr><th scope=\"row\">Samen</th><td>");
    html_add_euros(out, cents_of(rows, row, "granted_cents"));
    str_add(out, "</td></tr></tfoot>\n</table>\n");
}

/* The table says the same, so the picture is hidden from screen readers. */
static void add_bar(struct str *out, const struct rowset *rows, size_t row)
{
    int64_t granted = cents_of(rows, row, "granted_cents");
    if (granted <= 0) {
        return;
    }
    str_addf(out,
             "<svg aria-hidden=\"true\" focusable=\"false\" width=\"100%%\" height=\"24\" "
             "viewBox=\"0 0 %d 24\" preserveAspectRatio=\"none\">",
             BAR_WIDTH);
    int64_t before = 0;
    for (size_t i = 0; i < ARRAY_LEN(shares); i++) {
        /* From the sum so far, so that no gap is left by rounding. Amounts end at 1e14 cents, so
         * the product stays within int64. */
        int64_t after = before + cents_of(rows, row, shares[i].column);
        int64_t x = before * BAR_WIDTH / granted;
        int64_t width = after * BAR_WIDTH / granted - x;
        before = after;
        if (width > 0) {
            str_addf(out,
                     "<rect class=\"%s\" x=\"%" PRId64 "\" y=\"0\" width=\"%" PRId64
                     "\" height=\"24\" fill=\"%s\"/>",
                     shares[i].name, x, width, shares[i].fill);
        }
    }
    str_add(out, "</svg>\n");
}

static void add_budget(struct str *out, const struct rowset *rows, size_t row)
{
    int64_t granted = cents_of(rows, row, "granted_cents");
    int64_t original = cents_of(rows, row, "original_cents");
    str_add(out, "<p class=\"sum\">Van het wijkbudget van <strong>");
    html_add_euros(out, granted);
    str_add(out, "</strong> is nog <strong>");
    html_add_euros(out, cents_of(rows, row, "available_cents"));
    str_add(out, "</strong> beschikbaar.");
    if (granted != original) {
        str_add(out, " Het begon met ");
        html_add_euros(out, original);
        str_add(out, granted > original ? "; er kwam " : "; er ging ");
        html_add_euros(out, granted > original ? granted - original : original - granted);
        str_add(out, granted > original ? " bij." : " af.");
    }
    str_add(out, "</p>\n");
}

static void add_envelope(struct str *out, const struct rowset *rows, size_t row)
{
    struct uuid uuid = cell_uuid(cell_of(rows, row, "id"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &uuid);
    str_addf(out, "<section id=\"e-%s\">\n<h2>", id);
    add_cell_text(out, cell_of(rows, row, "name"), "Wijkbudget");
    str_add(out, "</h2>\n<p class=\"about\">");
    add_cell_text(out, cell_of(rows, row, "council_name"), "Een raad uit de wijk");
    str_add(out, " beslist over dit geld. Het is er van ");
    html_add_day(out, (struct date){ cell_date_days(cell_of(rows, row, "from_date")) },
                 LANGUAGE_DUTCH);
    str_add(out, " tot ");
    html_add_day(out, (struct date){ cell_date_days(cell_of(rows, row, "until_date")) },
                 LANGUAGE_DUTCH);
    str_add(out, ".</p>\n");
    add_budget(out, rows, row);
    add_bar(out, rows, row);
    add_table(out, rows, row);
    str_addf(out, "<p><a href=\"/v1/envelopes/%s/balance\">Alle cijfers van ", id);
    add_cell_text(out, cell_of(rows, row, "reference"), "dit budget");
    str_add(out, "</a></p>\n</section>\n");
}

bool overview_render(struct api_call *call, struct err *err)
{
    const struct rowset *rows = &call->read.parts[0].rows;
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    html_begin(&out, "Waar is het geld van de wijk?");
    if (rows->row_count == 0) {
        str_add(&out, "<p>Er is nog geen wijkbudget.</p>\n");
    }
    for (size_t i = 0; i < rows->row_count; i++) {
        add_envelope(&out, rows, i);
    }
    html_end(&out);
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_HTML, &out, err);
}
