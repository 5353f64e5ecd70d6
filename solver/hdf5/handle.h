#pragma once

#include <hdf5.h>

#include <string>
#include <vector>

namespace sagitta::hdf5
{
  /// Throws FileError "HDF5 could not WHAT; is the memory exhausted?" when HDF5 answered with a negative number, its sign of an error.
  void check(long long answer, const char *what);

  template <typename Answer>
  Answer checked(Answer answer, const char *what)
  {
    check(answer, what);
    return answer;
  }

  /// Owns an HDF5 handle.
  class Handle
  {
  public:
    using Close = herr_t (*)(hid_t);
    Handle(hid_t identifier, Close close, const char *what) : identifier_(checked(identifier, what)), close_(close) {}
    ~Handle() { close_(identifier_); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    operator hid_t() const { return identifier_; }

  private:
    hid_t identifier_;
    Close close_;
  };

  /// Prevents HDF5 from printing its own stack of errors.
  class QuietErrors
  {
  public:
    QuietErrors();
    ~QuietErrors();
    QuietErrors(const QuietErrors &) = delete;
    QuietErrors &operator=(const QuietErrors &) = delete;

  private:
    H5E_auto2_t function_ = nullptr;
    void *data_ = nullptr;
  };

  /// Adds an attribute: a text in UTF-8, a number, or a list of numbers.
  void set_attribute(hid_t object, const char *name, const std::string &value);
  void set_attribute(hid_t object, const char *name, double value);
  void set_attribute(hid_t object, const char *name, int value);
  void set_attribute(hid_t object, const char *name, const std::vector<double> &values);

  /// Adds a group.
  Handle make_group(hid_t place, const char *name);

  /// Adds a list of texts in UTF-8 as a dataset.
  void write_texts(hid_t place, const char *name, const std::vector<std::string> &texts);

  /// Reads an attribute or a dataset; throws FileError "it has no NAME" when it is missing or of another kind.
  std::string read_text(hid_t object, const char *name);
  double read_number(hid_t object, const char *name);
  std::vector<std::string> read_texts(hid_t place, const char *name);
} // namespace sagitta::hdf5
