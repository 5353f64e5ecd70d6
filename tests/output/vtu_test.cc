// Fields read back with VTK's own readers: geometry, order of points, fields, names, and the grouping of ranks.

#include <solver/output/gather.h>
#include <solver/output/vtk_grid.h>
#include <solver/output/vtu.h>

#include <tests/output/scratch_directory.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vtkCell.h>
#include <vtkCellData.h>
#include <vtkCellType.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkInformation.h>
#include <vtkInformationStringKey.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLPUnstructuredGridReader.h>
#include <vtkXMLUnstructuredGridReader.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace
{
  using namespace sagitta;
  using results::FieldPiece;
  using tests::rank_in;
  using tests::ranks_in;
  using tests::ScratchDirectory;

  const output::FileInfo info = {"fan_out", "0123456789abcdef", "0.1.0", "abc123"};

  struct Degrees
  {
    unsigned p, q;
  };

  using Point = std::array<double, 3>;

  /// A curved cell number `cell` of rank `rank`: tensor polynomials of exactly the degrees (p, p, q), so that its hexahedron must
  /// reproduce them everywhere; no two directions are alike, so that any exchange of points is detected. r, s, t in [0, 1].
  Point location(const Degrees &degrees, int rank, unsigned cell, double r, double s, double t)
  {
    const double x = r + 2 * cell, y = 2 * s + 3 * rank, z = 0.5 * t;
    const double bump = std::pow(r, degrees.p) * std::pow(s, degrees.p) * std::pow(t, degrees.q);
    const double edge = std::pow(s, degrees.p) * (1 - r) + 0.5 * std::pow(t, degrees.q) * r;
    return {{x + 0.1 * bump, y + 0.07 * edge, z + 0.05 * bump + 0.03 * r * s}};
  }

  results::FieldPiece make_piece(const Degrees &degrees, int rank, unsigned cells)
  {
    results::FieldPiece piece;
    piece.degree = degrees.p;
    piece.degree_z = degrees.q;
    piece.part_names = {"mould", "die \"logic\" <Häm>"};
    piece.material_names = {"R4507", "silicon"};
    results::Field displacement{"displacement", "m", 3, {}}, temperature{"temperature", "K", 1, {}};
    results::Field stress{"stress", "Pa", 6, {}}, von_mises{"von_mises", "Pa", 1, {}};
    for (unsigned cell = 0; cell < cells; ++cell)
      {
        for (unsigned k = 0; k <= degrees.q; ++k)
          for (unsigned j = 0; j <= degrees.p; ++j)
            for (unsigned i = 0; i <= degrees.p; ++i)
              {
                piece.connectivity.push_back(static_cast<std::int64_t>(piece.points.size() / 3));
                const Point at = location(degrees, rank, cell, double(i) / degrees.p, double(j) / degrees.p, double(k) / degrees.q);
                for (const double coordinate : at)
                  {
                    piece.points.push_back(coordinate);
                    displacement.data.push_back(-coordinate);
                  }
                temperature.data.push_back(300 + at[0]);
              }
        for (unsigned component = 0; component < 6; ++component)
          stress.data.push_back(100 * rank + 10 * cell + component);
        von_mises.data.push_back(rank);
        piece.part_ids.push_back(static_cast<std::int32_t>(cell % 2));
        piece.material_ids.push_back(static_cast<std::int32_t>((cell + 1) % 2));
      }
    piece.point_fields = {displacement, temperature};
    piece.cell_fields = {stress, von_mises};
    return piece;
  }

  template <typename Reader>
  vtkSmartPointer<vtkUnstructuredGrid> read(const std::filesystem::path &file)
  {
    vtkNew<Reader> reader;
    reader->SetFileName(file.c_str());
    reader->Update();
    EXPECT_EQ(reader->GetErrorCode(), 0u) << file;
    return reader->GetOutput();
  }

  /// Largest distance between VTK's cell and the map it should be, over a lattice of reference points.
  double largest_deviation(vtkUnstructuredGrid &grid, vtkIdType index, const Degrees &degrees, int rank, unsigned cell)
  {
    vtkCell *hexahedron = grid.GetCell(index);
    std::vector<double> weights(static_cast<std::size_t>(hexahedron->GetNumberOfPoints()));
    double largest = 0;
    for (const double r : {0., 0.17, 0.5, 0.8, 1.})
      for (const double s : {0., 0.23, 0.6, 1.})
        for (const double t : {0., 0.31, 0.9, 1.})
          {
            int part = 0;
            const double reference[3] = {r, s, t};
            double at[3];
            hexahedron->EvaluateLocation(part, reference, at, weights.data());
            const Point expected = location(degrees, rank, cell, r, s, t);
            for (unsigned axis = 0; axis < 3; ++axis)
              largest = std::max(largest, std::abs(at[axis] - expected[axis]));
          }
    return largest;
  }

  class OfDegree : public testing::TestWithParam<Degrees>
  {
  };

  TEST_P(OfDegree, ACurvedCellReadBackIsTheCellThatWasWritten)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const int rank = rank_in(MPI_COMM_WORLD), ranks = ranks_in(MPI_COMM_WORLD);
    output::write_state({scratch.path(), info, 1}, "room", make_piece(GetParam(), rank, 2), MPI_COMM_WORLD);
    if (rank != 0)
      return;
    const auto grid = read<vtkXMLUnstructuredGridReader>(scratch.path() / "fields" / "room_0.vtu");
    ASSERT_EQ(grid->GetNumberOfCells(), 2 * ranks);
    EXPECT_EQ(grid->GetCellType(0), output::vtk_cell_type(GetParam().p, GetParam().q));
    for (int from = 0; from < ranks; ++from)
      for (unsigned cell = 0; cell < 2; ++cell)
        // Coordinates are below 10; VTK evaluates the shape functions in double: some hundred roundings.
        EXPECT_LT(largest_deviation(*grid, 2 * from + cell, GetParam(), from, cell), 1e-12);

    // The parallel reader sees the same cells: it needs the degrees of the cells too.
    const auto parallel = read<vtkXMLPUnstructuredGridReader>(scratch.path() / "fields" / "room.pvtu");
    ASSERT_EQ(parallel->GetNumberOfCells(), 2 * ranks);
    EXPECT_LT(largest_deviation(*parallel, 2 * ranks - 1, GetParam(), ranks - 1, 1), 1e-12);
  }

  INSTANTIATE_TEST_SUITE_P(Vtu, OfDegree,
                           testing::Values(Degrees{1, 1}, Degrees{2, 2}, Degrees{3, 3}, Degrees{4, 4}, Degrees{2, 1}, Degrees{1, 2},
                                           Degrees{4, 2}),
                           [](const auto &test) { return std::to_string(test.param.p) + "_" + std::to_string(test.param.q); });

  TEST(VtkCellType, IsTheSimplestOfTheDegree)
  {
    EXPECT_EQ(output::vtk_cell_type(1, 1), VTK_HEXAHEDRON);
    EXPECT_EQ(output::vtk_cell_type(2, 2), VTK_TRIQUADRATIC_HEXAHEDRON);
    EXPECT_EQ(output::vtk_cell_type(2, 1), VTK_LAGRANGE_HEXAHEDRON);
    EXPECT_EQ(output::vtk_cell_type(3, 3), VTK_LAGRANGE_HEXAHEDRON);
  }

  TEST(Vtu, HasFieldsUnitsNamesAndOrigin)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::write_state({scratch.path(), info, 1}, "peak 260 degC", make_piece({2, 2}, rank_in(MPI_COMM_WORLD), 2), MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;
    const auto grid = read<vtkXMLUnstructuredGridReader>(scratch.path() / "fields" / "peak%20260%20degC_0.vtu");

    vtkDataArray *displacement = grid->GetPointData()->GetArray("displacement");
    ASSERT_TRUE(displacement);
    EXPECT_EQ(displacement->GetNumberOfComponents(), 3);
    EXPECT_EQ(std::string(displacement->GetInformation()->Get(vtkDataArray::UNITS_LABEL())), "m");
    for (vtkIdType point = 0; point < grid->GetNumberOfPoints(); ++point)
      for (int axis = 0; axis < 3; ++axis)
        ASSERT_EQ(displacement->GetComponent(point, axis), -grid->GetPoint(point)[axis]);
    // What ParaView picks by itself.
    ASSERT_TRUE(grid->GetPointData()->GetVectors() && grid->GetPointData()->GetScalars() && grid->GetCellData()->GetScalars());
    EXPECT_EQ(std::string(grid->GetPointData()->GetVectors()->GetName()), "displacement");
    EXPECT_EQ(std::string(grid->GetPointData()->GetScalars()->GetName()), "temperature");
    EXPECT_EQ(std::string(grid->GetCellData()->GetScalars()->GetName()), "von_mises");

    vtkDataArray *stress = grid->GetCellData()->GetArray("stress");
    ASSERT_TRUE(stress);
    EXPECT_EQ(std::string(stress->GetInformation()->Get(vtkDataArray::UNITS_LABEL())), "Pa");
    EXPECT_EQ(stress->GetComponent(1, 4), 14);
    EXPECT_EQ(grid->GetCellData()->GetArray("part")->GetComponent(1, 0), 1);
    EXPECT_EQ(grid->GetCellData()->GetArray("material")->GetComponent(1, 0), 0);

    const auto parallel = read<vtkXMLPUnstructuredGridReader>(scratch.path() / "fields" / "peak%20260%20degC.pvtu");
    for (vtkUnstructuredGrid *each : {grid.Get(), parallel.Get()})
      {
        const auto text = [&](const char *name, int index) {
          vtkAbstractArray *array = each->GetFieldData()->GetAbstractArray(name);
          const char *found = array && index < array->GetNumberOfComponents() ? array->GetComponentName(index) : nullptr;
          return std::string(found ? found : "(nothing)");
        };
        EXPECT_EQ(text("part_names", 1), "die \"logic\" <Häm>");
        EXPECT_EQ(text("material_names", 0), "R4507");
        EXPECT_EQ(text("case_hash", 0), info.case_hash);
        EXPECT_EQ(text("state", 0), "peak 260 degC");
        EXPECT_EQ(text("units", 1), "displacement [m]");
      }
  }

  /// The output of meshio for files, a line each: cells, points, names of arrays, and figures that must be reproduced.
  std::string read_by_meshio(const std::string &files)
  {
    const std::string script =
        "import sys, meshio\n"
        "for m in map(meshio.read, sys.argv[1:]):\n"
        "  print([(c.type, c.data.shape) for c in m.cells], len(m.points), sorted(m.point_data), sorted(m.cell_data), "
        "abs(m.points + m.point_data['displacement']).max(), m.cell_data['stress'][0][1][4], "
        "m.field_data['part_names'].shape)";
    const std::string command = "/usr/bin/python3 -c \"" + script + "\" " + files + " 2>&1";
    std::string text;
    FILE *pipe = popen(command.c_str(), "r");
    for (std::array<char, 512> part{}; pipe && std::fgets(part.data(), part.size(), pipe);)
      text += part.data();
    pclose(pipe);
    return text;
  }

  TEST(Vtu, IsReadByMeshio)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const int rank = rank_in(MPI_COMM_WORLD), ranks = ranks_in(MPI_COMM_WORLD);
    std::string files, expected;
    for (const Degrees degrees : {Degrees{1, 1}, Degrees{2, 2}, Degrees{3, 3}, Degrees{2, 1}})
      {
        const std::string name = fmt::format("degree_{}_{}", degrees.p, degrees.q);
        output::write_state({scratch.path(), info, 1}, name, make_piece(degrees, rank, 2), MPI_COMM_WORLD);
        files += (scratch.path() / "fields" / (name + "_0.vtu")).string() + " ";
        const unsigned per_cell = (degrees.p + 1) * (degrees.p + 1) * (degrees.q + 1);
        const bool is_lagrange = per_cell != 8 && per_cell != 27;
        expected +=
            fmt::format("[('{}', ({}, {}))] {} ['displacement', 'temperature'] [{}'material', 'part', 'stress', 'von_mises'] 0.0 14.0 "
                        "(1, 2)\n",
                        is_lagrange     ? "VTK_LAGRANGE_HEXAHEDRON"
                        : per_cell == 8 ? "hexahedron"
                                        : "hexahedron27",
                        2 * ranks, per_cell, 2 * ranks * per_cell, is_lagrange ? "'HigherOrderDegrees', " : "");
      }
    if (rank == 0)
      {
        EXPECT_EQ(read_by_meshio(files), expected);
      }
  }

  TEST(Vtu, IsValidXmlWithoutAppendedData)
  {
    // Readers with expat 2.6 refuse appended data: see vtu.cc.
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::write_state({scratch.path(), info, 1}, "room", make_piece({2, 2}, rank_in(MPI_COMM_WORLD), 2), MPI_COMM_WORLD);
    std::ostringstream text;
    text << std::ifstream(scratch.path() / "fields" / "room_0.vtu").rdbuf();
    EXPECT_NE(text.str().find("format=\"binary\""), std::string::npos);
    EXPECT_EQ(text.str().find("AppendedData"), std::string::npos);
  }

  TEST(Vtu, IsGroupedIntoTheRequestedFilesAndAtMostOnePerRank)
  {
    const int rank = rank_in(MPI_COMM_WORLD), ranks = ranks_in(MPI_COMM_WORLD);
    for (const unsigned groups : {1u, 2u, 7u})
      {
        const ScratchDirectory scratch(MPI_COMM_WORLD);
        output::write_state({scratch.path(), info, groups}, "room", make_piece({2, 2}, rank, 1 + rank), MPI_COMM_WORLD);
        if (rank == 0)
          {
            const unsigned files = std::min(groups, static_cast<unsigned>(ranks));
            unsigned found = 0;
            for (const auto &entry : std::filesystem::directory_iterator(scratch.path() / "fields"))
              {
                EXPECT_NE(entry.path().extension(), ".partial");
                found += entry.path().extension() == ".vtu";
              }
            EXPECT_EQ(found, files);
            const auto whole = read<vtkXMLPUnstructuredGridReader>(scratch.path() / "fields" / "room.pvtu");
            EXPECT_EQ(whole->GetNumberOfCells(), ranks * (ranks + 1) / 2);
            // Every rank's cells arrived once, with their geometry and fields.
            vtkDataArray *von_mises = whole->GetCellData()->GetArray("von_mises");
            vtkIdType index = 0;
            for (int from = 0; from < ranks; ++from)
              for (unsigned cell = 0; cell <= static_cast<unsigned>(from); ++cell, ++index)
                {
                  EXPECT_EQ(von_mises->GetComponent(index, 0), from);
                  EXPECT_LT(largest_deviation(*whole, index, {2, 2}, from, cell), 1e-12);
                }
          }
      }
  }

  TEST(Vtu, AllowsRanksWithoutCells)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const int rank = rank_in(MPI_COMM_WORLD), last = ranks_in(MPI_COMM_WORLD) - 1;
    // Only the last rank has any, and the others do not have the names of the fields either.
    const results::FieldPiece piece = rank == last ? make_piece({3, 2}, rank, 2) : results::FieldPiece{};
    for (const unsigned groups : {1u, 3u})
      {
        output::write_state({scratch.path(), info, groups}, "room", piece, MPI_COMM_WORLD);
        if (rank == 0)
          {
            const auto whole = read<vtkXMLPUnstructuredGridReader>(scratch.path() / "fields" / "room.pvtu");
            ASSERT_EQ(whole->GetNumberOfCells(), 2);
            EXPECT_LT(largest_deviation(*whole, 1, {3, 2}, last, 1), 1e-12);
          }
        MPI_Barrier(MPI_COMM_WORLD); // nobody overwrites what rank 0 reads
      }
  }

  TEST(Vtu, WithFieldsThatDoNotFitIsRefusedOnEveryRank)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const int rank = rank_in(MPI_COMM_WORLD), last = ranks_in(MPI_COMM_WORLD) - 1;
    results::FieldPiece wrong = make_piece({2, 2}, rank, 1);
    if (rank == last)
      wrong.cell_fields[0].data.pop_back();
    EXPECT_THROW(output::write_state({scratch.path(), info, 1}, "room", wrong, MPI_COMM_WORLD), std::logic_error);
    if (last > 0)
      {
        results::FieldPiece other = make_piece({2, 2}, rank, 1);
        if (rank == last)
          other.point_fields[1].unit = "degC";
        EXPECT_THROW(output::write_state({scratch.path(), info, 1}, "room", other, MPI_COMM_WORLD), std::logic_error);
      }
  }

  TEST(Collection, ListsTheStatesInTheirOrder)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::write_collection(scratch.path(), {"room", "a<b"}, MPI_COMM_WORLD);
    std::ostringstream text;
    text << std::ifstream(scratch.path() / "fields.pvd").rdbuf();
    EXPECT_NE(text.str().find("<DataSet timestep=\"0\" part=\"0\" name=\"room\" file=\"fields/room.pvtu\"/>"), std::string::npos);
    EXPECT_NE(text.str().find("<DataSet timestep=\"1\" part=\"0\" name=\"a&lt;b\" file=\"fields/a%3Cb.pvtu\"/>"), std::string::npos);
  }

  TEST(GroupOf, RanksAreNeighboursAndGroupsNearlyEqual)
  {
    std::array<unsigned, 3> sizes = {{0, 0, 0}};
    unsigned before = 0;
    for (unsigned rank = 0; rank < 8; ++rank)
      {
        const unsigned group = output::group_of(rank, 8, 3);
        ASSERT_LT(group, 3u);
        EXPECT_TRUE(group == before || group == before + 1);
        before = group;
        ++sizes[group];
      }
    std::sort(sizes.begin(), sizes.end());
    EXPECT_EQ(sizes, (std::array<unsigned, 3>{{2, 3, 3}}));
    EXPECT_EQ(output::group_of(2, 3, 100), 2u);
  }
} // namespace
