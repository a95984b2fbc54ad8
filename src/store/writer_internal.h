/* What the writer's files share: the record in memory, a batch, the writer itself. All of it
 * belongs to the writer's thread but for what is marked. */
#ifndef BUURTKAS_STORE_WRITER_INTERNAL_H
#define BUURTKAS_STORE_WRITER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/merkle.h"
#include "buurtkas/audit/tile.h"
#include "buurtkas/base/queue.h"
#include "buurtkas/store/writer.h"
#include "pg_internal.h"
#include "world_source_internal.h"

enum {
    TILE_LEVELS = 8,
    /* Two batches always fit in the cache: one whose receipts are still to be made, and one that
     * may be taken out again. */
    BATCH_COMMANDS_MAX = MERKLE_CACHE_WINDOW / 2,
    KEYS_SEEN = 1 << 14,
    STAMPS = 4096,
    HANDLES_MAX = 256, /* appointments of one person that are looked at */
};

/* --- The record: tree, open tiles, head (writer_log.c). --- */

/* A tile that a batch filled. */
struct full_tile {
    unsigned level;
    uint64_t index;
    struct hash hashes[TILE_WIDTH];
};

struct record {
    struct pg *pg;
    struct merkle tree;
    int64_t at_ms; /* of the last leaf: time in the record never goes back */
    int64_t epoch; /* of this writer's lock */
    struct merkle_cache cache;
    struct hash open[TILE_LEVELS][TILE_WIDTH]; /* the tile of each level that is not full yet */
    struct tile_reader reader;
    struct arena *arena; /* its own, for a query's parameters */
};

/* What must come back when a batch is not committed. */
struct record_mark {
    struct merkle tree;
    int64_t at_ms;
    struct hash open[TILE_LEVELS][TILE_WIDTH];
};

/* Opens an epoch; reads head, frontier, open tiles and the newest leaves, and checks that they fit.
 * @return false with ERR_MISMATCH (another key's record), ERR_CORRUPT, or a failure */
MUST_CHECK bool record_load(struct record *record, const struct log_key *key, struct err *err);
/* Appends a leaf. @param out_full  room for TILE_LEVELS tiles; @return how many it filled */
size_t record_append(struct record *record, const struct hash *leaf, struct full_tile *out_full);
void record_mark(const struct record *record, struct record_mark *out);
void record_rewind(struct record *record, const struct record_mark *mark);
/* Adds a signed checkpoint. */
MUST_CHECK bool record_sign(const struct log_key *key, uint64_t size, const struct hash *root,
                            struct str *out, struct err *err);
/* The hash of a leaf that is in the tree. */
MUST_CHECK bool record_leaf_hash(struct record *record, uint64_t entry, struct hash *out,
                                 struct err *err);
/* Adds the signed checkpoint of the tree as it was at `size`. */
MUST_CHECK bool record_checkpoint(struct record *record, const struct log_key *key, uint64_t size,
                                  struct str *out, struct err *err);
/* A leaf and where it stands. */
struct receipt_of {
    const uint8_t *leaf;
    size_t leaf_len;
    uint64_t entry;
    uint64_t size;
    const struct str *checkpoint;
};
MUST_CHECK bool record_receipt(struct record *record, const struct receipt_of *of, struct str *out,
                               struct err *err);

/* --- A batch. --- */

enum item_state {
    ITEM_NEW = 0, /* still to run */
    ITEM_FOUND,   /* its key was used before for the same request, and that worked */
    ITEM_LATER,   /* its key is used by an earlier one of this batch */
    ITEM_DONE,    /* ran; written when the batch is committed */
    ITEM_REFUSED, /* command->err says why */
};

struct item {
    struct command *command;
    enum item_state state;
    uint64_t entry;     /* DONE and FOUND acts */
    uint64_t tree_size; /* FOUND: the size that its receipt is for */
    const uint8_t *leaf;
    size_t leaf_len;
    struct hash leaf_hash;
    bool is_kept_refusal; /* the key was used before, and this is its refusal again */
};

/* A text that a leaf commits to. */
struct opening_row {
    struct uuid object; /* the act's id */
    uint64_t entry;
    const char *path;
    const struct text *text;
};

/* Whose an appointment or payee is. */
struct person_link {
    struct uuid id;
    struct uuid handle;
    struct uuid person;
};

/* Growing arrays in the batch's arena. */
struct rows_of {
    void *rows;
    size_t count;
    size_t room;
};

