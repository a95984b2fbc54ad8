/* Forms of public codes. */
#include "buurtkas/domain/codes.h"

#include <string.h>

#include "buurtkas/base/attr.h"

static const char digits[] = "0123456789";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool code_is_task_field(const struct code *code)
{
    const char *text = code->text;
    if (!is_digit(text[0]) || text[1] != '.') {
        return false;
    }
    size_t count = strspn(text + 2, digits);
    const char *rest = text + 2 + count;
    rest += *rest >= 'a' && *rest <= 'z';
    return count >= 1 && count <= 3 && *rest == '\0';
}

bool code_is_cbs_area(const struct code *code)
{
    static const struct {
        const char *prefix;
        size_t digits;
    } kinds[] = {
        {"GM",  4},
        { "WK", 6},
        { "BU", 8}
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strncmp(code->text, kinds[i].prefix, 2) == 0) {
            return strlen(code->text) == 2 + kinds[i].digits &&
                   strspn(code->text + 2, digits) == kinds[i].digits;
        }
    }
    return false;
}

/* The remainder of what is before and a character: letters count as two digits, A = 10. */
static int remainder_with(int before, char c)
{
    return is_digit(c) ? (before * 10 + (c - '0')) % 97 : (before * 100 + (c - 'A' + 10)) % 97;
}

bool code_is_iban(const struct code *code)
{
    const char *text = code->text;
    size_t len = strlen(text);
    if (len < 15 || len > 34 || !is_upper(text[0]) || !is_upper(text[1]) || !is_digit(text[2]) ||
        !is_digit(text[3])) {
        return false;
    }
    int remainder = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[(i + 4) % len]; /* the first four go last */
        if (!is_digit(c) && !is_upper(c)) {
            return false;
        }
        remainder = remainder_with(remainder, c);
    }
    return remainder == 1;
}
