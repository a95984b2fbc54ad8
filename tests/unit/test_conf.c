/* Settings: which source wins, what each kind refuses, and that no secret stands in a message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "buurtkas/conf/conf.h"

/* One test's arena and its file, which is removed afterwards. */
struct bench {
    struct arena *arena;
    char path[64];
};

static int bench_setup(void **state)
{
    static struct bench bench;
    bench.arena = arena_new(1 << 20);
    (void)snprintf(bench.path, sizeof bench.path, "%s/buurtkas-conf-XXXXXX", P_tmpdir);
    int file = mkstemp(bench.path);
    if (bench.arena == NULL || file < 0) {
        return -1;
    }
    *state = &bench;
    return close(file);
}

static int bench_teardown(void **state)
{
    struct bench *bench = *state;
    arena_free(bench->arena);
    return unlink(bench->path);
}

static bool load_bytes(struct bench *bench, const char *bytes, size_t len, struct conf *conf,
                       struct err *err)
{
    FILE *file = fopen(bench->path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    return conf_load(conf, bench->path, NULL, bench->arena, err);
}

static bool load_text(struct bench *bench, const char *text, struct conf *conf, struct err *err)
{
    return load_bytes(bench, text, strlen(text), conf, err);
}

/* Loads and expects `detail` behind the file's name. */
static void assert_refused(struct bench *bench, const char *text, const char *detail)
{
    struct conf conf = { .readers = 42 };
    struct err err = { 0 };
    assert_false(load_text(bench, text, &conf, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_memory_equal(err.detail, bench->path, strlen(bench->path));
    assert_string_equal(err.detail + strlen(bench->path), detail);
    assert_true(conf.readers == 42); /* untouched */
}

static void conf_load__has_defaults_without_any_source(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(conf_load(&conf, NULL, NULL, bench->arena, &err));
    assert_string_equal(conf.state_dir, "/var/lib/buurtkas");
    assert_string_equal(conf.database, "");
    assert_string_equal(conf.listen, "127.0.0.1:8780");
    assert_string_equal(conf.admin_listen, "127.0.0.1:8781");
    assert_string_equal(conf.public_url, "http://127.0.0.1:8780");
    assert_string_equal(conf.origin, "localhost/buurtkas");
    assert_string_equal(conf.key_file, "/var/lib/buurtkas/log.key");
    assert_true(conf.http_threads == 2);
    assert_true(conf.write_queue == 1024);
    assert_true(conf.read_queue == 1024);
    assert_true(conf.readers == 2);
    assert_true(conf.connections_max == 4096);
    assert_true(conf.body_bytes_max == 65536);
    assert_true(conf.request_timeout_ms == 10000);
    assert_int_equal(conf.log_level, LOG_INFO);
}

static void conf_load__reads_a_file_with_comments_and_blanks(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(load_text(bench,
                          "# our own\n\n"
                          "  listen=0.0.0.0:80\n"
                          "\tdatabase\t=  host=db password=a#b=c  \r\n"
                          "   # indented\n"
                          "log_level = debug\n"
                          "key_file = keys/log\n"
                          "http_threads = 16",
                          &conf, &err));
    assert_string_equal(conf.listen, "0.0.0.0:80");
    assert_string_equal(conf.database, "host=db password=a#b=c");
    assert_int_equal(conf.log_level, LOG_DEBUG);
    assert_string_equal(conf.key_file, "keys/log");
    assert_true(conf.http_threads == 16);
    assert_true(conf.readers == 2);
}

static void conf_load__names_file_and_line(void **state)
{
    static const struct {
        const char *text;
        const char *detail;
    } cases[] = {
        { "listen = a:1\nlisen = a:1\n", ":2: there is no setting \"lisen\"" },
        { "Listen = a:1\n", ":1: there is no setting \"Listen\"" },
        { "= 1\n", ":1: there is no setting \"\"" },
        { "readers = 3\n\n# x\nreaders = 3\n", ":4: readers was set on line 1 already" },
        { "\nlisten\n", ":2: a line must be \"key = value\"" },
        { "[server]\n", ":1: a line must be \"key = value\"" },
        { "readers = 9\n",
          ":1: readers must be a whole number from 1 to 8 (connections), not \"9\"" },
        { "readers =\n", ":1: readers must be a whole number from 1 to 8 (connections), not \"\"" },
        { "log_level = loud\n", ":1: log_level must be debug, info, warn or error, not \"loud\"" },
        { "listen = 8780\n",
          ":1: listen must be host:port, with a port from 0 to 65535, not \"8780\"" },
        { "state_dir = \n",
          ":1: state_dir must be text of 1 to 1000 bytes without control characters, not \"\"" },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_refused(*state, cases[i].text, cases[i].detail);
    }
}

static void conf_load__refuses_what_is_no_text(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_false(load_bytes(bench, "readers = 3\0\n", 13, &conf, &err));
    assert_non_null(strstr(err.detail, "must be UTF-8 text"));
    err = (struct err){ 0 };
    assert_false(load_bytes(bench, "# caf\xe9\n", 7, &conf, &err));
    assert_non_null(strstr(err.detail, "must be UTF-8 text"));
    assert_refused(bench, "origin = a\x01z\n",
                   ":1: origin must be 1 to 200 ASCII characters without spaces and '+'");
}

static void conf_load__refuses_a_file_that_is_missing_or_too_long(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_false(conf_load(&conf, "there/is/no/such.conf", NULL, bench->arena, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.detail, "there/is/no/such.conf: No such file or directory");
    err = (struct err){ 0 };
    assert_false(conf_load(&conf, P_tmpdir, NULL, bench->arena, &err));
    assert_int_equal(err.code, ERR_IO);
    static char text[65537];
    memset(text, '#', sizeof text);
    err = (struct err){ 0 };
    assert_false(load_bytes(bench, text, sizeof text, &conf, &err));
    assert_int_equal(err.code, ERR_USAGE);
    err = (struct err){ 0 };
    assert_true(load_bytes(bench, text, sizeof text - 1, &conf, &err));
}

static void conf_load__takes_the_environment_over_the_file(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(load_text(bench, "readers = 3\nwrite_queue = 7\n", &conf, &err));
    char readers[] = "BUURTKAS_READERS=4";
    char level[] = "BUURTKAS_LOG_LEVEL=warn";
    char program[] = "BUURTKAS=/usr/bin/buurtkas";
    char other[] = "buurtkas_readers=5";
    char *envp[] = { readers, level, program, other, NULL };
    assert_true(conf_load(&conf, bench->path, envp, bench->arena, &err));
    assert_true(conf.readers == 4);
    assert_true(conf.write_queue == 7);
    assert_int_equal(conf.log_level, LOG_WARN);
}

static void conf_load__names_the_guilty_variable(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *variable;
        const char *detail;
    } cases[] = {
        { "BUURTKAS_READERS=0", "BUURTKAS_READERS: readers must be a whole number from 1 to 8 "
                                "(connections), not \"0\"" },
        { "BUURTKAS_READER=1", "there is no setting for the environment variable BUURTKAS_READER" },
        { "BUURTKAS_READERSX=1",
          "there is no setting for the environment variable BUURTKAS_READERSX" },
        { "BUURTKAS_readers=1",
          "there is no setting for the environment variable BUURTKAS_readers" },
        { "BUURTKAS_=1", "there is no setting for the environment variable BUURTKAS_" },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char variable[40];
        (void)snprintf(variable, sizeof variable, "%s", cases[i].variable);
        char *envp[] = { variable, NULL };
        struct conf conf;
        struct err err = { 0 };
        assert_false(conf_load(&conf, NULL, envp, bench->arena, &err));
        assert_int_equal(err.code, ERR_USAGE);
        assert_string_equal(err.detail, cases[i].detail);
    }
}

static void conf_set__wins_and_leaves_the_rest_on_failure(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(conf_load(&conf, NULL, NULL, bench->arena, &err));
    char value[] = "0.0.0.0:9999";
    assert_true(conf_set(&conf, "listen", value, bench->arena, &err));
    memset(value, 'x', sizeof value - 1); /* the setting is a copy */
    assert_string_equal(conf.listen, "0.0.0.0:9999");
    assert_false(conf_set(&conf, "listen", "nowhere", bench->arena, &err));
    assert_string_equal(conf.listen, "0.0.0.0:9999");
    err = (struct err){ 0 };
    assert_false(conf_set(&conf, "verbose", "1", bench->arena, &err));
    assert_string_equal(err.detail, "there is no setting \"verbose\"");
}

static void conf_key_file__follows_the_state_folder_until_it_is_set(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(conf_load(&conf, NULL, NULL, bench->arena, &err));
    assert_true(conf_set(&conf, "state_dir", "here/", bench->arena, &err));
    assert_string_equal(conf.key_file, "here/log.key");
    assert_true(conf_set(&conf, "state_dir", "there", bench->arena, &err));
    assert_string_equal(conf.key_file, "there/log.key");
    assert_true(conf_set(&conf, "key_file", "there/log.key", bench->arena, &err));
    assert_true(conf_set(&conf, "state_dir", "elsewhere", bench->arena, &err));
    assert_string_equal(conf.key_file, "there/log.key");
    assert_true(conf_set(&conf, "key_file", "", bench->arena, &err));
    assert_string_equal(conf.key_file, "elsewhere/log.key");
}

/* One value, and whether its setting takes it. */
struct value_case {
    const char *key;
    const char *value;
    bool is_valid;
};

static const struct value_case value_cases[] = {
    { "listen", "127.0.0.1:0", true },
    { "listen", "localhost:65535", true },
    { "listen", "[::1]:80", true },
    { "listen", "127.0.0.1:65536", false},
    { "listen", "127.0.0.1:-1", false},
    { "listen", "127.0.0.1:080", false},
    { "listen", "127.0.0.1:", false},
    { "listen", ":80", false},
    { "listen", "::1:80", false},
    { "listen", "[]:80", false},
    { "listen", "[::1:80", false},
    { "listen", "::1]:80", false},
    { "listen", "local host:80", false},
    { "public_url", "https://kas.example", true },
    { "public_url", "https://kas.example/wijk", true },
    { "public_url", "https://kas.example/", false},
    { "public_url", "https://", false},
    { "public_url", "https:///x", false},
    { "public_url", "http:/kas.example", false},
    { "public_url", "ftp://kas.example", false},
    { "public_url", "kas.example", false},
    { "public_url", "https://kas.example?x=1", false},
    { "public_url", "https://kas example", false},
    { "origin", "kas.example/log", true },
    { "origin", "", false},
    { "origin", "kas example", false},
    { "origin", "kas+example", false},
    { "origin", "caf\xc3\xa9", false},
    { "http_threads", "1", true },
    { "http_threads", "16", true },
    { "http_threads", "0", false},
    { "http_threads", "17", false},
    { "http_threads", "02", false},
    { "http_threads", "2 ", false},
    { "http_threads", "9223372036854775808", false},
    { "state_dir", "caf\xc3\xa9", true },
    { "state_dir", "a\nb", false},
    { "state_dir", "a\x7f", false},
    { "state_dir", "caf\xe9", false},
    { "log_level", "error", true },
    { "log_level", "ERROR", false},
    { "log_level", "", false},
    { "database", "", true },
};

static void conf_set__takes_exactly_what_its_kind_allows(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(conf_load(&conf, NULL, NULL, bench->arena, &err));
    for (size_t i = 0; i < ARRAY_LEN(value_cases); i++) {
        const struct value_case *c = &value_cases[i];
        err = (struct err){ 0 };
        bool is_taken = conf_set(&conf, c->key, c->value, bench->arena, &err);
        if (is_taken != c->is_valid) {
            fail_msg("%s = \"%s\": %s", c->key, c->value, err.detail);
        }
        assert_int_equal(err_is_set(&err), !c->is_valid);
    }
}

static void conf_set__never_shows_a_secret(void **state)
{
    struct bench *bench = *state;
    struct conf conf;
    struct err err = { 0 };
    assert_true(conf_load(&conf, NULL, NULL, bench->arena, &err));
    assert_false(conf_set(&conf, "database", "password=hunter2\n", bench->arena, &err));
    assert_null(strstr(err.detail, "hunter2"));
    assert_non_null(strstr(err.detail, "database must be"));
}

static void conf_load__says_so_when_the_arena_is_full(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 512; bytes += 16) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(bytes);
        struct conf conf;
        struct err err = { 0 };
        bool is_loaded = conf_load(&conf, NULL, NULL, arena, &err);
        assert_int_equal(is_loaded, !err_is_set(&err));
        assert_true(is_loaded || err.code == ERR_MEMORY);
    }
}

static void conf_address_split__takes_the_brackets_off(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *address;
        const char *host;
        uint16_t port;
    } cases[] = {
        {"127.0.0.1:8780", "127.0.0.1", 8780 },
        { "localhost:0", "localhost", 0    },
        { "[::1]:65535", "::1", 65535},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *host = NULL;
        uint16_t port = 1;
        struct err err = { 0 };
        assert_true(conf_address_split(cases[i].address, bench->arena, &host, &port, &err));
        assert_string_equal(host, cases[i].host);
        assert_int_equal(port, cases[i].port);
    }
    const char *host = NULL;
    uint16_t port = 1;
    struct err err = { 0 };
    assert_false(conf_address_split("nowhere", bench->arena, &host, &port, &err));
    assert_null(host);
    assert_int_equal(port, 1);
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s cannot be read", path);
        return NULL;
    }
    static char text[65536];
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    return text;
}

