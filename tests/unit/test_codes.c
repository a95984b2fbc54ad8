/* The forms of public codes, and the IBAN that may not pass for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/codes.h"

static struct code code_of(const char *text)
{
    struct code code = { 0 };
    (void)snprintf(code.text, sizeof code.text, "%s", text);
    return code;
}

static void check(bool (*is)(const struct code *code), const char *const *texts, bool wanted)
{
    for (; *texts != NULL; texts++) {
        struct code code = code_of(*texts);
        if (is(&code) != wanted) {
            fail_msg("%s", *texts);
        }
    }
}

static void task_fields__are_a_digit_a_point_and_digits(void **state)
{
    (void)state;
    check(code_is_task_field, (const char *const[]){ "0.1", "6.1", "6.71", "6.711", "6.71a", "6.1z", NULL }, true);
    check(code_is_task_field,
          (const char *const[]){ "", "6", "6.", "16.1", "6.1234", "6.1ab", "against", "6,1", "6.1 ", "6.1A", "6.1{", "6.1`", "/.1", ":.1", NULL }, false);
}

static void areas__are_gemeente_wijk_or_buurt(void **state)
{
    (void)state;
    check(code_is_cbs_area, (const char *const[]){ "GM0599", "WK059901", "BU05990110", NULL }, true);
    check(code_is_cbs_area,
          (const char *const[]){ "", "GM599", "gm0599", "WK0599", "BU0599011x", "alone", "XX0599", NULL }, false);
}

/* The examples of the standard's registry; their check digits are right. */
static void ibans__are_known_by_their_check_digits(void **state)
{
    (void)state;
    check(code_is_iban,
          (const char *const[]){ "NL91ABNA0417164300", "BE68539007547034", "DE89370400440532013000",
                                 "MT84MALT011000012345MTLCAST001S", NULL },
          true);
    check(code_is_iban,
          (const char *const[]){ "NL92ABNA0417164300", "BK-2026-0001", "NL91", "nl91abna0417164300", "", NULL },
          false);
    /* Of a right number one sign is changed: each place has its own alphabet. */
    check(code_is_iban,
          (const char *const[]){ "[L91ABNA0417164300", "N[91ABNA0417164300", "NLA1ABNA0417164300",
                                 "NL9AABNA0417164300", "NL91aBNA0417164300", "NL91ABNA041716430[",
                                 "NL91ABNA04171643/0", "NL91ABNA04171643:0", "NL91ABNA0417164@00",
                                 "NO938601111794", "NL91ABNA04171643000417164300041716430",
                                 "NL91ABNA0417164300041716430000", NULL },
          false);
    /* The shortest and the longest of the registry's lengths. */
    check(code_is_iban, (const char *const[]){ "NO9386011117947", NULL }, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(task_fields__are_a_digit_a_point_and_digits),
        cmocka_unit_test(areas__are_gemeente_wijk_or_buurt),
        cmocka_unit_test(ibans__are_known_by_their_check_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
