#pragma once

#include <solver/input/text/value.h>

#include <meshing/package/package.h>

#include <string>
#include <utility>

namespace sagitta::input
{
  /// "0.25 mm" of a length [m], for sentences.
  std::string shown_length(double length);

  /// x and y of a pair of lengths; zero when it is not given.
  std::pair<double, double> read_pair(const Value &parent, const std::string &key);

  /// Outline with `size` or `diameter` about the pair `center_key`.
  meshing::Outline read_outline(const Value &value, const std::string &center_key);

  /// Whether `outer` holds `inner`, up to a rounding error of 1e-9 of its size.
  bool holds(const meshing::Outline &outer, const meshing::Rectangle &inner);
  bool holds(const meshing::Outline &outer, const meshing::Disc &inner);

  meshing::Rectangle rectangle(std::pair<double, double> center, std::pair<double, double> size);

  /// The key `rotation` as a number of quarter turns, 0 to 3. Throws InputError for other angles.
  unsigned read_quarter_turns(const Value &parent);

  /// A point (x, y) turned by quarter turns about the origin.
  std::pair<double, double> turned(std::pair<double, double> point, unsigned quarter_turns);

  std::pair<double, double> turned_size(std::pair<double, double> size, unsigned quarter_turns);
} // namespace sagitta::input
