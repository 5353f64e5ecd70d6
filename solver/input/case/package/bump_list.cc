#include <solver/input/case/package/bump_list.h>

#include <solver/base/nearest.h>
#include <solver/input/case/package/bump_headings.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/fit/table_cells.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>

namespace sagitta::input
{
  using meshing::BumpSite;

  namespace
  {
    class BumpListReader
    {
    public:
      BumpListReader(const Value &array, const TableFiles &files, const std::optional<double> &diameter)
          : array_(array), list_(array.at("list")), file_(find_file(files)), diameter_(diameter)
      {
        if (list_.has("padstacks"))
          for (const auto &[name, value] : list_.at("padstacks").entries())
            padstacks_[name] = value.number();
      }

      std::vector<BumpSite> read()
      {
        const TextFile text = without_preamble();
        const MeasuredTable table(text, columns_);
        const std::vector<double> x = column(table, "x"), y = column(table, "y");
        std::vector<double> diameters;
        if (table.has("diameter"))
          diameters = column(table, "diameter");
        const auto center = read_pair(array_, "center");
        const unsigned turns = read_quarter_turns(list_);
        const std::string &mirror = list_.at("mirror").text();
        std::unordered_map<std::string, std::size_t> rows; // by name
        std::vector<BumpSite> sites;
        sites.reserve(table.rows());
        for (std::size_t row = 0; row < table.rows(); ++row)
          {
            const std::string &name = table.text(row, "name");
            if (name.empty())
              table.fail(row, "the name is missing");
            const auto [known, is_new] = rows.emplace(name, row);
            if (!is_new)
              table.fail(row, fmt::format("the name {} is already used in line {}", name, table.line(known->second)));
            const auto at = turned({mirror == "x" ? -x[row] : x[row], mirror == "y" ? -y[row] : y[row]}, turns);
            sites.push_back({name, center.first + at.first, center.second + at.second,
                             table.has("diameter") ? diameters[row] : diameter_of(table, row),
                             table.has("net") ? table.text(row, "net") : std::string()});
            check_diameter(table, row, sites.back());
          }
        check_use(table);
        return sites;
      }

    private:
      /// A table may know the column by a heading that is none of a list's.
      std::string diameter_heading() const
      {
        const auto found = columns_.find("diameter");
        return found != columns_.end() ? found->second : "diameter";
      }

      /// Throws InputError for diameters that no bump takes.
      void check_use(const MeasuredTable &table) const
      {
        const bool has_column = table.has("diameter");
        if (has_column && list_.has("padstacks"))
          list_.at("padstacks")
              .fail(fmt::format("the column {} of {} gives the diameters, so that padstacks have no effect; leave them out",
                                diameter_heading(), file_.source));
        if (array_.has("diameter") && !takes_own_)
          array_.at("diameter")
              .fail(fmt::format("{} the diameter of every bump of {}, so that this one has no effect; leave it out, or the other",
                                has_column ? fmt::format("the column {} of {} gives", diameter_heading(), file_.source)
                                           : "padstacks of the list give",
                                array_.at("name").text()));
      }

      void check_diameter(const MeasuredTable &table, std::size_t row, const BumpSite &site) const
      {
        const Value pitch = array_.at("pitch");
        if (!(site.diameter > 0))
          table.fail(row, fmt::format("the diameter of {} is not above zero", site.name));
        if (site.diameter > pitch.number() * (1 + 1e-9))
          table.fail(row, fmt::format("the diameter {} of {} is more than the pitch of {} ({})", shown_length(site.diameter), site.name,
                                      pitch.text(), pitch.place()));
      }

      const TextFile &find_file(const TableFiles &files) const
      {
        const Value name = list_.at("file");
        const auto found = files.find(name.text());
        if (found == files.end())
          name.fail(fmt::format("the list {} was not read", name.text()));
        return found->second;
      }

      /// The columns that the case names.
      std::map<std::string, std::string> named_columns() const
      {
        std::map<std::string, std::string> named;
        if (list_.has("columns"))
          for (const char *column : {"name", "x", "y", "net", "diameter", "padstack"})
            if (list_.at("columns").has(column))
              named[column] = list_.at("columns").at(column).text();
        return named;
      }

      /// The text with the lines before the headings emptied, so that lines keep their numbers.
      TextFile without_preamble()
      {
        const std::string &text = file_.text;
        const std::map<std::string, std::string> named = named_columns();
        std::size_t begin = text.rfind("\xef\xbb\xbf", 0) == 0 ? 3 : 0, lines = 0;
        while (begin < text.size())
          {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            if (auto columns = find_bump_headings(split_cells(text.substr(begin, end - begin)), named))
              {
                columns_ = std::move(*columns);
                return {file_.source, std::string(lines, '\n') + text.substr(begin)};
              }
            begin = end + 1;
            ++lines;
          }
        std::vector<std::string> wanted;
        for (const char *column : {"name", "x", "y", "net", "diameter", "padstack"})
          if (named.count(column))
            wanted.push_back(named.at(column));
          else if (std::string(column) == "name" || std::string(column) == "x" || std::string(column) == "y")
            wanted.emplace_back(column);
        list_.at("file").fail(fmt::format("no line of {} has the headings {}; give the headings of the file in columns: {{name, x, y}}",
                                          file_.source, enumerate(wanted, "and")));
      }

      std::vector<double> column(const MeasuredTable &table, const std::string &name) const
      {
        return table.column(name, Dimension::length, list_.has("unit") ? list_.at("unit").text() : "");
      }

      double diameter_of(const MeasuredTable &table, std::size_t row)
      {
        if (!padstacks_.empty())
          {
            if (!table.has("padstack"))
              list_.at("padstacks").fail(fmt::format("the list {} has no column of padstacks; give its heading in columns", file_.source));
            const std::string &padstack = table.text(row, "padstack");
            if (const auto known = padstacks_.find(padstack); known != padstacks_.end())
              return known->second;
            if (!diameter_)
              {
                std::vector<std::string> names;
                for (const auto &[name, value] : padstacks_)
                  names.push_back(name);
                table.fail(row, fmt::format("the padstack {} of {} is not known; give its diameter in padstacks of {} ({})", padstack,
                                            table.text(row, "name"), list_.path(), list_.place()));
              }
          }
        if (!diameter_)
          array_.fail(fmt::format("the bumps {} have no diameter: give diameter here, a column diameter in {}, or padstacks with the "
                                  "diameter of each padstack",
                                  array_.at("name").text(), file_.source));
        takes_own_ = true;
        return *diameter_;
      }

      const Value array_, list_;
      const TextFile &file_;
      std::optional<double> diameter_; ///< [m]
      std::map<std::string, double> padstacks_;
      std::map<std::string, std::string> columns_; ///< headings of the list
      bool takes_own_ = false;                     ///< has a bump the diameter of the array?
    };
  } // namespace

  std::vector<BumpSite> read_bump_list(const Value &array, const TableFiles &files, const std::optional<double> &diameter)
  {
    return BumpListReader(array, files, diameter).read();
  }
} // namespace sagitta::input
