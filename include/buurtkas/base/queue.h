/* A bounded queue of pointers: many producers, one or more consumers that take all that waits. */
#ifndef BUURTKAS_BASE_QUEUE_H
#define BUURTKAS_BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

struct queue *queue_new(size_t capacity);
void queue_free(struct queue *queue);
/** @return false when full or closed; the item stays the caller's. Afterwards the caller never looks at it again. */
bool queue_push(struct queue *queue, void *item);
/** Waits until something is there (or `timeout_ms` passed, -1 for ever), takes up to `max`.
 * @return how many; 0 after a time-out, or when closed and empty (then *out_closed). */
size_t queue_take(struct queue *queue, void **items, size_t max, int timeout_ms, bool *out_closed);
/** No more pushes; what is in it can still be taken. */
void queue_close(struct queue *queue);
size_t queue_length(struct queue *queue);

#endif
