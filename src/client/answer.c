/* Picks members out of a JSON answer. */
#include "buurtkas/client/answer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "buurtkas/base/attr.h"

static void json_freep(json_t **json)
{
    json_decref(*json);
}

static const json_t *step(const json_t *from, const char *name, size_t len)
{
    if (json_is_array(from)) {
        char *end = NULL;
        unsigned long position = strtoul(name, &end, 10);
        return end == name + len ? json_array_get(from, position) : NULL;
    }
    return json_object_getn(from, name, len);
}

static const char *print_value(struct arena *arena, const json_t *value)
{
    if (json_is_string(value)) {
        return arena_strdup(arena, json_string_value(value));
    }
    if (json_is_integer(value)) {
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    }
    if (json_is_boolean(value)) {
        return json_is_true(value) ? "true" : "false";
    }
    return NULL;
}

const char *answer_member(struct arena *arena, const char *json, const char *path)
{
    CLEANUP(json_freep) json_t *root = json_loads(json, 0, NULL);
    const json_t *value = root;
    while (value != NULL && *path != '\0') {
        size_t len = strcspn(path, ".");
        value = step(value, path, len);
        path += len;
        path += *path == '.';
    }
    return value == NULL ? NULL : print_value(arena, value);
}
