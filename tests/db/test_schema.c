/* The schema says what the headers say: vocabularies, the chart of accounts, relations with their
 * indexes; and its constraints refuse what no program may write, whoever writes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/ledger.h"
#include "buurtkas/domain/objects.h"
#include "support/pg_fixture.h"

#define U(n) "'00000000-0000-7000-8000-0000000000" n "'"

/* --- The headers and the schema. --- */

/* Number of quoted words in the CHECK over an ENUM column, and whether all of `names` are in it. */
static void check_words(PGconn *conn, const char *table, const struct field *field)
{
    char sql[512];
    (void)snprintf(sql, sizeof sql,
                   "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                   "WHERE conrelid = 'public.\"%s\"'::regclass AND conname = '%s_%s_check'",
                   table, table, field->name);
    char text[8192];
    (void)snprintf(text, sizeof text, "%s", pg_value(conn, sql));
    size_t quotes = 0;
    for (const char *c = text; *c != '\0'; c++) {
        quotes += *c == '\'';
    }
    size_t words = 0;
    for (; field->names[words] != NULL; words++) {
        char quoted[80];
        (void)snprintf(quoted, sizeof quoted, "'%s'", field->names[words]);
        if (strstr(text, quoted) == NULL) {
            fail_msg("%s.%s lacks %s: %s", table, field->name, quoted, text);
        }
    }
    if (quotes != 2 * words) {
        fail_msg("%s.%s has other words than its list: %s", table, field->name, text);
    }
}

static void enums__are_checked_with_the_words_of_the_headers(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    int columns = 0;
    for (int kind = 1; kind < KIND_COUNT; kind++) {
        const struct object_type *type = object_type((enum kind)kind);
        for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
            if (field->kind == FIELD_ENUM) {
                check_words(conn, type->table, field);
                columns++;
            }
        }
    }
    assert_true(columns > 30);
    PQfinish(conn);
}

static void relations__have_an_index_that_begins_with_their_column(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    for (int relation = 0; relation < REL_COUNT; relation++) {
        const struct relation_type *type = relation_type((enum relation)relation);
        char sql[512];
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM pg_index JOIN pg_attribute ON attrelid = indrelid "
                       "AND attnum = indkey[0] WHERE indrelid = 'public.\"%s\"'::regclass "
                       "AND attname = '%s' AND indpred IS NULL",
                       object_type(type->kind)->table, type->column);
        if (strcmp(pg_value(conn, sql), "0") == 0) {
            fail_msg("%s.%s has no index", object_type(type->kind)->table, type->column);
        }
    }
    PQfinish(conn);
}

static void tables_and_indexes__say_why_they_are_there(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    assert_string_equal("", pg_value(conn, "SELECT string_agg(relname, ', ') FROM pg_class "
                                           "WHERE relnamespace = 'public'::regnamespace "
                                           "AND relkind = 'r' AND obj_description(oid) IS NULL"));
    assert_string_equal("", pg_value(conn, "SELECT string_agg(c.relname, ', ') FROM pg_class c "
                                           "WHERE relnamespace = 'public'::regnamespace "
                                           "AND relkind = 'i' AND obj_description(c.oid) IS NULL "
                                           "AND NOT EXISTS (SELECT FROM pg_constraint "
                                           "                WHERE conindid = c.oid)"));
    PQfinish(conn);
}

/* What a vote costs: two indexes, no foreign key, no row trigger. An index of some rows only is not
 * written for the others. */
static void hot_tables__stay_cheap(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    static const char *const tables[] = { "vote", "leaf", "idempotency" };
    static const char *const indexes[] = { "2", "2", "1" };
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        char sql[256];
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM pg_index WHERE indrelid = 'public.%s'::regclass "
                       "AND indpred IS NULL",
                       tables[i]);
        assert_string_equal(pg_value(conn, sql), indexes[i]);
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'public.%s'::regclass "
                       "AND tgtype & 1 = 1",
                       tables[i]);
        assert_string_equal(pg_value(conn, sql), "0");
    }
    PQfinish(conn);
}

/* --- The chart of accounts. --- */

