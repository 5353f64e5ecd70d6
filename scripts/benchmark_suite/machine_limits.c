/* What the machine can do at best: memory bandwidth (triad) and multiply-adds, by one core and by all of them. Prints JSON.
 *
 *   gcc -O3 -march=native -fopenmp -ffast-math machine_limits.c -o machine_limits && ./machine_limits CORES
 *
 * Triad: a[i] = b[i] + s c[i] over arrays that are far larger than the caches; 24 bytes per element are counted (the line of
 * `a` that a store reads first is not). Multiply-adds: independent chains in registers of the machine's width. Best of several rounds. */

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__AVX512F__)
#define REGISTER_BYTES 64
#elif defined(__AVX__)
#define REGISTER_BYTES 32
#else
#define REGISTER_BYTES 16
#endif
#define CHAINS 12

typedef double DoubleLanes __attribute__((vector_size(REGISTER_BYTES)));
typedef float SingleLanes __attribute__((vector_size(REGISTER_BYTES)));

static const long elements = 40000000; /* 320 MB per array */
static const long steps = 20000000;

/* Bytes per second of `threads` threads. */
static double triad(int threads)
{
  double *a = malloc(elements * sizeof(double)), *b = malloc(elements * sizeof(double)), *c = malloc(elements * sizeof(double));
  if (!a || !b || !c)
    {
      fprintf(stderr, "machine_limits: out of memory\n");
      exit(1);
    }
  omp_set_num_threads(threads);
#pragma omp parallel for schedule(static)
  for (long i = 0; i < elements; ++i)
    {
      a[i] = 0;
      b[i] = 1;
      c[i] = (double)i;
    }
  double best = 1e30;
  for (int round = 0; round < 8; ++round)
    {
      const double begin = omp_get_wtime(), factor = 2.5 + round;
#pragma omp parallel for schedule(static)
      for (long i = 0; i < elements; ++i)
        a[i] = b[i] + factor * c[i];
      const double time = omp_get_wtime() - begin;
      if (time < best)
        best = time;
    }
  if (a[elements / 2] < 0) /* the arrays are used, so the loops stay */
    printf(" ");
  free(a);
  free(b);
  free(c);
  return 24. * (double)elements / best;
}

/* Floating-point operations per second of `threads` threads; a multiply-add counts as two. */
#define MULTIPLY_ADDS(name, Lanes, Number)                                                                   \
  static double name(int threads)                                                                            \
  {                                                                                                          \
    double best = 1e30;                                                                                      \
    volatile Number keep = 0;                                                                                \
    omp_set_num_threads(threads);                                                                            \
    for (int round = 0; round < 5; ++round)                                                                  \
      {                                                                                                      \
        const double begin = omp_get_wtime();                                                                \
        _Pragma("omp parallel")                                                                              \
        {                                                                                                    \
          Lanes chain[CHAINS], factor = {0}, shift = {0};                                                    \
          factor += (Number)(.5 + .01 * round);                                                              \
          shift += (Number)(1 + omp_get_thread_num());                                                       \
          _Pragma("GCC unroll 12") for (int k = 0; k < CHAINS; ++k) chain[k] = shift * (Number)k;            \
          for (long i = 0; i < steps; ++i)                                                                   \
            _Pragma("GCC unroll 12") for (int k = 0; k < CHAINS; ++k)                                        \
            {                                                                                                \
              chain[k] = chain[k] * factor + shift;                                                          \
              __asm__ volatile("" : "+v"(chain[k])); /* every step is done, none is moved out of the loop */ \
            }                                                                                                \
          Lanes sum = {0};                                                                                   \
          _Pragma("GCC unroll 12") for (int k = 0; k < CHAINS; ++k) sum += chain[k];                         \
          keep = keep + sum[0];                                                                              \
        }                                                                                                    \
        const double time = omp_get_wtime() - begin;                                                         \
        if (time < best)                                                                                     \
          best = time;                                                                                       \
      }                                                                                                      \
    return 2. * CHAINS * (sizeof(Lanes) / sizeof(Number)) * (double)steps * threads / best;                  \
  }
MULTIPLY_ADDS(multiply_adds_double, DoubleLanes, double)
MULTIPLY_ADDS(multiply_adds_single, SingleLanes, float)

int main(int argc, char **argv)
{
  const int cores = argc > 1 ? atoi(argv[1]) : 2;
  if (cores < 1)
    {
      fprintf(stderr, "usage: machine_limits CORES\n");
      return 2;
    }
  printf("{\"cores\": %d, \"register_bytes\": %d,\n", cores, REGISTER_BYTES);
  printf(" \"triad\": {\"one_core\": %.6g, \"all_cores\": %.6g},\n", triad(1), triad(cores));
  printf(" \"operations_double\": {\"one_core\": %.6g, \"all_cores\": %.6g},\n", multiply_adds_double(1), multiply_adds_double(cores));
  printf(" \"operations_single\": {\"one_core\": %.6g, \"all_cores\": %.6g}}\n", multiply_adds_single(1), multiply_adds_single(cores));
  return 0;
}
