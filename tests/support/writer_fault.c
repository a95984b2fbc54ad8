#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/writer_internal.h"
#include "support/writer_fault.h"

void fault_pause(void)
{
    (void)usleep(2000);
}

void fault_at_point(void *self, const char *point)
{
    struct writer_fault *armed = self;
    if (armed->is_armed && strcmp(point, armed->point) == 0) {
        armed->is_armed = false;
        armed->act(armed);
        armed->is_reached = true;
    }
}

void fault_arm(struct writer_fault *fault, const struct town *town, const struct pg_fixture *pg,
               const char *point, void (*act)(struct writer_fault *))
{
    fault->town = town;
    fault->pg = pg;
    fault->point = point;
    fault->act = act;
    fault->is_reached = false;
    fault->is_open = false;
    fault->is_armed = true;
}

void fault_wait_for_gate(struct writer_fault *fault)
{
    fault->is_reached = true;
    while (!fault->is_open) {
        fault_pause();
    }
}

struct command *fault_hold(struct writer_fault *fault, struct town *town,
                           const struct pg_fixture *pg, const char *point,
                           void (*act)(struct writer_fault *))
{
    struct command *holder = town_organisation(town, "Houdt op", NULL);
    fault_arm(fault, town, pg, point, act);
    town_submit(town, holder);
    while (!fault->is_reached) {
        fault_pause();
    }
    return holder;
}

void fault_release(struct writer_fault *fault, struct command *holder)
{
    fault->is_open = true;
    town_wait(holder);
    assert_int_equal(holder->err.code, ERR_OK);
    town_free_command(holder);
}

void pg_super_do(const struct pg_fixture *pg, const char *sql)
{
    PGconn *conn = pg_fixture_connect(pg, PG_SUPER);
    pg_do(conn, sql);
    PQfinish(conn);
}

void kill_writers_session(const struct pg_fixture *pg)
{
    PGconn *conn = pg_fixture_connect(pg, PG_SUPER);
    pg_do(conn, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
    while (strcmp(pg_value(conn, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
                  "0") != 0) {
        fault_pause();
    }
    PQfinish(conn);
}

void fault_kill_session(struct writer_fault *fault)
{
    kill_writers_session(fault->pg);
}

void fault_lose_answers(struct writer_fault *fault, unsigned entries)
{
    int fd = PQsocket(fault->town->writer->pg.conn);
    char sql[64];
    uint8_t bytes[4096];
    PGconn *conn = fault->conn != NULL ? fault->conn : pg_fixture_connect(fault->pg, PG_DAEMON);
    (void)snprintf(sql, sizeof sql, "SELECT size FROM head WHERE size >= %llu",
                   (unsigned long long)town_published(fault->town).size + entries);
    while (strcmp(pg_value(conn, sql), "") == 0) {
        fault_pause();
    }
    fault_pause();
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
    if (conn != fault->conn) {
        PQfinish(conn);
    }
    kill_writers_session(fault->pg);
}

void fault_lose_answer(struct writer_fault *fault)
{
    fault_lose_answers(fault, 1);
}
