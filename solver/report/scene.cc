#include <solver/report/scene.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>
#include <solver/report/sections.h>

#include <fmt/format.h>

#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkIdList.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLUnstructuredGridReader.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    /// The files of a state, as its .pvtu file names them.
    std::vector<std::filesystem::path> pieces_of(const std::filesystem::path &collection)
    {
      std::ifstream file(collection);
      const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      std::vector<std::filesystem::path> pieces;
      const std::string before = "<Piece Source=\"";
      for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1))
        {
          const std::size_t begin = at + before.size();
          pieces.push_back(collection.parent_path() / text.substr(begin, text.find('"', begin) - begin));
        }
      return pieces;
    }

    /// The names that field data keep as the names of the components of an array.
    std::vector<std::string> names_in(vtkUnstructuredGrid &grid, const char *array_name)
    {
      std::vector<std::string> names;
      if (vtkAbstractArray *array = grid.GetFieldData()->GetAbstractArray(array_name))
        for (int i = 0; i < array->GetNumberOfComponents(); ++i)
          names.emplace_back(array->GetComponentName(i) ? array->GetComponentName(i) : "");
      return names;
    }

    struct KeyHash
    {
      std::size_t operator()(const std::array<std::int64_t, 3> &key) const
      {
        std::uint64_t hash = 1469598103934665603ull;
        for (const std::int64_t part : key)
          hash = (hash ^ static_cast<std::uint64_t>(part)) * 1099511628211ull;
        return static_cast<std::size_t>(hash ^ (hash >> 29));
      }
    };

    /// Makes a scene of the files of states that have one mesh.
    class SceneReader
    {
    public:
      /// Returns whether the state has the mesh of the first one; else the scene is as before.
      bool read(const std::vector<std::filesystem::path> &pieces, Scene::State &state)
      {
        const bool is_first = scene_.cells.empty();
        std::size_t node_place = 0, cell_place = 0;
        for (const std::filesystem::path &piece : pieces)
          {
            vtkNew<vtkXMLUnstructuredGridReader> reader;
            reader->SetFileName(piece.c_str());
            reader->Update();
            vtkUnstructuredGrid *grid = reader->GetOutput();
            if (reader->GetErrorCode() != 0 || grid->GetNumberOfCells() == 0)
              throw FileError(fmt::format("{} cannot be read; run the case again", piece.string()));
            if (is_first)
              add_mesh(*grid);
            else if (!has_same_mesh(*grid, node_place, cell_place))
              return false;
            add_fields(*grid, node_place, state);
            node_place += static_cast<std::size_t>(grid->GetNumberOfPoints());
            cell_place += static_cast<std::size_t>(grid->GetNumberOfCells());
          }
        return node_place == node_of_point_.size();
      }

      Scene take() { return std::move(scene_); }
      std::size_t n_nodes() const { return scene_.nodes.size(); }

    private:
      void add_mesh(vtkUnstructuredGrid &grid)
      {
        scene_.parts = names_in(grid, "part_names");
        scene_.materials = names_in(grid, "material_names");
        vtkDataArray *part = required(grid.GetCellData()->GetArray("part")), *material = required(grid.GetCellData()->GetArray("material"));
        const std::size_t first = node_of_point_.size();
        node_of_point_.resize(first + static_cast<std::size_t>(grid.GetNumberOfPoints()), none);
        vtkNew<vtkIdList> points;
        for (vtkIdType c = 0; c < grid.GetNumberOfCells(); ++c)
          {
            grid.GetCellPoints(c, points);
            Scene::Cell cell;
            for (unsigned k = 0; k < 8; ++k)
              cell.nodes[k] = find_node(grid.GetPoint(points->GetId(static_cast<vtkIdType>(k))),
                                        first + static_cast<std::size_t>(points->GetId(static_cast<vtkIdType>(k))));
            cell.part = static_cast<std::uint16_t>(part->GetComponent(c, 0));
            cell.material = static_cast<std::uint16_t>(material->GetComponent(c, 0));
            scene_.cells.push_back(cell);
          }
      }

      /// Are the points and cells from these on those of a file, with the same parts?
      bool has_same_mesh(vtkUnstructuredGrid &grid, std::size_t first_point, std::size_t first_cell) const
      {
        constexpr double unit = 1e-9; // [m]
        const auto n_points = static_cast<std::size_t>(grid.GetNumberOfPoints()),
                   n_cells = static_cast<std::size_t>(grid.GetNumberOfCells());
        if (first_point + n_points > node_of_point_.size() || first_cell + n_cells > scene_.cells.size())
          return false;
        for (std::size_t i = 0; i < n_points; ++i)
          if (const std::uint32_t node = node_of_point_[first_point + i]; node != none)
            for (unsigned axis = 0; axis < 3; ++axis)
              if (std::abs(grid.GetPoint(static_cast<vtkIdType>(i))[axis] - scene_.nodes[node][axis]) > unit)
                return false;
        vtkDataArray *part = required(grid.GetCellData()->GetArray("part"));
        for (std::size_t c = 0; c < n_cells; ++c)
          if (static_cast<std::uint16_t>(part->GetComponent(static_cast<vtkIdType>(c), 0)) != scene_.cells[first_cell + c].part)
            return false;
        return true;
      }

      /// Points of different cells at one place are one node.
      std::uint32_t find_node(const double *at, std::size_t point)
      {
        constexpr double unit = 1e-10; // [m], far below any layer
        const std::array<std::int64_t, 3> key = {{std::llround(at[0] / unit), std::llround(at[1] / unit), std::llround(at[2] / unit)}};
        const auto [entry, is_new] = known_.try_emplace(key, static_cast<std::uint32_t>(scene_.nodes.size()));
        if (is_new)
          scene_.nodes.push_back({{at[0], at[1], at[2]}});
        return node_of_point_[point] = entry->second;
      }

      static vtkDataArray *required(vtkDataArray *array)
      {
        if (!array)
          throw FileError("the files of the fields lack an array that this program writes; run the case again");
        return array;
      }

      void add_fields(vtkUnstructuredGrid &grid, std::size_t first_point, Scene::State &state) const
      {
        vtkDataArray *temperature = required(grid.GetPointData()->GetArray("temperature")),
                     *displacement = grid.GetPointData()->GetArray("displacement");
        state.temperature.resize(scene_.nodes.size());
        state.displacement.resize(displacement ? scene_.nodes.size() : 0);
        for (vtkIdType i = 0; i < grid.GetNumberOfPoints(); ++i)
          {
            const std::size_t point = first_point + static_cast<std::size_t>(i);
            if (point >= node_of_point_.size() || node_of_point_[point] == none)
              continue;
            const std::uint32_t node = node_of_point_[point];
            state.temperature[node] = static_cast<float>(temperature->GetComponent(i, 0));
            for (int k = 0; displacement && k < 3; ++k)
              state.displacement[node][static_cast<std::size_t>(k)] = static_cast<float>(displacement->GetComponent(i, k));
          }
        for (const auto &[name, values] : {std::pair{"von_mises", &state.von_mises}, std::pair{"first_principal", &state.first_principal}})
          if (vtkDataArray *array = grid.GetCellData()->GetArray(name))
            for (vtkIdType c = 0; c < grid.GetNumberOfCells(); ++c)
              values->push_back(static_cast<float>(array->GetComponent(c, 0)));
      }

      static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

      Scene scene_;
      std::unordered_map<std::array<std::int64_t, 3>, std::uint32_t, KeyHash> known_;
      std::vector<std::uint32_t> node_of_point_; ///< of the points of all files in their order
    };

    /// Symmetry keeps the part at x >= plane, y >= plane.
    void find_mirrors(const StoredRun &run, Scene &scene)
    {
      const auto symmetry = run.results.at("mesh").at("symmetry").get<std::string>();
      for (unsigned axis = 0; axis < 2; ++axis)
        if (symmetry == "quarter" || symmetry == (axis == 0 ? "half in x" : "half in y"))
          scene.mirror[axis] = (*std::min_element(scene.nodes.begin(), scene.nodes.end(),
                                                  [&](const auto &a, const auto &b) { return a[axis] < b[axis]; }))[axis];
    }
  } // namespace

  std::optional<Scene> read_scene(const StoredRun &run)
  {
    // In a process parts join and leave: the view shows the states of the last mesh.
    SceneReader reader;
    std::vector<Scene::State> states;
    for (auto described = run.states().rbegin(); described != run.states().rend(); ++described)
      {
        Scene::State state;
        state.name = described->at("name").get<std::string>();
        state.temperature_text = temperature_text(*described) + " degC";
        const std::vector<std::filesystem::path> pieces = pieces_of(run.directory / "fields" / (output::file_stem(state.name) + ".pvtu"));
        if (pieces.empty())
          return std::nullopt;
        if (!reader.read(pieces, state))
          break;
        states.push_back(std::move(state));
      }
    std::reverse(states.begin(), states.end());
    Scene scene = reader.take();
    scene.states = std::move(states);
    scene.n_cells_of_mesh = scene.cells.size();
    find_mirrors(run, scene);
    return scene;
  }
} // namespace sagitta::report
