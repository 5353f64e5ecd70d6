#include <solver/output/vtk_grid.h>

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkCellType.h>
#include <vtkDoubleArray.h>
#include <vtkInformation.h>
#include <vtkInformationStringKey.h>
#include <vtkIntArray.h>
#include <vtkLagrangeHexahedron.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkTypeInt64Array.h>

#include <array>

namespace sagitta::output
{
  namespace
  {
    /// VTK never writes through the arrays of a grid that is only written to a file.
    vtkSmartPointer<vtkDoubleArray> view(const std::vector<double> &data, unsigned components)
    {
      auto array = vtkSmartPointer<vtkDoubleArray>::New();
      array->SetNumberOfComponents(static_cast<int>(components));
      array->SetArray(const_cast<double *>(data.data()), static_cast<vtkIdType>(data.size()), 1);
      return array;
    }

    vtkSmartPointer<vtkIntArray> view(const std::vector<std::int32_t> &data)
    {
      auto array = vtkSmartPointer<vtkIntArray>::New();
      array->SetArray(const_cast<std::int32_t *>(data.data()), static_cast<vtkIdType>(data.size()), 1);
      return array;
    }

    /// Adds the fields; the first with one component becomes the active scalars, with three the active vectors, so that ParaView's
    /// colouring and Warp By Vector have a useful default.
    void add_fields(vtkDataSetAttributes &attributes, const std::vector<results::Field> &fields)
    {
      for (const results::Field &field : fields)
        {
          const auto array = view(field.data, field.components);
          array->SetName(field.name.c_str());
          array->GetInformation()->Set(vtkDataArray::UNITS_LABEL(), field.unit.c_str());
          attributes.AddArray(array);
          if (field.components == 1 && !attributes.GetScalars())
            attributes.SetActiveScalars(field.name.c_str());
          if (field.components == 3 && !attributes.GetVectors())
            attributes.SetActiveVectors(field.name.c_str());
        }
    }

    vtkSmartPointer<vtkCellArray> make_cells(const results::FieldPiece &piece)
    {
      const std::vector<unsigned> order = vtk_point_order(piece.degree, piece.degree_z);
      const vtkIdType per_cell = static_cast<vtkIdType>(order.size());
      const vtkIdType cells = static_cast<vtkIdType>(piece.connectivity.size()) / per_cell;
      vtkNew<vtkTypeInt64Array> offsets, connectivity;
      offsets->SetNumberOfValues(cells + 1);
      connectivity->SetNumberOfValues(cells * per_cell);
      for (vtkIdType cell = 0; cell <= cells; ++cell)
        offsets->SetValue(cell, cell * per_cell);
      for (vtkIdType cell = 0; cell < cells; ++cell)
        for (vtkIdType point = 0; point < per_cell; ++point)
          connectivity->SetValue(cell * per_cell + point, piece.connectivity[cell * per_cell + order[point]]);
      auto result = vtkSmartPointer<vtkCellArray>::New();
      result->SetData(offsets, connectivity);
      return result;
    }
  } // namespace

  int vtk_cell_type(unsigned degree, unsigned degree_z)
  {
    if (degree == degree_z && degree == 1)
      return VTK_HEXAHEDRON;
    if (degree == degree_z && degree == 2)
      return VTK_TRIQUADRATIC_HEXAHEDRON;
    return VTK_LAGRANGE_HEXAHEDRON;
  }

  std::vector<unsigned> vtk_point_order(unsigned degree, unsigned degree_z)
  {
    const unsigned n = degree + 1, n_z = degree_z + 1;
    std::vector<unsigned> order(n * n * n_z);
    if (vtk_cell_type(degree, degree_z) != VTK_LAGRANGE_HEXAHEDRON)
      {
        // In half edges: the 8 corners, then the middles of the 12 edges, of the 6 faces (x, y, z; low before high) and of the cell.
        constexpr std::array<std::array<unsigned, 3>, 27> places = {
            {{{0, 0, 0}}, {{2, 0, 0}}, {{2, 2, 0}}, {{0, 2, 0}}, {{0, 0, 2}}, {{2, 0, 2}}, {{2, 2, 2}}, {{0, 2, 2}}, {{1, 0, 0}},
             {{2, 1, 0}}, {{1, 2, 0}}, {{0, 1, 0}}, {{1, 0, 2}}, {{2, 1, 2}}, {{1, 2, 2}}, {{0, 1, 2}}, {{0, 0, 1}}, {{2, 0, 1}},
             {{2, 2, 1}}, {{0, 2, 1}}, {{0, 1, 1}}, {{2, 1, 1}}, {{1, 0, 1}}, {{1, 2, 1}}, {{1, 1, 0}}, {{1, 1, 2}}, {{1, 1, 1}}}};
        for (std::size_t m = 0; m < order.size(); ++m)
          {
            const auto &[i, j, k] = places[m];
            const unsigned half = 2 / degree;
            order[m] = i / half + n * (j / half + n * (k / half));
          }
        return order;
      }
    const int orders[3] = {static_cast<int>(degree), static_cast<int>(degree), static_cast<int>(degree_z)};
    for (unsigned k = 0; k < n_z; ++k)
      for (unsigned j = 0; j < n; ++j)
        for (unsigned i = 0; i < n; ++i)
          {
            const auto at = vtkLagrangeHexahedron::PointIndexFromIJK(static_cast<int>(i), static_cast<int>(j), static_cast<int>(k), orders);
            // The exchange is its own inverse.
            order[vtkLagrangeHexahedron::NodeNumberingMappingFromVTK8To9(orders, at)] = i + n * (j + n * k);
          }
    return order;
  }

  vtkSmartPointer<vtkUnstructuredGrid> make_grid(const results::FieldPiece &piece)
  {
    auto grid = vtkSmartPointer<vtkUnstructuredGrid>::New();
    vtkNew<vtkPoints> points;
    points->SetDataTypeToDouble();
    points->SetData(view(piece.points, 3));
    grid->SetPoints(points);
    grid->SetCells(vtk_cell_type(piece.degree, piece.degree_z), make_cells(piece));

    add_fields(*grid->GetPointData(), piece.point_fields);
    add_fields(*grid->GetCellData(), piece.cell_fields);
    const auto parts = view(piece.part_ids), materials = view(piece.material_ids);
    parts->SetName("part");
    materials->SetName("material");
    grid->GetCellData()->AddArray(parts);
    grid->GetCellData()->AddArray(materials);

    if (vtk_cell_type(piece.degree, piece.degree_z) == VTK_LAGRANGE_HEXAHEDRON)
      {
        vtkNew<vtkDoubleArray> degrees;
        degrees->SetName("HigherOrderDegrees");
        degrees->SetNumberOfComponents(3);
        degrees->SetNumberOfTuples(grid->GetNumberOfCells());
        for (vtkIdType cell = 0; cell < grid->GetNumberOfCells(); ++cell)
          degrees->SetTuple3(cell, piece.degree, piece.degree, piece.degree_z);
        grid->GetCellData()->SetHigherOrderDegrees(degrees);
      }
    return grid;
  }
} // namespace sagitta::output
