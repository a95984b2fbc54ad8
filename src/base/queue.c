/* A ring of pointers under one mutex. A consumer takes all that waits in one go, so the lock is
 * taken once a batch and not once an item. Waiting uses the monotonic clock: a set clock must not
 * stretch a time-out. */
#include "buurtkas/base/queue.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    bool is_closed;
    size_t capacity;
    size_t first;
    size_t length;
    void *items[];
};

/* The mutex is never destroyed in use nor locked twice, so its calls cannot fail. */
static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

struct queue *queue_new(size_t capacity)
{
    assert(capacity > 0);
    if (capacity > (SIZE_MAX - sizeof(struct queue)) / sizeof(void *)) {
        return NULL;
    }
    struct queue *queue = calloc(1, sizeof *queue + capacity * sizeof(void *));
    if (queue == NULL) {
        return NULL;
    }
    queue->capacity = capacity;
    pthread_condattr_t attr;
    must(pthread_condattr_init(&attr));
    must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
    must(pthread_cond_init(&queue->filled, &attr));
    must(pthread_condattr_destroy(&attr));
    must(pthread_mutex_init(&queue->mutex, NULL));
    return queue;
}

void queue_free(struct queue *queue)
{
    if (queue != NULL) {
        must(pthread_cond_destroy(&queue->filled));
        must(pthread_mutex_destroy(&queue->mutex));
        free(queue);
    }
}

bool queue_push(struct queue *queue, void *item)
{
    must(pthread_mutex_lock(&queue->mutex));
    bool is_taken = !queue->is_closed && queue->length < queue->capacity;
    if (is_taken) {
        queue->items[(queue->first + queue->length) % queue->capacity] = item;
        queue->length++;
        must(pthread_cond_signal(&queue->filled));
    }
    must(pthread_mutex_unlock(&queue->mutex));
    return is_taken;
}

static struct timespec deadline_in(int timeout_ms)
{
    struct timespec at = { 0 };
    must(clock_gettime(CLOCK_MONOTONIC, &at));
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* With the mutex held: waits until there is something, or nothing more to come, or the time is up.
 */
static void wait_filled(struct queue *queue, int timeout_ms)
{
    struct timespec deadline = deadline_in(timeout_ms < 0 ? 0 : timeout_ms);
    int rc = 0;
    while (queue->length == 0 && !queue->is_closed && rc == 0) {
        rc = timeout_ms < 0 ? pthread_cond_wait(&queue->filled, &queue->mutex)
                            : pthread_cond_timedwait(&queue->filled, &queue->mutex, &deadline);
    }
    assert(rc == 0 || rc == ETIMEDOUT);
}

size_t queue_take(struct queue *queue, void **items, size_t max, int timeout_ms, bool *out_closed)
{
    must(pthread_mutex_lock(&queue->mutex));
    wait_filled(queue, timeout_ms);
    size_t count = queue->length < max ? queue->length : max;
    for (size_t i = 0; i < count; i++) {
        items[i] = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
    }
    queue->length -= count;
    *out_closed = queue->is_closed && count == 0 && queue->length == 0;
    must(pthread_mutex_unlock(&queue->mutex));
    return count;
}

void queue_close(struct queue *queue)
{
    must(pthread_mutex_lock(&queue->mutex));
    queue->is_closed = true;
    must(pthread_cond_broadcast(&queue->filled));
    must(pthread_mutex_unlock(&queue->mutex));
}

size_t queue_length(struct queue *queue)
{
    must(pthread_mutex_lock(&queue->mutex));
    size_t length = queue->length;
    must(pthread_mutex_unlock(&queue->mutex));
    return length;
}
