/* The load generator: one thread, epoll, raw sockets that stay open, each with one request under
 * way. Requests are bytes made beforehand in which only ids and keys change, and of an answer no
 * more is read than its status and length: what is measured is to be the server. Prints one line of
 * JSON. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CLIENTS_MAX = 4096,
    REQUEST_MAX = 1024,
    ANSWER_MAX = 65536,
    LATENCIES_MAX = 8 << 20,
    TEXT_MAX = 128,
    COUNCILS_MAX = 64,
    MEMBERS_MAX = 400,
    MOTIONS_MAX = 400,
    EVENTS = 256,
    STATUS_MAX = 600,
    SILENCE_MS = 5000
};

/* Whose votes are to be cast: every member of a council once on each of its motions. */
struct council {
    size_t members, motions;
    char tokens[MEMBERS_MAX][TEXT_MAX];
    char motion[MOTIONS_MAX][TEXT_MAX];
};

struct client {
    int fd;
    uint64_t sent_us;
    size_t request_len, request_sent;
    size_t answer_len; /* bytes that are there */
    size_t whole_len;  /* of the answer with its head; 0: not known yet */
    char request[REQUEST_MAX];
    char answer[ANSWER_MAX];
};

struct load {
    const char *host, *path, *header;
    uint16_t port;
    size_t clients_count;
    uint64_t warm_us, window_us;
    bool is_voting, is_varied;
    struct council *councils;
    size_t councils_count;
    uint64_t next, until; /* numbers of votes or reads */
    uint64_t run;         /* makes keys unique between runs */

