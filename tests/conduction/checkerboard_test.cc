// Conduction along sheets of squares of two materials, read as a layout in tiles: the theorems of Keller and Dykhne about exchanged phases.

#include <tests/input/gds_writer.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr unsigned n = 10;           // squares along a side
  constexpr int side = 10000;          // of a square [nm]
  constexpr double good = 4, poor = 1; // conductivities [W/(m K)]

  /// Which squares conduct well, row by row.
  using Squares = std::array<bool, n * n>;

  Squares exchange(Squares squares)
  {
    for (bool &square : squares)
      square = !square;
    return squares;
  }

  Squares transpose(const Squares &squares)
  {
    Squares result{};
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        result[i * n + j] = squares[j * n + i];
    return result;
  }

  std::string layout_of(const Squares &squares)
  {
    GdsWriter gds;
    gds.begin("top");
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        if (squares[j * n + i])
          {
            const int x = static_cast<int>(i) * side, y = static_cast<int>(j) * side;
            gds.polygon(31, 0, {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}});
          }
    gds.end();
    return gds.finish();
  }

  // The sample, a bus that makes its right side isothermal, and a resistor that measures the flow: 100, 10 and 10 um long.
  const std::string sheet = R"(sagitta: 1
physics: heat
package:
  outline: {size: [120 um, 100 um], center: [60 um, 50 um]}
  layers: [{name: sheet, thickness: 10 um, material: resistor}]
  parts:
    - name: sample
      layers: [sheet]
      size: [100 um, 100 um]
      position: [50 um, 50 um]
      material: {layout: {file: a.gds, layer: 31/0, tile: TILE, metal: good, dielectric: poor}}
    - {name: bus, layers: [sheet], size: [10 um, 100 um], position: [105 um, 50 um], material: bus}
materials: {good: {conductivity: 4 W/mK}, poor: {conductivity: 1 W/mK}, resistor: {conductivity: 2 W/mK}, bus: {conductivity: 1e6 W/mK}}
thermal: {fixed_temperatures: [{face: x_min, temperature: 125 degC}, {face: x_max, temperature: 25 degC}]}
states: [{name: steady, temperature: solved}]
probes: [{name: bus, at: [105 um, 50 um, 0 um]}]
mesh: {plan: {lattice: [24, 20]}, degree: 3, degree_z: 1}
)";

  /// Conductivity of the sheet along x [W/(m K)].
  /// @param tile of one square or several
  double conductivity_of(const Squares &squares, const std::string &tile = "10 um")
  {
    std::string text = sheet;
    text.replace(text.find("TILE"), 4, tile);
    static const input::Library library = input::read_library({std::string(SAGITTA_SOURCE_DIR) + "/materials/library"}, MPI_COMM_WORLD);
    const Case problem = input::parse_case({"case.yaml", text}, {}, library, {{"a.gds", {"a.gds", layout_of(squares)}}});
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const auto solution = conduction::HeatProblem(model, problem.materials).solve(log);
    const mechanics::Temperature temperature = mechanics::TemperatureField{solution.space, &solution.temperature};
    const auto probes =
        evaluation::evaluate_probes(evaluation::ThermalState{model, problem.materials, temperature}, problem.requests.probes);
    const double bus = probes.front().temperature - 298.15;
    return 2 * bus / 10 * 100 / (100 - bus);
  }

  Squares draw(std::mt19937 &random)
  {
    Squares squares{};
    for (bool &square : squares)
      square = random() % 2 == 0;
    return squares;
  }

  /// Logarithms of conductivities over the geometric mean.
  class Deviations
  {
  public:
    void add(double conductivity)
    {
      const double deviation = std::log(conductivity / std::sqrt(good * poor));
      ++n_;
      sum_ += deviation;
      squares_ += deviation * deviation;
    }
    double mean() const { return sum_ / n_; }

    /// Standard error of the mean.
    double error() const { return std::sqrt((squares_ / n_ - mean() * mean()) / (n_ - 1)); }

  private:
    unsigned n_ = 0;
    double sum_ = 0, squares_ = 0;
  };

  TEST(Checkerboard, OfEqualSquaresConductsByTheGeometricMean)
  {
    Squares squares{};
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        squares[j * n + i] = (i + j) % 2 == 0;
    const double k = conductivity_of(squares), expected = std::sqrt(good * poor);
    // Corners are singular, the heat flow grows as r^-0.41 there: cells of half a square are within 1 %, on the side of more heat.
    EXPECT_NEAR(k, expected, .01 * expected);
    record({"checkerboard", k, expected, "W/(m K)", "1 %", "Keller's theorem: the geometric mean of both conductivities",
            "J. B. Keller, J. Math. Phys. 5 (1964) 548"});
  }

  TEST(Checkerboard, OfRandomSquaresConductsByTheGeometricMeanInTheMean)
  {
    // A sheet and its transpose with both materials exchanged have the product of both conductivities, whatever their squares are. Both
    // are as likely, so that the logarithm of the conductivity along x has the mean of the logarithms of both, on any number of squares.
    std::mt19937 random(18);
    constexpr unsigned samples = 6, compared = 2;
    Deviations squares_alone, compared_alone, in_fours;
    for (unsigned s = 0; s < samples; ++s)
      {
        const Squares squares = draw(random);
        const double k = conductivity_of(squares);
        if (s < 2)
          {
            const double product = k * conductivity_of(transpose(exchange(squares)));
            EXPECT_NEAR(product, good * poor, .01 * good * poor); // the mesh makes both larger
            record({fmt::format("a sheet times its exchanged transpose, {}", s + 1), product, good * poor, "W2/(m K)2", "1 %",
                    "Keller's theorem of plane conduction", "J. B. Keller, J. Math. Phys. 5 (1964) 548"});
          }
        squares_alone.add(k);
        if (s < compared)
          {
            compared_alone.add(k);
            in_fours.add(conductivity_of(squares, "20 um"));
          }
      }
    EXPECT_LT(squares_alone.error(), .05) << "the arithmetic mean of the conductivities is 25 % more, the harmonic one 20 % less";
    EXPECT_LT(std::abs(squares_alone.mean()), .01 + 3 * squares_alone.error()) << "1 % of the mesh and three standard errors of the mean";
    // Tiles of two by two squares, each the material of a block in its pitch: the same sheets, so that they are compared sheet by sheet.
    const double difference = in_fours.mean() - compared_alone.mean();
    EXPECT_LT(std::abs(difference), .03) << "of the map: single sheets differ by up to 4 %";
    record({"tiles of two by two squares over tiles of one", std::exp(difference), 1, "1", "3 %", "the same sheets, square by square", ""});
    const double mean = squares_alone.mean(), error = squares_alone.error();
    record({"geometric mean of random sheets", std::sqrt(good * poor) * std::exp(mean), std::sqrt(good * poor), "W/(m K)",
            fmt::format("1 % and three standard errors of the mean, {:.1f} % each", 100 * error),
            "isotropic random checkerboard: the geometric mean of both conductivities",
            "A. M. Dykhne, Sov. Phys. JETP 32 (1971) 63; J. B. Keller, J. Math. Phys. 5 (1964) 548"});
  }
} // namespace
