/* Counts the messages of an MPI program without changing it: preloaded, it stands between the program and the MPI library.
 *
 *   mpicc -O2 -shared -fPIC message_counter.c -o message_counter.so
 *   mpirun -np 2 -x LD_PRELOAD=message_counter.so -x MESSAGE_COUNTS=DIRECTORY PROGRAM
 *
 * Every rank writes DIRECTORY/messages.RANK.json when it finalises MPI: calls and bytes sent by this rank, by kind of call, told apart by
 * the language that calls. MPI's Fortran functions do not pass through its C functions, so "c" is the program, its C and C++ libraries,
 * and "fortran" the direct solver (MUMPS is written in Fortran). A collective counts the bytes that this rank puts in. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum Language { language_c, language_fortran, n_languages };
enum Kind { point_to_point, reduction, broadcast, gather, exchange, barrier, n_kinds };

static const char *const language_names[n_languages] = {"c", "fortran"};
static const char *const kind_names[n_kinds] = {"point_to_point", "reduction", "broadcast", "gather", "all_to_all", "barrier"};

static struct
{
  unsigned long long calls;
  double bytes;
} counts[n_languages][n_kinds];

static void note(enum Language language, enum Kind kind, MPI_Comm communicator, double number, MPI_Datatype type)
{
  int size = 1, bytes = 0;
  PMPI_Comm_size(communicator, &size);
  if (size < 2)
    return; /* nothing leaves the rank */
  if (type != MPI_DATATYPE_NULL)
    PMPI_Type_size(type, &bytes);
  ++counts[language][kind].calls;
  counts[language][kind].bytes += number * bytes;
}

/* ---- C: point to point ---- */

#define SEND(name)                                                                                                      \
  int MPI_##name(const void *buffer, int number, MPI_Datatype type, int to, int tag, MPI_Comm communicator)             \
  {                                                                                                                     \
    if (to != MPI_PROC_NULL)                                                                                            \
      note(language_c, point_to_point, communicator, number, type);                                                     \
    return PMPI_##name(buffer, number, type, to, tag, communicator);                                                    \
  }
SEND(Send)
SEND(Ssend)
SEND(Rsend)

#define ISEND(name)                                                                                                     \
  int MPI_##name(const void *buffer, int number, MPI_Datatype type, int to, int tag, MPI_Comm communicator,             \
                 MPI_Request *request)                                                                                  \
  {                                                                                                                     \
    if (to != MPI_PROC_NULL)                                                                                            \
      note(language_c, point_to_point, communicator, number, type);                                                     \
    return PMPI_##name(buffer, number, type, to, tag, communicator, request);                                           \
  }
ISEND(Isend)
ISEND(Issend)
ISEND(Irsend)

int MPI_Sendrecv(const void *out, int n_out, MPI_Datatype type_out, int to, int tag_out, void *in, int n_in, MPI_Datatype type_in,
                 int from, int tag_in, MPI_Comm communicator, MPI_Status *status)
{
  if (to != MPI_PROC_NULL)
    note(language_c, point_to_point, communicator, n_out, type_out);
  return PMPI_Sendrecv(out, n_out, type_out, to, tag_out, in, n_in, type_in, from, tag_in, communicator, status);
}

/* Persistent requests: what was announced is sent at every start. */
#define MAX_PERSISTENT 4096
static struct
{
  MPI_Request request;
  MPI_Comm communicator;
  MPI_Datatype type;
  int number;
} persistent[MAX_PERSISTENT];
static int n_persistent = 0;

int MPI_Send_init(const void *buffer, int number, MPI_Datatype type, int to, int tag, MPI_Comm communicator, MPI_Request *request)
{
  const int result = PMPI_Send_init(buffer, number, type, to, tag, communicator, request);
  if (to != MPI_PROC_NULL && n_persistent < MAX_PERSISTENT)
    {
      persistent[n_persistent].request = *request;
      persistent[n_persistent].communicator = communicator;
      persistent[n_persistent].type = type;
      persistent[n_persistent].number = number;
      ++n_persistent;
    }
  return result;
}

static void note_start(MPI_Request request)
{
  for (int i = n_persistent - 1; i >= 0; --i)
    if (persistent[i].request == request)
      {
        note(language_c, point_to_point, persistent[i].communicator, persistent[i].number, persistent[i].type);
        return;
      }
}

int MPI_Start(MPI_Request *request)
{
  note_start(*request);
  return PMPI_Start(request);
}

int MPI_Startall(int n, MPI_Request requests[])
{
  for (int i = 0; i < n; ++i)
    note_start(requests[i]);
  return PMPI_Startall(n, requests);
}

/* ---- C: collective ---- */

int MPI_Allreduce(const void *in, void *out, int number, MPI_Datatype type, MPI_Op op, MPI_Comm communicator)
{
  note(language_c, reduction, communicator, number, type);
  return PMPI_Allreduce(in, out, number, type, op, communicator);
}