    int epoll;
    struct client *clients;
    size_t busy;
    uint64_t begin_us, end_us, last_us;
    uint64_t acts, failed;
    uint64_t statuses[STATUS_MAX];
    uint32_t *latencies;
    size_t latencies_count;
    size_t body_len;
    char first_failure[2048];
};

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void fail(const char *what)
{
    (void)fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* --- Requests. --- */

/* Votes go motion by motion, as in a meeting: all members on one, then all on the next.
 * @return false when all have voted */
static bool make_vote(struct load *load, struct client *client)
{
    uint64_t number = load->next;
    for (size_t i = 0; i < load->councils_count; i++) {
        const struct council *council = &load->councils[i];
        uint64_t votes = (uint64_t)council->members * council->motions;
        if (number >= votes) {
            number -= votes;
            continue;
        }
        int len = snprintf(client->request, sizeof client->request,
                           "POST /v1/motions/%s/votes HTTP/1.1\r\nHost: %s\r\n"
                           "Authorization: Bearer %s\r\nAccept: application/json\r\n"
                           "Content-Type: application/json\r\n"
                           "Idempotency-Key: \"vote-%08llx-%012llx\"\r\n"
                           "Content-Length: 16\r\n\r\n{\"choice\":\"for\"}",
                           council->motion[number / council->members], load->host,
                           council->tokens[number % council->members],
                           (unsigned long long)load->run, (unsigned long long)load->next);
        client->request_len = (size_t)len;
        load->next++;
        return true;
    }
    return false;
}

/* A varied read asks each time with another validator, so that no kept answer fits. */
static void make_read(struct load *load, struct client *client)
{
    char varied[TEXT_MAX] = "";
    if (load->is_varied) {
        (void)snprintf(varied, sizeof varied, "If-None-Match: \"%llx-%llx\"\r\n",
                       (unsigned long long)load->run, (unsigned long long)load->next);
    }
    if (load->is_varied || client->request_len == 0) {
        int len = snprintf(client->request, sizeof client->request,
                           "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n%s\r\n",
                           load->path, load->host, varied);
        client->request_len = (size_t)len;
    }
    load->next++;
}

static void send_rest(struct client *client)
{
    ssize_t sent = send(client->fd, client->request + client->request_sent,
                        client->request_len - client->request_sent, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        fail("send");
    }
    client->request_sent += sent > 0 ? (size_t)sent : 0;
    if (client->request_sent < client->request_len) {
        errno = ENOBUFS;
        fail("a request does not fit the socket"); /* it is shorter than any socket's buffer */
    }
}

static void ask(struct load *load, struct client *client)
{
    client->answer_len = 0;
    client->whole_len = 0;
    client->request_sent = 0;
    if (load->is_voting && !make_vote(load, client)) {
        load->busy--;
        return;
    }
    if (!load->is_voting) {
        make_read(load, client);
    }
    client->sent_us = now_us();
    send_rest(client);
}

/* --- Answers. --- */

static int status_of(const struct client *client)
{
    int status = client->answer_len < 12 ? 0 : (int)strtol(client->answer + 9, NULL, 10);
    return status > 0 && status < STATUS_MAX ? status : 0;
}

/* @return the length of head and body, 0 while the head is not there */
static size_t whole_length(struct client *client)
{
    client->answer[client->answer_len] = '\0';
    const char *end = strstr(client->answer, "\r\n\r\n");
    const char *length = end == NULL ? NULL : strcasestr(client->answer, "\r\ncontent-length:");
    if (end == NULL) {
        return 0;
    }
    size_t body = length == NULL || length > end ? 0 : (size_t)strtoul(length + 17, NULL, 10);
    size_t whole = (size_t)(end - client->answer) + 4 + body;
    if (whole >= ANSWER_MAX) {
        errno = EMSGSIZE;
        fail("answer");
    }
    return whole;
}

static void settle(struct load *load, struct client *client)
{
    uint64_t now = now_us();
    int status = status_of(client);
    load->acts++;
    load->last_us = now;
    if (status < 200 || status > 299) {
        load->failed++;
        client->answer[client->whole_len] = '\0';
        if (load->first_failure[0] == '\0') {
            (void)snprintf(load->first_failure, sizeof load->first_failure, "%.2000s",
                           client->answer);
        }
    }
    if (now >= load->begin_us && now <= load->end_us) {
        load->statuses[status]++;
        load->body_len = client->whole_len;
        if (load->latencies_count < LATENCIES_MAX) {
            load->latencies[load->latencies_count++] = (uint32_t)(now - client->sent_us);
        }
    }
    if (now < load->end_us) {
        ask(load, client);
    } else {
        load->busy--;
    }
}

static void take(struct load *load, struct client *client)
{
    ssize_t got = recv(client->fd, client->answer + client->answer_len,
                       ANSWER_MAX - 1 - client->answer_len, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        fail(got == 0 ? "the server closed a connection" : "recv");
    }
    client->answer_len += got > 0 ? (size_t)got : 0;
    if (client->whole_len == 0) {
        client->whole_len = whole_length(client);
    }
    if (client->whole_len > 0 && client->answer_len >= client->whole_len) {
        settle(load, client);
    }
}

/* --- The run. --- */

static void open_clients(struct load *load)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(load->port) };
    (void)inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    load->epoll = epoll_create1(0);
    load->clients = calloc(load->clients_count, sizeof *load->clients);
    if (load->epoll < 0 || load->clients == NULL) {
        fail("start");
    }
    for (size_t i = 0; i < load->clients_count; i++) {
        struct client *client = &load->clients[i];
        int on = 1;
        client->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (client->fd < 0 ||
            connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0) {
            fail("connect");
        }
        (void)setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
        if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0) {
            fail("epoll_ctl");
        }
    }
}

/* A request that nobody answers is a fault to be found, so say what is known of it. */
static void give_up(const struct load *load)
{
    size_t silent = 0;
    uint64_t longest_us = 0;
    for (size_t i = 0; i < load->clients_count; i++) {
        const struct client *client = &load->clients[i];
        bool is_open = client->whole_len == 0 || client->answer_len < client->whole_len;
        uint64_t waited_us = now_us() - client->sent_us;
        if (is_open && client->sent_us > 0) {
            silent += client->answer_len == 0 ? 1 : 0;
            longest_us = waited_us > longest_us ? waited_us : longest_us;
        }
    }
    (void)fprintf(stderr, "load: %zu requests wait, %zu without a byte, the oldest for %llu us\n",
                  load->busy, silent, (unsigned long long)longest_us);
    errno = ETIMEDOUT;
    fail("an answer");
}

static void run(struct load *load)
{
    struct epoll_event events[EVENTS];
    load->begin_us = now_us() + load->warm_us;
    load->end_us = load->begin_us + load->window_us;
    load->busy = load->clients_count;
    for (size_t i = 0; i < load->clients_count; i++) {
        ask(load, &load->clients[i]);
    }
    while (load->busy > 0) {
        int count = epoll_wait(load->epoll, events, EVENTS, SILENCE_MS);
        if (count == 0) {
            give_up(load);
        }
        for (int i = 0; i < count; i++) {
            take(load, events[i].data.ptr);
        }
    }
}