static char *print_example(void)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    conf_print_example(out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void conf_print_example__equals_the_file_in_docs(void **state)
{
    (void)state;
    char *text = print_example();
    assert_string_equal(text, read_whole(SOURCE_DIR "/docs/buurtkas.conf.example"));
    free(text);
}

static void conf_print_example__gives_the_defaults_when_uncommented(void **state)
{
    struct bench *bench = *state;
    char *text = print_example();
    struct conf plain;
    struct conf conf;
    struct err err = { 0 };
    assert_true(load_text(bench, text, &plain, &err));
    for (char *hash = strstr(text, "\n#"); hash != NULL; hash = strstr(hash + 1, "\n#")) {
        if (hash[2] != ' ') {
            hash[1] = ' ';
        }
    }
    assert_true(load_text(bench, text, &conf, &err));
    assert_string_equal(conf.listen, plain.listen);
    assert_string_equal(conf.key_file, plain.key_file);
    assert_true(conf.body_bytes_max == plain.body_bytes_max);
    assert_non_null(strstr(text, "\n listen = "));
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(conf_load__has_defaults_without_any_source),
        TEST(conf_load__reads_a_file_with_comments_and_blanks),
        TEST(conf_load__names_file_and_line),
        TEST(conf_load__refuses_what_is_no_text),
        TEST(conf_load__refuses_a_file_that_is_missing_or_too_long),
        TEST(conf_load__takes_the_environment_over_the_file),
        TEST(conf_load__names_the_guilty_variable),
        TEST(conf_set__wins_and_leaves_the_rest_on_failure),
        TEST(conf_key_file__follows_the_state_folder_until_it_is_set),
        TEST(conf_set__takes_exactly_what_its_kind_allows),
        TEST(conf_set__never_shows_a_secret),
        TEST(conf_load__says_so_when_the_arena_is_full),
        TEST(conf_address_split__takes_the_brackets_off),
        TEST(conf_print_example__equals_the_file_in_docs),
        TEST(conf_print_example__gives_the_defaults_when_uncommented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
