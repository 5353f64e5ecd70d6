#pragma once

#include <string>

namespace sagitta::input
{
  /// The text of a table as instruments and spreadsheets write it, in UTF-8 with line feeds: without a byte order mark; from UTF-16 where
  /// its mark says so; from Windows-1252, which contains Latin-1, where the bytes are not UTF-8; lines that end in CR or CR LF end in LF.
  std::string plain_table_text(const std::string &bytes);
} // namespace sagitta::input