struct batch {
    struct writer *writer;
    struct arena *arena;
    struct item *items;
    size_t count;
    int64_t from_us; /* monotonic: when it began, and when it was sent */
    int64_t sent_us;
    uint64_t first;              /* size of the record before */
    size_t acts;                 /* leaves appended */
    struct hash root;            /* of the record after */
    struct rows_of openings;     /* struct opening_row */
    struct rows_of appointments; /* struct person_link */
    struct rows_of payees;       /* struct person_link */
    struct rows_of tiles;        /* struct full_tile */
    struct rows_of touched;      /* uint16_t: stamps that its commit changes */
    struct rows_of appointed;    /* struct appointment, as this batch left them */
    bool has_edition;            /* it notified or published a decision */
    size_t sent;                 /* commands whose results are still to be taken, sync left out */
    bool is_spoiled; /* an act changed the world but cannot be written: run the others again */
    bool is_asked;   /* its transaction is open and its keys have been asked for */
    bool is_on_top;  /* it ran before the batch before it was known to stand */
    bool is_commit_sent;
    struct err err;                        /* why it fell */
    struct first_operator *first_operator; /* bootstrap only */
    struct record_mark mark;               /* the record before; large, and written whole */
};

/* Room for one more row of `size` bytes. @return NULL when the arena is full */
void *rows_of_add(struct rows_of *rows, struct arena *arena, size_t size);

/* --- The daemon's own acts, by the clock (writer_timed.c). --- */

struct timed {
    struct date day; /* on which it looked last */
    bool has_day;
    bool is_under_way;  /* there may be another page */
    struct uuid after;  /* the last one of the page before */
    int64_t again_ms;   /* monotonic */
    bool may_be_sealed; /* a voting has ended, or the daemon has just started */
};

/* --- The writer. --- */

struct writer {
    struct writer_options options;
    struct pg pg;
    struct queue *queue;
    pthread_t thread;
    bool has_thread;
    struct command **taken;                   /* room for batch_max */
    struct command **again;                   /* room for twice batch_max: of batches that fell */
    struct command *later_first, *later_last; /* commands whose key the batch before used */
    struct arena *arena;                      /* for connecting */
    struct batch both[2];    /* the batch, and the one before; each with its arena */
    bool must_ask;           /* for its keys before any batch runs: for fault tests */
    bool is_apart;           /* runs commands of a batch that fell: their keys are asked for */
    struct batch *in_flight; /* its COMMIT is on its way; NULL: none */
    struct batch *fallen;    /* was in flight and does not stand, as far as is known; NULL: none */
    int64_t landed_us;       /* monotonic: when one landed last */
    int64_t run_us, flight_us; /* how long running and flying took of late */
    struct batch *committed;   /* on disk, still to be settled and answered; NULL: none */
    struct world *world;
    struct pg_source source;
    struct record record;
    uint64_t keys_seen[KEYS_SEEN]; /* hashes of keys that came lately */
    struct leaf_text *texts;       /* room for LEAF_TEXTS_MAX */
    struct uuid last_id;           /**< given last: the next one is greater */
    uint8_t token_secret[32];
    int64_t reconnect_at_ms, reconnect_wait_ms;
    struct timed timed;

    /* Any thread. */
    _Atomic int64_t give_up_ms; /* monotonic; 0: never */
    _Atomic bool is_ready;
    _Atomic bool is_draining;
    pthread_mutex_t lock;
    struct published published;
    _Atomic uint64_t published_size;
    _Atomic uint64_t stamps[STAMPS];
    _Atomic uint64_t editions; /* notifications and publications; part of every stamp */
    _Atomic uint64_t acts, refused, replayed, batches, replayed_batches, lost_commits, reconnects;
    _Atomic int64_t last_commit_us;
};

/* Connects, takes the lock, reads the record. @return false with ERR_CONNECTION, ERR_BUSY,
 * ERR_NOT_FOUND (no record), ERR_MISMATCH, ERR_CORRUPT */
MUST_CHECK bool writer_connect(struct writer *writer, struct err *err);
void writer_fault(struct writer *writer, const char *point);
/* Signs the record's head and shows it. */
MUST_CHECK bool writer_publish(struct writer *writer, struct err *err);
/* The writer's thread, until its queue is closed and empty. */
void *writer_main(void *self);
/* A writer without a thread. */
struct writer *writer_new(const struct writer_options *options, struct err *err);

/* Runs commands as the next batch. They are answered once it stands, or at once where they cannot
 * be done. */
void writer_run_batch(struct writer *writer, struct command **commands, size_t count);
/* Waits until no batch is in flight and all have their answers. */
void writer_rest(struct writer *writer);
/* Does a page of what is due by the clock. Between two batches. */
void writer_timed(struct writer *writer);
/* Opens the votes of motions whose voting has ended (writer_sealed.c). */
void writer_open_votes(struct writer *writer);

/* How far a batch came. */
enum batch_end {
    BATCH_SENT,    /* its COMMIT is on its way */
    BATCH_SETTLED, /* it stands; every command has its outcome */
    BATCH_ABORTED, /* nothing happened; *err says why */
    BATCH_LOST,    /* the connection went */
};
/* Starts a batch over commands: marks the record, so that it can go back. @return false: no memory
 */
MUST_CHECK bool batch_begin(struct batch *batch, struct command **commands, size_t count);
/* Whether a key of the batch was seen lately, so that it is worth asking for them first. */
bool batch_may_repeat(const struct batch *batch);
/* Opens the transaction and asks for the keys, without waiting. Nothing may be in flight. @return
 * false: nothing was asked, *err says why */
