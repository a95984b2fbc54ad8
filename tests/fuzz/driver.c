/* Runs a fuzz target over the files named on the command line, or over standard input without any:
 * for compilers without libFuzzer, and to replay what a fuzzer found. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    INPUT_MAX = 4 << 20
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A copy of exactly the input's size, so that a checker of memory sees a read behind its end. */
static void run(FILE *file)
{
    uint8_t *room = malloc(INPUT_MAX);
    size_t len = room == NULL ? 0 : fread(room, 1, INPUT_MAX, file);
    uint8_t *exact = room == NULL || len == 0 ? room : realloc(room, len);
    if (exact != NULL) {
        LLVMFuzzerTestOneInput(exact, len);
    }
    free(exact);
}

int main(int argc, char **argv)
{
    if (argc == 1) {
        run(stdin);
    }
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return 1;
        }
        run(file);
        fclose(file);
    }
    return 0;
}
