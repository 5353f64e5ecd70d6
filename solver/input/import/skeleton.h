#pragma once

#include <solver/input/text/document.h>
#include <solver/input/text/files.h>
#include <solver/input/text/made_nodes.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// A case that a file of another program describes in part. What the file does not say is a gap (gap_text()).
  struct Skeleton
  {
    Node root;
    std::map<std::string, std::string> files = {}; ///< that the case names and that lie beside it, by name
    std::vector<std::string> remarks = {};         ///< sentences: what the file has and the case does not, and what was odd
  };

  /// What is imported, and how the files beside it are reached.
  struct ImportSource
  {
    TextFile file;
    std::string stem;                                               ///< name of the file without folder and ending
    std::function<TextFile(const std::string &)> read_beside;       ///< a file that it names; throws InputError
    std::function<std::string(const std::string &)> path_from_case; ///< how the case names such a file
  };

  Node gap_node(const std::string &what);

  /// "250 um" of a length [m], "10 mm" from 1 mm on, with all digits that matter.
  Node length_node(double length);
  Node pair_node(double x, double y);

  /// "148 W/mK": a number with all digits that matter, and its unit.
  Node quantity_node(double value, const std::string &unit);

  /// Names of a case from those of a file: letters, digits, _ and -, at most 80, each once.
  class NameMaker
  {
  public:
    std::string operator()(const std::string &name);

  private:
    std::set<std::string> taken_;
    std::map<std::string, unsigned> numbers_; ///< of names that were there already
  };

  /// A plan of cells by the size of the package [m]: about 40 along the longer side, a number that the user may change.
  Node mesh_node(double extent);

  /// The text of a case file: what it is, its gaps as remarks, its keys.
  std::string case_file_text(const Skeleton &skeleton, const std::string &source);
} // namespace sagitta::input
