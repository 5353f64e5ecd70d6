#pragma once

#include <stdexcept>
#include <string>

namespace sagitta::process
{
  /// A material cannot take a step.
  class LawFailure : public std::runtime_error
  {
  public:
    LawFailure(unsigned material_index, const std::string &what, bool may_be_shorter)
        : std::runtime_error(what), material(material_index), may_succeed_with_shorter_step(may_be_shorter)
    {
    }

    unsigned material;
    bool may_succeed_with_shorter_step; ///< false: a value outside the law's domain
  };

  /// Calls f() for a material; what it throws becomes a LawFailure.
  template <typename F>
  auto call_law(unsigned material, const F &f)
  {
    try
      {
        return f();
      }
    catch (const std::invalid_argument &error)
      {
        throw LawFailure(material, error.what(), false);
      }
    catch (const std::runtime_error &error)
      {
        throw LawFailure(material, error.what(), true);
      }
  }
} // namespace sagitta::process