int MPI_Iallreduce(const void *in, void *out, int number, MPI_Datatype type, MPI_Op op, MPI_Comm communicator, MPI_Request *request)
{
  note(language_c, reduction, communicator, number, type);
  return PMPI_Iallreduce(in, out, number, type, op, communicator, request);
}

int MPI_Reduce(const void *in, void *out, int number, MPI_Datatype type, MPI_Op op, int root, MPI_Comm communicator)
{
  note(language_c, reduction, communicator, number, type);
  return PMPI_Reduce(in, out, number, type, op, root, communicator);
}

int MPI_Exscan(const void *in, void *out, int number, MPI_Datatype type, MPI_Op op, MPI_Comm communicator)
{
  note(language_c, reduction, communicator, number, type);
  return PMPI_Exscan(in, out, number, type, op, communicator);
}

int MPI_Scan(const void *in, void *out, int number, MPI_Datatype type, MPI_Op op, MPI_Comm communicator)
{
  note(language_c, reduction, communicator, number, type);
  return PMPI_Scan(in, out, number, type, op, communicator);
}

int MPI_Bcast(void *buffer, int number, MPI_Datatype type, int root, MPI_Comm communicator)
{
  note(language_c, broadcast, communicator, number, type);
  return PMPI_Bcast(buffer, number, type, root, communicator);
}

int MPI_Allgather(const void *out, int n_out, MPI_Datatype type_out, void *in, int n_in, MPI_Datatype type_in, MPI_Comm communicator)
{
  note(language_c, gather, communicator, n_in, type_in);
  return PMPI_Allgather(out, n_out, type_out, in, n_in, type_in, communicator);
}

int MPI_Allgatherv(const void *out, int n_out, MPI_Datatype type_out, void *in, const int n_in[], const int places[],
                   MPI_Datatype type_in, MPI_Comm communicator)
{
  int rank = 0;
  PMPI_Comm_rank(communicator, &rank);
  note(language_c, gather, communicator, n_in[rank], type_in);
  return PMPI_Allgatherv(out, n_out, type_out, in, n_in, places, type_in, communicator);
}

int MPI_Gather(const void *out, int n_out, MPI_Datatype type_out, void *in, int n_in, MPI_Datatype type_in, int root,
               MPI_Comm communicator)
{
  if (out == MPI_IN_PLACE)
    note(language_c, gather, communicator, n_in, type_in);
  else
    note(language_c, gather, communicator, n_out, type_out);
  return PMPI_Gather(out, n_out, type_out, in, n_in, type_in, root, communicator);
}

int MPI_Gatherv(const void *out, int n_out, MPI_Datatype type_out, void *in, const int n_in[], const int places[], MPI_Datatype type_in,
                int root, MPI_Comm communicator)
{
  if (out != MPI_IN_PLACE)
    note(language_c, gather, communicator, n_out, type_out);
  else
    note(language_c, gather, communicator, 0, type_in);
  return PMPI_Gatherv(out, n_out, type_out, in, n_in, places, type_in, root, communicator);
}

int MPI_Scatter(const void *out, int n_out, MPI_Datatype type_out, void *in, int n_in, MPI_Datatype type_in, int root,
                MPI_Comm communicator)
{
  note(language_c, gather, communicator, in == MPI_IN_PLACE ? 0 : n_in, in == MPI_IN_PLACE ? MPI_DATATYPE_NULL : type_in);
  return PMPI_Scatter(out, n_out, type_out, in, n_in, type_in, root, communicator);
}

int MPI_Scatterv(const void *out, const int n_out[], const int places[], MPI_Datatype type_out, void *in, int n_in,
                 MPI_Datatype type_in, int root, MPI_Comm communicator)
{
  note(language_c, gather, communicator, in == MPI_IN_PLACE ? 0 : n_in, in == MPI_IN_PLACE ? MPI_DATATYPE_NULL : type_in);
  return PMPI_Scatterv(out, n_out, places, type_out, in, n_in, type_in, root, communicator);
}

int MPI_Alltoall(const void *out, int n_out, MPI_Datatype type_out, void *in, int n_in, MPI_Datatype type_in, MPI_Comm communicator)
{
  int size = 1;
  PMPI_Comm_size(communicator, &size);
  note(language_c, exchange, communicator, (double)n_in * size, type_in);
  return PMPI_Alltoall(out, n_out, type_out, in, n_in, type_in, communicator);
}

int MPI_Alltoallv(const void *out, const int n_out[], const int from[], MPI_Datatype type_out, void *in, const int n_in[],
                  const int to[], MPI_Datatype type_in, MPI_Comm communicator)
{
  int size = 1;
  double number = 0;
  PMPI_Comm_size(communicator, &size);
  for (int i = 0; i < size; ++i)
    number += n_in[i];
  note(language_c, exchange, communicator, number, type_in);
  return PMPI_Alltoallv(out, n_out, from, type_out, in, n_in, to, type_in, communicator);
}

