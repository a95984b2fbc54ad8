/* Build-time generator: turns text files into constant strings. embed OUT.c PREFIX FILE…
 * ("year.story" -> PREFIXyear). */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME_BYTES = 128
};

static bool name_of(char out[NAME_BYTES], const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t len = strcspn(base, ".");
    if (len == 0 || len >= NAME_BYTES) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = isalnum((unsigned char)base[i]) ? base[i] : '_';
    }
    out[len] = '\0';
    return true;
}

/* Numbers, not a string literal: compilers limit the length of those. */
static bool embed(FILE *out, const char *prefix, const char *path)
{
    char name[NAME_BYTES];
    FILE *in = fopen(path, "rb");
    if (in == NULL || !name_of(name, path)) {
        return false;
    }
    (void)fprintf(out, "extern const char %s%s[];\nconst char %s%s[] = {", prefix, name, prefix,
                  name);
    int c = 0;
    for (size_t i = 0; (c = fgetc(in)) != EOF; i++) {
        (void)fprintf(out, "%s%d,", i % 24 == 0 ? "\n    " : " ", (char)c);
    }
    (void)fprintf(out, " 0\n};\n");
    return fclose(in) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        (void)fprintf(stderr, "usage: embed OUT.c PREFIX FILE…\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (out == NULL) {
        return 1;
    }
    (void)fprintf(out, "/* Made by tools/embed; do not edit. */\n");
    bool is_good = true;
    for (int i = 3; i < argc && is_good; i++) {
        is_good = embed(out, argv[2], argv[i]);
    }
    return fclose(out) == 0 && is_good ? 0 : 1;
}
