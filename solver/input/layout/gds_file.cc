#include <solver/input/layout/gds_file.h>

#include <solver/base/errors.h>
#include <solver/input/layout/gds_records.h>

#include <materials/pi.h>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace sagitta::input
{
  namespace
  {
    using meshing::LayoutPoint;
    using Tag = GdsRecord::Tag;

    /// One element of a cell while its records are read.
    struct Element
    {
      Tag kind;
      std::size_t offset; ///< of its first record
      std::optional<int> layer, type;
      std::vector<LayoutPoint> points;
      std::string cell;
      std::int64_t width = 0;
      int path_type = 0;
      std::array<double, 2> extensions = {{0, 0}};
      bool is_mirrored = false;
      double scale = 1, angle = 0; ///< [deg]
      std::int64_t columns = 1, rows = 1;
    };

    class LibraryReader
    {
    public:
      LibraryReader(const std::string &source, const std::string &bytes) : records_(source, bytes) { library_.source = source; }

      GdsLibrary read()
      {
        if (const auto first = records_.next(); !first || first->tag != Tag::header)
          records_.fail(0, "the file does not begin as GDSII does, with a HEADER record; give a GDSII stream file");
        while (const auto record = records_.next())
          {
            if (record->tag == Tag::end_library)
              return finish();
            if (record->tag == Tag::units)
              read_units(*record);
            else if (record->tag == Tag::begin_structure)
              read_cell();
          }
        records_.fail(records_.size(), "the file ends before its ENDLIB record: it is incomplete");
      }

    private:
      GdsLibrary finish()
      {
        if (!(library_.database_unit > 0))
          records_.fail(records_.size(), "the file has no UNITS record, so that the unit of its lengths is not known");
        if (library_.cells.empty())
          records_.fail(records_.size(), "the library has no structures, so that there is no layout");
        return std::move(library_);
      }

      void read_units(const GdsRecord &record)
      {
        library_.database_unit = records_.real(record, 1);
        if (!(library_.database_unit >= 1e-15 && library_.database_unit <= 1e-2))
          records_.fail(record.offset, fmt::format("a database unit of {:g} m is not plausible", library_.database_unit));
      }

      void read_cell()
      {
        GdsCell cell;
        while (const auto record = records_.next())
          switch (record->tag)
            {
            case Tag::structure_name:
              cell.name = records_.text(*record);
              break;
            case Tag::end_structure:
              library_.cells.push_back(std::move(cell));
              return;
            case Tag::boundary:
            case Tag::path:
            case Tag::structure_reference:
            case Tag::array_reference:
            case Tag::text:
            case Tag::node:
            case Tag::box:
              read_element(*record, cell);
              break;
            case Tag::end_library:
              records_.fail(record->offset, fmt::format("the structure {} does not end before the library does", cell.name));
            default:
              break;
            }
        records_.fail(records_.size(), fmt::format("the file ends within the structure {}: it is incomplete", cell.name));
      }

      void read_element(const GdsRecord &first, GdsCell &cell)
      {
        Element element;
        element.kind = first.tag;
        element.offset = first.offset;
        while (const auto record = records_.next())
          {
            if (record->tag == Tag::end_element)
              return add(element, cell);
            read_property(*record, element);
          }
        records_.fail(records_.size(), fmt::format("the file ends within the structure {}: it is incomplete", cell.name));
      }

      void read_property(const GdsRecord &record, Element &element)
      {
        switch (record.tag)
          {
          case Tag::layer:
            element.layer = records_.small(record, 0);
            break;
          case Tag::data_type:
          case Tag::box_type:
            element.type = records_.small(record, 0);
            break;
          case Tag::width:
            element.width = records_.number(record, 0);
            break;
          case Tag::points:
            for (std::size_t i = 0; i < record.n_bytes / 8; ++i)
              element.points.push_back({{double(records_.number(record, 2 * i)), double(records_.number(record, 2 * i + 1))}});
            break;
          case Tag::reference_name:
            element.cell = records_.text(record);
            break;
          case Tag::columns_and_rows:
            element.columns = records_.small(record, 0);
            element.rows = records_.small(record, 1);
            break;
          case Tag::transformation:
            element.is_mirrored = (static_cast<unsigned>(records_.small(record, 0)) & 0x8000u) != 0;
            break;
          case Tag::magnification:
            element.scale = records_.real(record, 0);
            break;
          case Tag::angle:
            element.angle = records_.real(record, 0);
            break;
          case Tag::path_type:
            element.path_type = records_.small(record, 0);
            break;
          case Tag::begin_extension:
          case Tag::end_extension:
            element.extensions[record.tag == Tag::begin_extension ? 0 : 1] = records_.number(record, 0);
            break;
          case Tag::boundary:
          case Tag::path:
          case Tag::structure_reference:
          case Tag::array_reference:
          case Tag::end_structure:
          case Tag::end_library:
            records_.fail(record.offset, "an element begins or a structure ends before the element before it has ended (ENDEL)");
          default:
            break;
          }
      }

      void add(Element &element, GdsCell &cell)
      {
        switch (element.kind)
          {
          case Tag::boundary:
          case Tag::box:
          case Tag::path:
            add_shape(element, cell);
            break;
          case Tag::structure_reference:
          case Tag::array_reference:
            add_reference(element, cell);
            break;
          default:
            break; // texts and nodes are no metal
          }
      }

      void add_shape(Element &element, GdsCell &cell)
      {
        if (!element.layer || !element.type)
          records_.fail(element.offset, fmt::format("a shape of the structure {} has no layer or no datatype", cell.name));
        GdsShape shape{{*element.layer, *element.type}, std::move(element.points)};
        if (element.kind == Tag::path)
          {
            using meshing::PathEnd;
            if (element.width == 0)
              return; // a line without width is no metal
            meshing::LayoutPath path{{}, std::abs(double(element.width)), PathEnd::flush, {{0, 0}}};
            shape.has_absolute_width = element.width < 0;
            if (element.path_type == 1)
              path.end = PathEnd::round;
            else if (element.path_type == 2)
              path = {{}, path.width, PathEnd::extended, {{path.width / 2, path.width / 2}}};
            else if (element.path_type == 4)
              path = {{}, path.width, PathEnd::extended, element.extensions};
            else if (element.path_type != 0)
              records_.fail(element.offset, fmt::format("a path has the type {}; only 0, 1, 2 and 4 are supported", element.path_type));
            shape.path = path;
          }
        else
          {
            if (!shape.points.empty() && shape.points.front() == shape.points.back())
              shape.points.pop_back();
            if (shape.points.size() < 3)
              return;
          }
        cell.shapes.push_back(std::move(shape));
      }

      void add_reference(const Element &element, GdsCell &cell)
      {
        const std::size_t n = element.kind == Tag::array_reference ? 3 : 1;
        if (element.points.size() != n || element.cell.empty())
          records_.fail(element.offset,
                        fmt::format("a reference in the structure {} has no name, or not {} point{}", cell.name, n, n == 1 ? "" : "s"));
        if (!(element.scale > 0 && element.scale < 1e6) || !(std::abs(element.angle) < 1e6))
          records_.fail(element.offset, fmt::format("a reference in the structure {} has an implausible scale or angle", cell.name));
        GdsReference reference;
        reference.cell = element.cell;
        reference.placement = {element.points[0], element.angle * materials::pi / 180, element.is_mirrored, element.scale};
        if (n == 3)
          {
            if (element.columns < 1 || element.rows < 1)
              records_.fail(element.offset, fmt::format("an array in the structure {} has no columns or no rows", cell.name));
            reference.columns = static_cast<std::uint32_t>(element.columns);
            reference.rows = static_cast<std::uint32_t>(element.rows);
            for (unsigned d = 0; d < 2; ++d)
              {
                reference.column_step[d] = (element.points[1][d] - element.points[0][d]) / double(element.columns);
                reference.row_step[d] = (element.points[2][d] - element.points[0][d]) / double(element.rows);
              }
          }
        cell.references.push_back(std::move(reference));
      }

      GdsRecords records_;
      GdsLibrary library_;
    };
  } // namespace

  std::string shown_layer(const GdsLayer &layer)
  {
    return fmt::format("{}/{}", layer.first, layer.second);
  }

  GdsLibrary parse_gds(const std::string &source, const std::string &bytes)
  {
    return LibraryReader(source, bytes).read();
  }
} // namespace sagitta::input