static void insert_account(char *sql, size_t size, int code, const char *book, const char *stage,
                           int balance)
{
    (void)snprintf(sql, size,
                   "INSERT INTO account VALUES (" U("01") ", %d, 1, 1, " U(
                       "02") ", '%s', '%s', %d, 1, " U("03") ")",
                   code, book, stage, balance);
}

static void account__fits_the_chart_and_stays_on_its_side(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_OWNER);
    char sql[512];
    for (int code = 1; code < ACCOUNT_COUNT; code++) {
        const struct account_type *type = account_type((enum account_code)code);
        const char *book = book_names[type->book - 1];
        const char *stage = stage_names[type->stage - 1];
        for (int balance = -1; balance <= 1; balance++) {
            pg_do(conn, "BEGIN");
            insert_account(sql, sizeof sql, code, book, stage, balance);
            if (type->is_guarded && (type->is_debit ? balance < 0 : balance > 0)) {
                pg_refused(conn, sql, "23514",
                           type->is_debit ? "account_guard_debit" : "account_guard_credit");
            } else {
                pg_do(conn, sql);
            }
            pg_do(conn, "ROLLBACK");
        }
        insert_account(sql, sizeof sql, code, book, "bank", 0);
        if (type->stage != STAGE_BANK) {
            pg_refused(conn, sql, "23514", "account_code");
        }
    }
    insert_account(sql, sizeof sql, ACCOUNT_COUNT, "cash", "bank", 0);
    pg_refused(conn, sql, "23514", "account_code");
    PQfinish(conn);
}

/* --- Postings. --- */

/* Foreign keys are not what these tests are about, and would need a parent a row: they are dropped
 * from this throw-away database, the rest stays. */
static PGconn *connect_without_references(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn,
          "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM "
          "pg_constraint WHERE contype = 'f' LOOP EXECUTE format('ALTER TABLE %s DROP "
          "CONSTRAINT %I', c.t, c.conname); END LOOP; END $$");
    return conn;
}

#define POSTING(line, code, book, stage, amount, balance, version)                                 \
    "INSERT INTO posting VALUES (" U("10") ", " line ", 1, " U("20") ", " code ", " U(             \
        "20") ", '" book "', '" stage "', " amount ", " balance ", " version ");"
#define GRANTED(amount)   POSTING("1", "1", "budget", "granted", amount, amount, "1")
#define AVAILABLE(amount) POSTING("2", "2", "budget", "available", amount, amount, "1")

static void posting__balances_at_commit(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, "BEGIN;" GRANTED("100") AVAILABLE("-100"));
    pg_do(conn, "SET CONSTRAINTS ALL IMMEDIATE");
    pg_do(conn, "ROLLBACK");
    pg_do(conn, "BEGIN;" GRANTED("100") AVAILABLE("-99"));
    pg_refused(conn, "COMMIT", "23514", "posting_balanced");
    pg_do(conn, "BEGIN;" GRANTED("100"));
    pg_refused(conn, "COMMIT", "23514", "posting_balanced");
    /* Two books that only balance together. */
    pg_do(conn,
          "BEGIN;" GRANTED("100") POSTING("2", "15", "cash", "unspent-grant", "-100", "-100", "1"));
    pg_refused(conn, "COMMIT", "23514", "posting_balanced");
    pg_refused(conn, GRANTED("0"), "23514", "posting_not_zero");
    pg_refused(conn, AVAILABLE("1"), "23514", "posting_guard_credit");
    assert_string_equal(pg_value(conn, "SELECT count(*) FROM posting"), "0");
    PQfinish(conn);
}

/* A line added to a transaction that was committed before would unbalance it. */
static void posting__cannot_join_an_old_transaction(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, "BEGIN;" GRANTED("100") AVAILABLE("-100") "COMMIT");
    pg_refused(conn, POSTING("3", "7", "budget", "returned", "-5", "-5", "1"), "23514",
               "posting_balanced");
    PQfinish(conn);
}

/* A line of the transaction after that one, which the test above committed. */
#define NEXT(line, code, stage, amount, balance, version)                                          \
    "INSERT INTO posting VALUES (" U("11") ", " line ", 2, " U("20") ", " code ", " U(             \
        "20") ", 'budget', '" stage "', " amount ", " balance ", " version ");"

