#pragma once

#include <solver/base/name_table.h>
#include <solver/input/text/document.h>
#include <solver/input/text/units.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::input
{
  struct Type;
  using TypePointer = std::shared_ptr<const Type>;

  /// Numbers that a value may take, in SI units.
  struct Range
  {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    bool above_min = false; ///< min itself is excluded
    bool below_max = false; ///< max itself is excluded
  };

  constexpr Range any_number = {};
  constexpr Range positive = {0, std::numeric_limits<double>::infinity(), true, false};
  /// Moduli of elasticity [Pa]: from the softest gels to bodies that are meant to be rigid, a hundred times as stiff as diamond.
  constexpr Range solid_modulus = {100, 1e14, false, false};
  /// Coefficients of expansion [1/K].
  constexpr Range solid_expansion = {-1e-3, 2e-3, false, false};

  // Bounds of input values. They are wide: they refuse wrong units and values that no package has, not designs.

  /// Temperatures [K]: above absolute zero, up to 2,000 degC, where nothing of a package is solid.
  constexpr Range plausible_temperature = {0, 2273.15, true, false};
  /// Sizes of parts and of cells [m]: up to beyond any panel. What is too thin for its package is refused where the package is known.
  constexpr Range plausible_size = {0, 10, true, false};
  /// Coordinates and displacements [m].
  constexpr Range plausible_place = {-10, 10, false, false};
  /// Power [W]: a processor as large as a wafer takes 2e4 W.
  constexpr Range plausible_power = {0, 1e6, false, false};
  /// Film coefficients [W/(m2 K)]: radiation between bright metals has 1e-2, boiling and jets of liquid up to 1e6.
  constexpr Range plausible_film = {1e-6, 1e8, false, false};
  /// Conductivities [W/(m K)]: evacuated powders have 1e-3, a vapour chamber taken as a solid up to 1e5.
  constexpr Range plausible_conductivity = {1e-4, 1e6, false, false};
  /// Densities [kg/m3]: aerogels have 1, osmium 22,590.
  constexpr Range plausible_density = {1e-2, 1e5, false, false};
  /// Specific heats [J/(kg K)]: heavy metals have 100, water 4,200.
  constexpr Range plausible_specific_heat = {1, 1e5, false, false};
  /// Accelerations [m/s2]: shock and centrifuge tests reach 1e6.
  constexpr Range plausible_acceleration = {-1e8, 1e8, false, false};
  /// Pressures on faces [Pa]: no material of a package carries 1e10.
  constexpr Range plausible_load = {-1e11, 1e11, false, false};
  /// Durations [s]: up to 300 years.
  constexpr Range plausible_duration = {0, 1e10, true, false};

  constexpr Range not_negative = {0, std::numeric_limits<double>::infinity(), false, false};

  bool is_within(const Range &range, double value);

  /// One key of a map.
  struct Key
  {
    std::string name;
    TypePointer type;
    bool required = false;
    std::string default_text; ///< as it would be written; empty: none. Only numerics have one
    std::string description;
    std::vector<std::string> only_with = {}; ///< values of the map's selector with which the key is used; empty: all
  };

  /// Of these sets of keys exactly one must be given, whole; or at most one, if it is optional.
  struct Alternatives
  {
    std::vector<std::vector<std::string>> sets;
    bool optional = false;
    std::string only_with = ""; ///< value of the map's selector for which the rule holds; empty: all
  };

  /// What may stand at one place of the input. The tables of such types (case_schema.cc, card_schema.cc) drive the checks, the
  /// JSON Schema, and through it the reference in the documentation.
  struct Type
  {
    enum class Kind
    {
      quantity, ///< number with unit of `dimension` within `range`
      integer,  ///< within `range`
      number,   ///< a pure number of the numerics
      boolean,
      text,
      name,   ///< a word that others refer to
      choice, ///< one of `words`
      list,   ///< of `item`, from `min_items` to `max_items` of them
      map,    ///< of `keys`
      named,  ///< map with names of the user's own, each of `item`
      any_of, ///< one of `options`: told apart by form; among scalars a choice comes before all else, and quantities differ by their unit
      null    ///< null or ~: removes an inherited value
    };

    Kind kind;
    Dimension dimension = Dimension::fraction;
    Range range = {};
    std::vector<Word> words = {};
    TypePointer item = nullptr;
    std::size_t min_items = 0, max_items = std::numeric_limits<std::size_t>::max();
    std::vector<Key> keys = {};
    std::string selector = ""; ///< key of a map whose value decides which other keys are used
    std::vector<Alternatives> rules = {};
    bool complete = true; ///< false: a map that overrides another, so nothing in it is required
    std::vector<TypePointer> options = {};
    std::string definition = ""; ///< name in $defs of the JSON Schema; empty: written in place
    std::string refers_to = "";  ///< what a name refers to: "material", "layer", "part"

    const Key *find(const std::string &key) const;
  };

  TypePointer quantity(Dimension dimension, Range range = any_number);
  TypePointer absolute_temperature();
  TypePointer integer(double min, double max = 1e9);
  TypePointer number(Range range);
  TypePointer boolean();
  TypePointer text();
  TypePointer name();
  TypePointer reference(const std::string &to);
  TypePointer choice(std::vector<Word> words);
  TypePointer list(TypePointer item, std::size_t min_items = 0, std::size_t max_items = std::numeric_limits<std::size_t>::max());
  TypePointer map(std::vector<Key> keys, std::vector<Alternatives> rules = {}, std::string selector = "");
  TypePointer named(TypePointer item);
  TypePointer any_of(std::vector<TypePointer> options);
  TypePointer null();
  TypePointer defined(const std::string &definition, TypePointer type);

  /// Whether a node is a list, a map, a scalar or nothing, as the type asks.
  bool has_form(const Type &type, const Node &node);

  bool is_word_of(const Type &choice, const std::string &text);

  /// "at least 1 and at most 4".
  std::string to_string(const Range &range);

  /// The option of an any_of that a node means; the type itself for all other kinds. Null when no option has the node's form.
  const Type *resolve(const Type &type, const Node &node);

  /// "a length such as 250 um", "one of auto or none": what belongs at a place of this type.
  std::string expectation(const Type &type);

  /// Checks a node against a type. Throws InputError at the first thing that is wrong; it names keys as the user wrote them.
  void check(const Node &node, const Type &type, const std::string &path);
} // namespace sagitta::input
