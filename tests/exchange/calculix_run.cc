#include <tests/exchange/calculix_run.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

namespace sagitta::tests
{
  namespace
  {
    std::string read_text(const std::filesystem::path &file)
    {
      std::ifstream stream(file);
      std::ostringstream text;
      text << stream.rdbuf();
      return text.str();
    }

    std::map<unsigned, std::array<double, 3>> read_nodes(const std::filesystem::path &file)
    {
      std::map<unsigned, std::array<double, 3>> nodes;
      std::ifstream stream(file);
      bool is_node = false;
      for (std::string line; std::getline(stream, line);)
        if (line[0] == '*')
          is_node = line.rfind("*NODE, NSET", 0) == 0;
        else if (is_node)
          {
            std::replace(line.begin(), line.end(), ',', ' ');
            std::istringstream entries(line);
            unsigned number = 0;
            entries >> number;
            for (double &coordinate : nodes[number])
              entries >> coordinate;
          }
      return nodes;
    }

    /// Tables begin with "displacements (vx,vy,vz) for set N_BOTTOM and time ..."; displacements open a step's table of a set.
    void read_steps(const std::filesystem::path &file, CalculixResult &result)
    {
      std::ifstream stream(file);
      std::vector<CalculixStep> *steps = nullptr;
      bool is_temperature = false;
      for (std::string line; std::getline(stream, line);)
        {
          std::istringstream entries(line);
          if (line.find(" for set ") != std::string::npos)
            {
              steps = line.find("N_BOTTOM") != std::string::npos ? &result.bottom
                      : line.find("N_TOP") != std::string::npos  ? &result.top
                                                                 : nullptr;
              is_temperature = line.find("temperatures") != std::string::npos;
              if (steps && !is_temperature)
                steps->emplace_back();
              continue;
            }
          unsigned node = 0;
          std::array<double, 3> values{};
          if (!steps || !(entries >> node >> values[0]))
            continue;
          if (is_temperature)
            steps->back().temperature[node] = values[0];
          else if (entries >> values[1] >> values[2])
            steps->back().displacement[node] = values;
        }
    }

    double interpolate(const results::SurfaceMap &map, double x, double y)
    {
      const auto place = [](const std::vector<double> &axis, double at) {
        const double step = (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
        const double position = std::clamp((at - axis.front()) / step, 0., static_cast<double>(axis.size() - 1));
        const std::size_t i = std::min(static_cast<std::size_t>(position), axis.size() - 2);
        return std::make_pair(i, position - static_cast<double>(i));
      };
      const auto [i, s] = place(map.x, x);
      const auto [j, t] = place(map.y, y);
      const std::size_t n = map.x.size();
      return (1 - t) * ((1 - s) * map.heights[j * n + i] + s * map.heights[j * n + i + 1]) +
             t * ((1 - s) * map.heights[(j + 1) * n + i] + s * map.heights[(j + 1) * n + i + 1]);
    }

    /// Least-squares a + b x + c y of values at points, by the normal equations about the mean.
    std::array<double, 3> fit_plane(const std::vector<std::array<double, 3>> &points)
    {
      std::array<double, 3> mean{};
      for (const auto &p : points)
        for (unsigned i = 0; i < 3; ++i)
          mean[i] += p[i] / static_cast<double>(points.size());
      double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;
      for (const auto &p : points)
        {
          const double x = p[0] - mean[0], y = p[1] - mean[1], z = p[2] - mean[2];
          xx += x * x;
          xy += x * y;
          yy += y * y;
          xz += x * z;
          yz += y * z;
        }
      const double determinant = xx * yy - xy * xy;
      const double b = (xz * yy - yz * xy) / determinant, c = (yz * xx - xz * xy) / determinant;
      return {{mean[2] - b * mean[0] - c * mean[1], b, c}};
    }
  } // namespace

  CalculixResult run_calculix(const std::filesystem::path &directory, const std::string &name)
  {
    CalculixResult result;
    const std::string command = "cd '" + directory.string() + "' && ccx " + name + " > " + name + ".log 2>&1";
    const int status = std::system(command.c_str());
    const std::string log = read_text(directory / (name + ".log"));
    if (status != 0 || log.find("Job finished") == std::string::npos || log.find("*ERROR") != std::string::npos)
      {
        ADD_FAILURE() << "ccx (Debian package calculix-ccx) did not solve " << name << ".inp, status " << status << ":\n" << log;
        return result;
      }
    result.nodes = read_nodes(directory / (name + ".inp"));
    read_steps(directory / (name + ".dat"), result);
    result.is_done = !result.nodes.empty() && !result.bottom.empty() && result.bottom.size() == result.top.size();
    EXPECT_TRUE(result.is_done) << "nothing was printed for " << name;
    return result;
  }

  InterpolatedSurface interpolate_to_map(const CalculixResult &result, const CalculixStep &step, const results::SurfaceMap &map)
  {
    std::vector<std::array<double, 3>> differences;
    std::vector<double> heights;
    const auto is_within = [](const std::vector<double> &axis, double x) {
      return x > axis.front() - 1e-9 && x < axis.back() + 1e-9; // the zone is symmetric: an exported half or quarter lies in it
    };
    for (const auto &[node, u] : step.displacement)
      {
        const auto &at = result.nodes.at(node);
        const double expected = interpolate(map, at[0], at[1]);
        if (!is_within(map.x, at[0]) || !is_within(map.y, at[1]) || std::isnan(expected))
          continue; // beside the zone, or in a cell on the edge of a part
        heights.push_back(u[2]);
        differences.push_back({{at[0], at[1], u[2] - expected}});
      }
    const std::array<double, 3> plane = fit_plane(differences);
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest, deviation = 0;
    for (std::size_t i = 0; i < heights.size(); ++i)
      {
        const auto &d = differences[i];
        const double motion = plane[0] + plane[1] * d[0] + plane[2] * d[1];
        lowest = std::min(lowest, heights[i] - motion);
        highest = std::max(highest, heights[i] - motion);
        deviation = std::max(deviation, std::abs(d[2] - motion));
      }
    return {highest - lowest, deviation};
  }

  unsigned node_at(const CalculixResult &result, const CalculixStep &step, const std::array<double, 3> &point)
  {
    for (const auto &entry : step.displacement)
      {
        const auto &at = result.nodes.at(entry.first);
        if (std::hypot(at[0] - point[0], at[1] - point[1], at[2] - point[2]) < 1e-10) // far below a cell
          return entry.first;
      }
    return 0;
  }
} // namespace sagitta::tests