static void posting__follows_the_line_before(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, "BEGIN;" NEXT("1", "1", "granted", "5", "104", "2")
                    NEXT("2", "2", "available", "-5", "-105", "2"));
    pg_refused(conn, "COMMIT", "23514", "posting_follows");
    pg_do(conn, "BEGIN;" NEXT("1", "1", "granted", "5", "105", "3")
                    NEXT("2", "2", "available", "-5", "-105", "2"));
    pg_refused(conn, "COMMIT", "23514", "posting_follows");
    pg_do(conn, "BEGIN;" NEXT("1", "1", "granted", "5", "105", "2")
                    NEXT("2", "2", "available", "-5", "-105", "2"));
    pg_do(conn, "SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK");
    pg_refused(conn, NEXT("1", "1", "granted", "5", "105", "1"), "23505",
               "posting_one_per_version");
    PQfinish(conn);
}

#define ACCOUNT(code, book, stage, balance, version)                                               \
    "INSERT INTO account VALUES (" U("20") ", " code ", 1, 1, " U("20") ", '" book "', '" stage    \
                                                                        "', " balance ", " version \
                                                                        ", " U("10") ");"

static void account__agrees_with_its_postings_at_commit(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, "BEGIN;" ACCOUNT("1", "budget", "granted", "100", "1"));
    pg_do(conn, "SET CONSTRAINTS ALL IMMEDIATE"); /* committed by the test above */
    pg_refused(conn, "UPDATE account SET balance_cents = 200", "23514", "account_forwards");
    pg_do(conn, "ROLLBACK; BEGIN;" ACCOUNT("1", "budget", "granted", "99", "1"));
    pg_refused(conn, "COMMIT", "23514", "account_balance");
    pg_do(conn, "BEGIN;" ACCOUNT("1", "budget", "granted", "100", "2"));
    pg_refused(conn, "COMMIT", "23514", "account_balance");
    pg_do(conn, "BEGIN;" ACCOUNT("7", "budget", "returned", "0", "1"));
    pg_refused(conn, "COMMIT", "23514", "account_balance");
    PQfinish(conn);
}

/* --- The record, votes, states. --- */

#define LEAF(entry)                                                                                \
    "INSERT INTO leaf VALUES (" entry ", 5, 1, gen_random_uuid(), sha256('" entry "'), '{}');"
#define HEAD(size) "UPDATE head SET size = " size ";"

static void head__fits_the_leaves_at_commit(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    pg_do(conn, "BEGIN;" LEAF("0") LEAF("1") HEAD("2") "COMMIT");
    pg_do(conn, "BEGIN;" LEAF("2") LEAF("4") HEAD("4"));
    pg_refused(conn, "COMMIT", "23514", "head_leaves");
    pg_do(conn, "BEGIN;" LEAF("2") HEAD("4"));
    pg_refused(conn, "COMMIT", "23514", "head_leaves");
    pg_do(conn, "BEGIN;" LEAF("2") LEAF("3") HEAD("3"));
    pg_refused(conn, "COMMIT", "23514", "head_leaves");
    pg_refused(conn, HEAD("1"), "23514", "head_forwards");
    pg_refused(conn, "INSERT INTO head SELECT false, size, root, frontier, epoch, at FROM head",
               "23514", NULL);
    pg_do(conn, "BEGIN; UPDATE head SET at = 100; COMMIT");
    pg_refused(conn, "UPDATE head SET at = 99", "23514", "head_forwards");
    PQfinish(conn);
}

#define VOTE(id, ordinal, supersedes)                                                              \
    "INSERT INTO vote VALUES (" U(id) ", 1, 'V-2026-1', " U("30") ", " U(                          \
        "40") ", " ordinal ", 'for', 'cast', NULL, " supersedes ", false, false, 5)"

static void vote__is_unique_by_motion_member_and_ordinal(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    pg_do(conn, VOTE("50", "1", "NULL"));
    pg_refused(conn, VOTE("51", "1", "NULL"), "23505", "vote_one_per_ordinal");
    pg_refused(conn, VOTE("51", "2", "NULL"), "23514", "vote_supersedes");
    pg_do(conn, VOTE("51", "2", U("50")));
    PQfinish(conn);
}

