#include <solver/output/tile_files.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>
#include <png.h>
#include <vtkCellData.h>
#include <vtkCellType.h>
#include <vtkDoubleArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLUnstructuredGridWriter.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace sagitta::output
{
  namespace
  {
    void add_points(const TileValues &tiles, vtkUnstructuredGrid &grid)
    {
      vtkNew<vtkPoints> points;
      points->SetDataTypeToDouble();
      const auto &[x_min, x_max, y_min, y_max] = tiles.box;
      for (unsigned j = 0; j <= tiles.n_y; ++j)
        for (unsigned i = 0; i <= tiles.n_x; ++i)
          points->InsertNextPoint(x_min + (x_max - x_min) * i / tiles.n_x, y_min + (y_max - y_min) * j / tiles.n_y, 0);
      grid.SetPoints(points);
    }

    void add_tiles(const TileValues &tiles, vtkUnstructuredGrid &grid)
    {
      const vtkIdType stride = vtkIdType(tiles.n_x) + 1;
      grid.Allocate(vtkIdType(tiles.n_x) * tiles.n_y);
      for (vtkIdType j = 0; j < tiles.n_y; ++j)
        for (vtkIdType i = 0; i < tiles.n_x; ++i)
          {
            const vtkIdType corners[] = {j * stride + i, j * stride + i + 1, (j + 1) * stride + i + 1, (j + 1) * stride + i};
            grid.InsertNextCell(VTK_QUAD, 4, corners);
          }
    }
  } // namespace

  void write_tiles_vtu(const std::filesystem::path &file, const TileValues &tiles)
  {
    vtkNew<vtkUnstructuredGrid> grid;
    add_points(tiles, *grid);
    add_tiles(tiles, *grid);
    for (const auto &[name, values] : tiles.fields)
      {
        vtkNew<vtkDoubleArray> array;
        array->SetName(name.c_str());
        array->SetNumberOfTuples(static_cast<vtkIdType>(values.size()));
        std::copy(values.begin(), values.end(), array->GetPointer(0));
        grid->GetCellData()->AddArray(array);
      }
    if (!tiles.fields.empty())
      grid->GetCellData()->SetActiveScalars(tiles.fields.front().first.c_str());
    vtkNew<vtkXMLUnstructuredGridWriter> writer;
    writer->SetInputData(grid);
    writer->WriteToOutputStringOn();
    if (writer->Write() == 0)
      throw FileError(fmt::format("{}: the map could not be put into a VTU file", file.string()));
    write_whole_file(file, writer->GetOutputString());
  }

  void write_tiles_png(const std::filesystem::path &file, const TileValues &tiles)
  {
    const std::vector<double> &values = tiles.fields.at(0).second;
    std::vector<std::uint8_t> grey(values.size());
    std::transform(values.begin(), values.end(), grey.begin(),
                   [](double value) { return static_cast<std::uint8_t>(std::lround(255 * (1 - std::clamp(value, 0., 1.)))); });
    png_image image = {};
    image.version = PNG_IMAGE_VERSION;
    image.width = tiles.n_x;
    image.height = tiles.n_y;
    image.format = PNG_FORMAT_GRAY;
    const auto write = [&](void *memory, png_alloc_size_t &bytes) {
      // A negative row length: the first row in memory is the lowest.
      if (png_image_write_to_memory(&image, memory, &bytes, 0, grey.data(), -static_cast<png_int_32>(tiles.n_x), nullptr) == 0)
        throw FileError(fmt::format("{}: the map could not be put into a PNG file: {}", file.string(), image.message));
    };
    png_alloc_size_t bytes = 0;
    write(nullptr, bytes);
    std::string content(bytes, '\0');
    write(content.data(), bytes);
    write_whole_file(file, std::string_view(content).substr(0, bytes));
  }
} // namespace sagitta::output
