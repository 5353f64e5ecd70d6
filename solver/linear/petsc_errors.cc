#include <solver/linear/petsc_errors.h>

#include <cstdarg>
#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>

namespace sagitta::linear
{
  namespace
  {
    // PETSc's handlers are C functions without an owner.
    std::string &last_message()
    {
      static std::string message;
      return message;
    }

    /// PETSc prints each line of a message behind a heading of its own; the line that says what is wrong follows its general name.
    PetscErrorCode keep_printed(const char format[], ...)
    {
      char line[1024];
      va_list arguments;
      va_start(arguments, format);
      std::vsnprintf(line, sizeof line, format, arguments);
      va_end(arguments);
      std::string text = line;
      text.erase(text.find_last_not_of(" \n") + 1);
      // Banners, advice and the call stack do not help the user.
      static unsigned lines = 0;
      if (lines < 2 && !text.empty() && text[0] != '-' && text.compare(0, 4, "See ") != 0)
        last_message() += (lines++ == 0 ? "" : ": ") + text;
      return 0;
    }

    /// Did memory run short? PETSc 3.18 passes on the number of a line of its own instead of PETSC_ERR_MEM where an allocation fails.
    bool &was_short_of_memory()
    {
      static bool was_short = false;
      return was_short;
    }

    PetscErrorCode keep_message(MPI_Comm, int, const char *function, const char *, PetscErrorCode code, PetscErrorType type,
                                const char *message, void *)
    {
      // Every function in the call stack repeats the error; the first message has the cause.
      if (type == PETSC_ERROR_INITIAL)
        {
          last_message() = message ? message : "";
          was_short_of_memory() = code == PETSC_ERR_MEM || (function && std::string(function).compare(0, 11, "PetscMalloc") == 0);
        }
      return code;
    }
  } // namespace

  void collect_start_errors()
  {
    PetscErrorPrintf = keep_printed;
  }

  std::string start_error()
  {
    return last_message();
  }

  void take_over_petsc_errors()
  {
    PetscErrorPrintf = PetscErrorPrintfDefault;
    PetscPushErrorHandler(keep_message, nullptr);
  }

  void check(PetscErrorCode code, const char *what)
  {
    if (code == 0)
      return;
    std::string message = last_message();
    for (char &c : message)
      if (c == '\n')
        c = ' ';
    const std::string sentence = std::string("PETSc failed to ") + what + (message.empty() ? "" : ": " + message);
    if (code == PETSC_ERR_MEM || was_short_of_memory())
      throw std::bad_alloc();
    if (code == PETSC_ERR_ARG_UNKNOWN_TYPE) // the program itself uses valid names only
      throw OptionError(sentence);
    throw std::runtime_error(sentence);
  }

  std::vector<std::string> unused_options()
  {
    PetscInt n = 0;
    char **names = nullptr, **values = nullptr;
    check(PetscOptionsLeftGet(nullptr, &n, &names, &values), "list its options");
    std::vector<std::string> unused;
    for (PetscInt i = 0; i < n; ++i)
      unused.push_back(std::string("-") + names[i]);
    check(PetscOptionsLeftRestore(nullptr, &n, &names, &values), "list its options");
    return unused;
  }
} // namespace sagitta::linear