#define MEETING(state, opened, closed)                                                             \
    "INSERT INTO meeting VALUES (" U("60") ", 1, 1, 'ME-2026-1', " U(                              \
        "61") ", '2026-03-01', true, NULL, 1, false, NULL, " opened ", " closed                    \
              ", NULL, NULL, NULL, '" state "', NULL, 0, NULL)"

static void states__go_forwards_only(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_refused(conn, MEETING("opened", "NULL", "NULL"), "23514", "meeting_opened");
    pg_refused(conn, MEETING("closed", "5", "NULL"), "23514", "meeting_closed");
    pg_do(conn, MEETING("convened", "NULL", "NULL"));
    pg_do(conn, "UPDATE meeting SET state = 'opened', opened_at = 5");
    pg_refused(conn, "UPDATE meeting SET state = 'convened'", "23514", "meeting_state_step");
    pg_do(conn, "UPDATE meeting SET state = 'closed', closed_at = 6");
    pg_refused(conn, "UPDATE meeting SET state = 'opened', closed_at = NULL", "23514",
               "meeting_state_step");
    PQfinish(conn);
}

#define PAYMENT(id, end_to_end)                                                                    \
    "INSERT INTO payment VALUES (" U(id) ", 1, 1, 'PA-" id "', " U("71") ", " U(                   \
        "72") ", 100, '" end_to_end "', " U(id) ", " U("73") ", NULL, 'ordered')"

static void payment__has_an_end_to_end_id_of_its_own(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, PAYMENT("74", "BK-1"));
    pg_refused(conn, PAYMENT("75", "BK-1"), "23505", "payment_end_to_end_once");
    pg_refused(conn, "UPDATE payment SET state = 'booked'", "23514", "payment_booked");
    pg_do(conn, PAYMENT("75", "BK-2"));
    PQfinish(conn);
}

#define TRANSACTION(id, entry, reverses)                                                           \
    "INSERT INTO \"transaction\" VALUES (" U(id) ", " entry ", " entry                             \
                                                 ", 30, NULL, '2026-03-01', NULL, "                \
                                                 "NULL, NULL, 100, " reverses                      \
                                                 ", " U("80") ", NULL)"

static void transaction__is_reversed_at_most_once(void **state)
{
    PGconn *conn = connect_without_references(state);
    pg_do(conn, TRANSACTION("81", "11", "NULL"));
    pg_do(conn, TRANSACTION("82", "12", U("81")));
    pg_refused(conn, TRANSACTION("83", "13", U("81")), "23505", "transaction_reverses");
    pg_refused(conn, TRANSACTION("84", "12", "NULL"), "23505", "transaction_entry");
    pg_refused(conn, "UPDATE \"transaction\" SET reversed_by = id WHERE entry = 12", "23514",
               "transaction_reversal");
    PQfinish(conn);
}

static void references__must_exist_at_commit(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    pg_do(conn, "BEGIN; INSERT INTO council VALUES (" U("90") ", 1, 'C-1', " U("91") ", " U(
                    "92") ", 'none', 9, false)");
    pg_refused(conn, "COMMIT", "23503", NULL);
    PQfinish(conn);
}

int main(void)
{
    /* The order counts: the first ones need the foreign keys, a later one the postings of an
     * earlier. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references__must_exist_at_commit),
        cmocka_unit_test(enums__are_checked_with_the_words_of_the_headers),
        cmocka_unit_test(relations__have_an_index_that_begins_with_their_column),
        cmocka_unit_test(tables_and_indexes__say_why_they_are_there),
        cmocka_unit_test(hot_tables__stay_cheap),
        cmocka_unit_test(account__fits_the_chart_and_stays_on_its_side),
        cmocka_unit_test(head__fits_the_leaves_at_commit),
        cmocka_unit_test(vote__is_unique_by_motion_member_and_ordinal),
        cmocka_unit_test(posting__balances_at_commit),
        cmocka_unit_test(posting__cannot_join_an_old_transaction),
        cmocka_unit_test(posting__follows_the_line_before),
        cmocka_unit_test(account__agrees_with_its_postings_at_commit),
        cmocka_unit_test(states__go_forwards_only),
        cmocka_unit_test(payment__has_an_end_to_end_id_of_its_own),
        cmocka_unit_test(transaction__is_reversed_at_most_once),
    };
    return cmocka_run_group_tests(tests, pg_fixture_setup, pg_fixture_teardown);
}