int MPI_Barrier(MPI_Comm communicator)
{
  note(language_c, barrier, communicator, 0, MPI_DATATYPE_NULL);
  return PMPI_Barrier(communicator);
}

int MPI_Ibarrier(MPI_Comm communicator, MPI_Request *request)
{
  note(language_c, barrier, communicator, 0, MPI_DATATYPE_NULL);
  return PMPI_Ibarrier(communicator, request);
}

/* ---- Fortran ---- */

static void note_fortran(enum Kind kind, const MPI_Fint *communicator, const MPI_Fint *number, const MPI_Fint *type)
{
  note(language_fortran, kind, PMPI_Comm_f2c(*communicator), number ? *number : 0, type ? PMPI_Type_f2c(*type) : MPI_DATATYPE_NULL);
}

#define FORTRAN_SEND(name)                                                                                              \
  void pmpi_##name##_(void *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *);                  \
  void mpi_##name##_(void *buffer, MPI_Fint *number, MPI_Fint *type, MPI_Fint *to, MPI_Fint *tag, MPI_Fint *comm,       \
                     MPI_Fint *error)                                                                                   \
  {                                                                                                                     \
    note_fortran(point_to_point, comm, number, type);                                                                   \
    pmpi_##name##_(buffer, number, type, to, tag, comm, error);                                                         \
  }
FORTRAN_SEND(send)
FORTRAN_SEND(ssend)

#define FORTRAN_ISEND(name)                                                                                             \
  void pmpi_##name##_(void *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *);      \
  void mpi_##name##_(void *buffer, MPI_Fint *number, MPI_Fint *type, MPI_Fint *to, MPI_Fint *tag, MPI_Fint *comm,       \
                     MPI_Fint *request, MPI_Fint *error)                                                                \
  {                                                                                                                     \
    note_fortran(point_to_point, comm, number, type);                                                                   \
    pmpi_##name##_(buffer, number, type, to, tag, comm, request, error);                                                \
  }
FORTRAN_ISEND(isend)
FORTRAN_ISEND(issend)

void pmpi_allreduce_(void *, void *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *);
void mpi_allreduce_(void *in, void *out, MPI_Fint *number, MPI_Fint *type, MPI_Fint *op, MPI_Fint *comm, MPI_Fint *error)
{
  note_fortran(reduction, comm, number, type);
  pmpi_allreduce_(in, out, number, type, op, comm, error);
}

void pmpi_reduce_(void *, void *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *);
void mpi_reduce_(void *in, void *out, MPI_Fint *number, MPI_Fint *type, MPI_Fint *op, MPI_Fint *root, MPI_Fint *comm, MPI_Fint *error)
{
  note_fortran(reduction, comm, number, type);
  pmpi_reduce_(in, out, number, type, op, root, comm, error);
}

void pmpi_bcast_(void *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *, MPI_Fint *);
void mpi_bcast_(void *buffer, MPI_Fint *number, MPI_Fint *type, MPI_Fint *root, MPI_Fint *comm, MPI_Fint *error)
{
  note_fortran(broadcast, comm, number, type);
  pmpi_bcast_(buffer, number, type, root, comm, error);
}

void pmpi_barrier_(MPI_Fint *, MPI_Fint *);
void mpi_barrier_(MPI_Fint *comm, MPI_Fint *error)
{
  note_fortran(barrier, comm, NULL, NULL);
  pmpi_barrier_(comm, error);
}

/* ---- the report ---- */

static void write_report(void)
{
  const char *directory = getenv("MESSAGE_COUNTS");
  int rank = 0, size = 1;
  char name[4096];
  PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
  PMPI_Comm_size(MPI_COMM_WORLD, &size);
  if (!directory || snprintf(name, sizeof name, "%s/messages.%d.json", directory, rank) >= (int)sizeof name)
    return;
  FILE *file = fopen(name, "w");
  if (!file)
    {
      fprintf(stderr, "message_counter: %s cannot be written\n", name);
      return;
    }
  fprintf(file, "{\"rank\": %d, \"ranks\": %d", rank, size);
  for (int language = 0; language < n_languages; ++language)
    {
      fprintf(file, ",\n \"%s\": {", language_names[language]);
      for (int kind = 0; kind < n_kinds; ++kind)
        fprintf(file, "%s\"%s\": {\"calls\": %llu, \"bytes\": %.17g}", kind ? ", " : "", kind_names[kind], counts[language][kind].calls,
                counts[language][kind].bytes);
      fprintf(file, "}");
    }
  fprintf(file, "}\n");
  fclose(file);
}

int MPI_Finalize(void)
{
  write_report();
  return PMPI_Finalize();
}
