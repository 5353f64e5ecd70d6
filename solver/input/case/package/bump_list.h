#pragma once

#include <meshing/families/bump_sites.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

#include <optional>
#include <vector>

namespace sagitta::input
{
  /// The sites of a list of bumps, package.bumps[].list, moved by `center`. `diameter` [m] is that of sites whose list and padstack give
  /// none.
  /// Throws InputError for a file without a line of the needed headings, a number that cannot be read, a name that is given twice, an
  /// unknown padstack, and a diameter that is missing.
  std::vector<meshing::BumpSite> read_bump_list(const Value &array, const TableFiles &files, const std::optional<double> &diameter);
} // namespace sagitta::input