static int order(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static uint32_t at_permille(const struct load *load, size_t permille)
{
    return load->latencies_count == 0
               ? 0
               : load->latencies[(load->latencies_count - 1) * permille / 1000];
}

static void report(struct load *load)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    long cpu_us = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L + used.ru_utime.tv_usec +
                  used.ru_stime.tv_usec;
    uint64_t end_us = load->last_us < load->end_us ? load->last_us : load->end_us;
    qsort(load->latencies, load->latencies_count, sizeof *load->latencies, order);
    (void)printf(
        "{\"acts\":%llu,\"measured\":%zu,\"seconds\":%.6f,\"failed\":%llu,\"next\":%llu,"
        "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"cpu_us\":%ld,\"bytes\":%zu,\"statuses\":{",
        (unsigned long long)load->acts, load->latencies_count,
        end_us > load->begin_us ? (double)(end_us - load->begin_us) / 1e6 : 0.0,
        (unsigned long long)load->failed, (unsigned long long)load->next, at_permille(load, 500),
        at_permille(load, 990), at_permille(load, 1000), cpu_us, load->body_len);
    const char *comma = "";
    for (int i = 0; i < STATUS_MAX; i++) {
        if (load->statuses[i] > 0) {
            (void)printf("%s\"%d\":%llu", comma, i, (unsigned long long)load->statuses[i]);
            comma = ",";
        }
    }
    (void)printf("}}\n");
    if (load->failed > 0) {
        (void)fprintf(stderr, "load: %llu failed, the first with:\n%s\n",
                      (unsigned long long)load->failed, load->first_failure);
    }
}

/* --- What to do. --- */

static void read_word(FILE *file, char out[TEXT_MAX])
{
    if (fscanf(file, "%127s", out) != 1) {
        errno = EINVAL;
        fail("the list of votes");
    }
}

/* A council is its numbers of members and motions, its members' tokens and its motions' ids. */
static void read_councils(struct load *load, const char *path)
{
    FILE *file = fopen(path, "r");
    load->councils = calloc(COUNCILS_MAX, sizeof *load->councils);
    if (file == NULL || load->councils == NULL) {
        fail(path);
    }
    struct council *council = load->councils;
    while (load->councils_count < COUNCILS_MAX &&
           fscanf(file, "%zu %zu", &council->members, &council->motions) == 2) {
        if (council->members > MEMBERS_MAX || council->motions > MOTIONS_MAX) {
            errno = E2BIG;
            fail(path);
        }
        for (size_t i = 0; i < council->members; i++) {
            read_word(file, council->tokens[i]);
        }
        for (size_t i = 0; i < council->motions; i++) {
            read_word(file, council->motion[i]);
        }
        load->councils_count++;
        council++;
    }
    (void)fclose(file);
}

static int usage(void)
{
    (void)fprintf(stderr, "usage: load PORT CLIENTS WARM_MS WINDOW_MS votes FILE FIRST\n"
                          "       load PORT CLIENTS WARM_MS WINDOW_MS read|vary PATH\n");
    return 2;
}

int main(int argc, char **argv)
{
    static struct load load;
    if (argc < 7) {
        return usage();
    }
    load.host = "127.0.0.1";
    load.port = (uint16_t)strtoul(argv[1], NULL, 10);
    load.clients_count = strtoul(argv[2], NULL, 10);
    load.warm_us = strtoull(argv[3], NULL, 10) * 1000;
    load.window_us = strtoull(argv[4], NULL, 10) * 1000;
    load.is_voting = strcmp(argv[5], "votes") == 0;
    load.is_varied = strcmp(argv[5], "vary") == 0;
    load.path = argv[6];
    load.run = now_us() & 0xFFFFFFFFU;
    load.latencies = malloc(LATENCIES_MAX * sizeof *load.latencies);
    if (load.clients_count == 0 || load.clients_count > CLIENTS_MAX || load.latencies == NULL ||
        (load.is_voting && argc < 8)) {
        return usage();
    }
    if (load.is_voting) {
        read_councils(&load, argv[6]);
        load.next = strtoull(argv[7], NULL, 10);
    }
    open_clients(&load);
    run(&load);
    report(&load);
    free(load.latencies);
    free(load.clients);
    free(load.councils);
    return load.failed > 0 ? 1 : 0;
}
