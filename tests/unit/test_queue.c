/* The queue: order, capacity, time-outs, closing, and many producers at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <sched.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/queue.h"

enum {
    PRODUCERS = 4,
    EACH = 5000
};

static void queue_take__gives_items_in_order_and_wraps_around(void **state)
{
    (void)state;
    int items[10];
    struct queue *queue = queue_new(4);
    void *taken[4];
    bool is_closed = true;
    for (int round = 0; round < 7; round++) {
        for (int i = 0; i < 3; i++) {
            assert_true(queue_push(queue, &items[i]));
        }
        assert_int_equal(queue_length(queue), 3);
        assert_int_equal(queue_take(queue, taken, 2, 0, &is_closed), 2);
        assert_ptr_equal(taken[0], &items[0]);
        assert_ptr_equal(taken[1], &items[1]);
        assert_int_equal(queue_take(queue, taken, 4, -1, &is_closed), 1);
        assert_ptr_equal(taken[0], &items[2]);
        assert_false(is_closed);
    }
    queue_free(queue);
}

static void queue_push__refuses_when_full(void **state)
{
    (void)state;
    int item = 0;
    struct queue *queue = queue_new(2);
    assert_true(queue_push(queue, &item));
    assert_true(queue_push(queue, &item));
    assert_false(queue_push(queue, &item));
    void *taken[1];
    bool is_closed = false;
    assert_int_equal(queue_take(queue, taken, 1, 0, &is_closed), 1);
    assert_true(queue_push(queue, &item));
    queue_free(queue);
}

static void queue_take__gives_up_after_its_time_out(void **state)
{
    (void)state;
    struct queue *queue = queue_new(2);
    void *taken[2];
    static const int timeouts_ms[] = { 0, 30 };
    for (size_t i = 0; i < ARRAY_LEN(timeouts_ms); i++) {
        bool is_closed = true;
        int64_t start_ms = clock_monotonic_ms();
        assert_int_equal(queue_take(queue, taken, 2, timeouts_ms[i], &is_closed), 0);
        assert_true(clock_monotonic_ms() - start_ms >= timeouts_ms[i] - 1);
        assert_false(is_closed);
    }
    queue_free(queue);
}

static void queue_close__lets_the_rest_be_taken(void **state)
{
    (void)state;
    int items[3];
    struct queue *queue = queue_new(4);
    for (int i = 0; i < 3; i++) {
        assert_true(queue_push(queue, &items[i]));
    }
    queue_close(queue);
    assert_false(queue_push(queue, &items[0]));
    void *taken[2];
    bool is_closed = true;
    assert_int_equal(queue_take(queue, taken, 2, -1, &is_closed), 2);
    assert_false(is_closed);
    assert_int_equal(queue_take(queue, taken, 2, -1, &is_closed), 1);
    assert_false(is_closed);
    assert_int_equal(queue_take(queue, taken, 2, -1, &is_closed), 0);
    assert_true(is_closed);
    queue_close(queue); /* twice is harmless */
    assert_int_equal(queue_take(queue, taken, 2, 5, &is_closed), 0);
    assert_true(is_closed);
    queue_free(queue);
}

static void queue_new__refuses_a_size_that_wraps_around(void **state)
{
    (void)state;
    assert_null(queue_new(SIZE_MAX / 4));
    queue_free(NULL);
}

/* A waiting consumer; cmocka's asserts are for the main thread only, so it just counts. */
struct consumer {
    struct queue *queue;
    uint64_t sum;
    size_t count;
};

static void *consume(void *argument)
{
    struct consumer *consumer = argument;
    bool is_closed = false;
    while (!is_closed) {
        void *taken[64];
        size_t count = queue_take(consumer->queue, taken, ARRAY_LEN(taken), -1, &is_closed);
        for (size_t i = 0; i < count; i++) {
            consumer->sum += *(const uint32_t *)taken[i];
        }
        consumer->count += count;
    }
    return NULL;
}

struct producer {
    struct queue *queue;
    uint32_t *numbers;
};

static void *produce(void *argument)
{
    struct producer *producer = argument;
    for (int i = 0; i < EACH; i++) {
        while (!queue_push(producer->queue, &producer->numbers[i])) {
            sched_yield();
        }
    }
    return NULL;
}

static void queue_close__wakes_a_waiting_consumer(void **state)
{
    (void)state;
    struct consumer consumer = { .queue = queue_new(2) };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, consume, &consumer), 0);
    queue_close(consumer.queue);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(consumer.count, 0);
    queue_free(consumer.queue);
}

static void queue__loses_and_doubles_nothing_under_threads(void **state)
{
    (void)state;
    static uint32_t numbers[PRODUCERS][EACH];
    uint64_t expected = 0;
    struct queue *queue = queue_new(128);
    struct consumer consumers[2] = { { .queue = queue }, { .queue = queue } };
    struct producer producers[PRODUCERS];
    pthread_t threads[PRODUCERS];
    pthread_t consuming[2];
    for (int c = 0; c < 2; c++) {
        assert_int_equal(pthread_create(&consuming[c], NULL, consume, &consumers[c]), 0);
    }
    for (uint32_t p = 0; p < PRODUCERS; p++) {
        for (uint32_t i = 0; i < EACH; i++) {
            numbers[p][i] = p * EACH + i;
            expected += numbers[p][i];
        }
        producers[p] = (struct producer){ .queue = queue, .numbers = numbers[p] };
        assert_int_equal(pthread_create(&threads[p], NULL, produce, &producers[p]), 0);
    }
    for (int p = 0; p < PRODUCERS; p++) {
        assert_int_equal(pthread_join(threads[p], NULL), 0);
    }
    queue_close(queue);
    for (int c = 0; c < 2; c++) {
        assert_int_equal(pthread_join(consuming[c], NULL), 0);
    }
    assert_int_equal(consumers[0].count + consumers[1].count, PRODUCERS * EACH);
    assert_true(consumers[0].sum + consumers[1].sum == expected);
    queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue_take__gives_items_in_order_and_wraps_around),
        cmocka_unit_test(queue_push__refuses_when_full),
        cmocka_unit_test(queue_take__gives_up_after_its_time_out),
        cmocka_unit_test(queue_close__lets_the_rest_be_taken),
        cmocka_unit_test(queue_new__refuses_a_size_that_wraps_around),
        cmocka_unit_test(queue_close__wakes_a_waiting_consumer),
        cmocka_unit_test(queue__loses_and_doubles_nothing_under_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
