#include <solver/linear/petsc_errors.h>

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

    PetscErrorCode keep_message(MPI_Comm, int, const char *, const char *, PetscErrorCode code, PetscErrorType type, const char *message,
                                void *)
    {
      // Every function in the call stack repeats the error; the first message has the cause.
      if (type == PETSC_ERROR_INITIAL)
        last_message() = message ? message : "";
      return code;
    }
  } // namespace

  void take_over_petsc_errors()
  {
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
    if (code == PETSC_ERR_ARG_UNKNOWN_TYPE) // the program itself uses valid names only
      throw OptionError(sentence);
    throw std::runtime_error(sentence);
  }
} // namespace sagitta::linear