MUST_CHECK bool batch_ask(struct batch *batch, struct err *err);
/* Runs commands, sends what they wrote, and answers none (writer_batch.c). Where the keys were not
 * asked for, a key that was used before makes the batch fall. @return BATCH_SENT or why not */
enum batch_end batch_run(struct batch *batch, struct err *err);
/* Sends what ran, with its COMMIT (writer_send.c). */
enum batch_end batch_send(struct batch *batch, struct err *err);
/* Waits for what the COMMIT of a batch that was sent brought. @return never BATCH_SENT */
enum batch_end batch_take(struct batch *batch, struct err *err);
/* Goes back to what was before a batch that is not on its way (any more). The world forgets all. */
void batch_undo(struct batch *batch);
/* When it was sent: notes what its commit changes for others. The world takes it as done. */
MUST_CHECK bool batch_note(struct batch *batch, struct err *err);
/* Right after the commit: tells tokens and stamps what the next batch may ask for. */
void batch_tell(struct batch *batch);
/* Later, before the answers: shows the new head, makes receipts. */
void batch_settle(struct batch *batch);

/* --- Batches on their way (writer_flight.c). --- */

/* A batch stands: others are told; its commands are answered by writer_finish. */
void writer_stands(struct writer *writer, struct batch *batch);
/* Waits for the batch in flight, if there is one. @return false: it fell, *err says so */
MUST_CHECK bool writer_land(struct writer *writer, struct err *err);
/* While a batch is in flight: waits until it has come, or the next one must begin to be sent in
 * time. So the next takes as many commands as it can, and the database never waits for it.
 * @return false: the batch fell */
MUST_CHECK bool writer_linger(struct writer *writer, struct err *err);
/* Settles and answers the batch that stands, if there is one: before the writer waits for anything
 * else. */
void writer_finish(struct writer *writer);
/* A question in between: after the batch in flight, which is answered first. */
PGresult *writer_query(struct writer *writer, enum stmt_id statement, const struct bind *bind,
                       struct err *err);
/* Answers a command, or commands, that could not be done. */
void writer_refuse(struct command *command, const struct err *cause);
void writer_refuse_all(struct command **commands, size_t count, const struct err *cause);

/* --- The database away (writer_lost.c). --- */

/* While the database is away: tries again with growing pauses, as long as one command's deadline
 * allows; the others are answered as they run out. @return how many are left */
size_t writer_wait(struct writer *writer, struct command **commands, size_t count);
/* Connects again and looks whether batches whose COMMIT may have come through stand. Those that do
 * are told and answered. @return false: nobody could wait until it was known */
MUST_CHECK bool writer_ask_record(struct writer *writer, struct batch *const *batches, size_t count,
                                  bool *out_stands);
/* Looks at an idle connection, and connects again where it is gone. */
void writer_look(struct writer *writer);

/* --- Parts of a batch. --- */

/* Keys before a batch runs (writer_keys.c): remembers those of this batch. */
void keys_remember(struct batch *batch);
/* Marks commands whose key an earlier one of the batch uses: they wait for its outcome, and then
 * find it stored. @return false: no memory */
MUST_CHECK bool keys_mark_later(struct batch *batch);
/* Sends the question for the keys, with its sync; takes its answer. @param before  results that
 * stand before that of the question */
MUST_CHECK bool keys_ask(struct batch *batch, struct err *err);
MUST_CHECK bool keys_take(struct batch *batch, size_t before, struct err *err);
/* Keys (writer_replay.c): gives every command whose key was used before its outcome. */
void replay_find(struct batch *batch, const PGresult *found);
/* Sends the rows of the keys that this batch used. */
MUST_CHECK bool keys_send(struct batch *batch, size_t *sent, struct err *err);
/* Makes the act of an item that was found out of its leaf and openings, and its receipt as it was.
 */
MUST_CHECK bool replay_act_of(struct batch *batch, struct item *item, struct err *err);
/* Makes the receipt of an act. @param checkpoint  signed at the size it is for */
MUST_CHECK bool receipt_make(struct batch *batch, struct item *item, uint64_t size,
                             const struct str *checkpoint, struct err *err);
/* Persons and tokens (writer_private.c). */
MUST_CHECK bool private_run(struct batch *batch, struct item *item, struct err *err);
MUST_CHECK bool private_send(struct batch *batch, const struct item *item, size_t *sent,
                             struct err *err);
void private_settle(struct batch *batch, const struct item *item);
/** The next id: in order of time, and of being given. */
struct uuid writer_next_id(struct writer *writer, int64_t at_ms);
void token_text(const struct writer *writer, const struct uuid *person, const struct uuid *id,
                char out[TOKEN_TEXT_MAX + 1]);
/* Fills the register of tokens and appointments. */
MUST_CHECK bool private_load(struct writer *writer, struct err *err);
MUST_CHECK bool person_exists(struct batch *batch, const struct uuid *person, const char *pointer,
                              struct err *err);

#endif
