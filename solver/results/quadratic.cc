#include <solver/results/quadratic.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::results
{
  namespace
  {
    constexpr unsigned n_terms = 6;
    using Terms = std::array<double, n_terms>;
    using Matrix = std::array<Terms, n_terms>;

    /// Values of 1, x, y, x^2/2, y^2/2, x y at a point of the zone scaled to [-1, 1]^2.
    Terms evaluate_terms(double x, double y)
    {
      return {{1, x, y, x * x / 2, y * y / 2, x * y}};
    }

    double product(const Terms &a, const Terms &b)
    {
      double sum = 0;
      for (unsigned i = 0; i < n_terms; ++i)
        sum += a[i] * b[i];
      return sum;
    }

    Terms product(const Matrix &matrix, const Terms &vector)
    {
      Terms result{};
      for (unsigned i = 0; i < n_terms; ++i)
        result[i] = product(matrix[i], vector);
      return result;
    }

    /// Inverse of a symmetric positive definite matrix by Gauss and Jordan; nothing when it is singular.
    std::optional<Matrix> invert(Matrix matrix)
    {
      constexpr double singular = 1e-10; // the entries are about 1
      Matrix inverse{};
      for (unsigned i = 0; i < n_terms; ++i)
        inverse[i][i] = 1;
      for (unsigned column = 0; column < n_terms; ++column)
        {
          unsigned pivot = column;
          for (unsigned i = column; i < n_terms; ++i)
            if (std::abs(matrix[i][column]) > std::abs(matrix[pivot][column]))
              pivot = i;
          if (!(std::abs(matrix[pivot][column]) > singular))
            return std::nullopt;
          std::swap(matrix[pivot], matrix[column]);
          std::swap(inverse[pivot], inverse[column]);
          const double scale = 1 / matrix[column][column];
          for (unsigned j = 0; j < n_terms; ++j)
            {
              matrix[column][j] *= scale;
              inverse[column][j] *= scale;
            }
          for (unsigned i = 0; i < n_terms; ++i)
            if (const double factor = matrix[i][column]; i != column)
              for (unsigned j = 0; j < n_terms; ++j)
                {
                  matrix[i][j] -= factor * matrix[column][j];
                  inverse[i][j] -= factor * inverse[column][j];
                }
        }
      return inverse;
    }

    /// Calls action(terms, height) for every point with material.
    template <typename Action>
    void for_each_point(const SurfaceMap &map, const Action &action)
    {
      const double x_middle = (map.x.front() + map.x.back()) / 2, x_half = (map.x.back() - map.x.front()) / 2;
      const double y_middle = (map.y.front() + map.y.back()) / 2, y_half = (map.y.back() - map.y.front()) / 2;
      for (std::size_t j = 0; j < map.y.size(); ++j)
        for (std::size_t i = 0; i < map.x.size(); ++i)
          if (const double height = map.heights[j * map.x.size() + i]; std::isfinite(height))
            action(evaluate_terms((map.x[i] - x_middle) / x_half, (map.y[j] - y_middle) / y_half), height);
    }

    /// How far material reaches from the middle of the zone, squared, in units of its half diagonal: 1 with material in a corner, 1/2 on a
    /// round face.
    double squared_reach(const SurfaceMap &map)
    {
      double reach = 0;
      for_each_point(map, [&](const Terms &terms, double) { reach = std::max(reach, terms[3] + terms[4]); });
      return reach;
    }

    /// The word for a quadratic with these bows along x and along y and this twist, all in m: middle over ends.
    std::string name_shape(double bow_x, double bow_y, double twist)
    {
      constexpr double small = 1. / 3; // of the larger one: the face is straight along that axis
      const double larger = std::max(std::abs(bow_x), std::abs(bow_y)), smaller = std::min(std::abs(bow_x), std::abs(bow_y));
      if (std::abs(twist) > std::abs(bow_x) + std::abs(bow_y))
        return twist > 0 ? "downward_twist" : "upward_twist";
      if (smaller < small * larger)
        {
          const std::string axis = std::abs(bow_x) < std::abs(bow_y) ? "x" : "y";
          return axis + ((axis == "x" ? bow_y : bow_x) > 0 ? "_pipe" : "_gutter");
        }
      if (bow_x * bow_y < 0)
        return "saddle";
      return bow_x > 0 ? "dome" : "bowl";
    }
  } // namespace

  namespace
  {
    /// The equations of the least squares, divided by the number of points.
    struct NormalEquations
    {
      double count = 0;
      std::optional<Matrix> inverse; ///< absent: the points do not fix six coefficients
      Terms right_side{};
    };

    NormalEquations make_equations(const SurfaceMap &map)
    {
      NormalEquations equations;
      Matrix matrix{};
      for_each_point(map, [&](const Terms &terms, double height) {
        equations.count += 1;
        for (unsigned i = 0; i < n_terms; ++i)
          {
            equations.right_side[i] += terms[i] * height;
            for (unsigned j = 0; j < n_terms; ++j)
              matrix[i][j] += terms[i] * terms[j];
          }
      });
      for (unsigned i = 0; i < n_terms; ++i)
        {
          equations.right_side[i] /= equations.count;
          for (double &entry : matrix[i])
            entry /= equations.count;
        }
      if (equations.count >= n_terms)
        equations.inverse = invert(matrix);
      return equations;
    }

    /// The weights of the six coefficients in a figure.
    Terms factors(QuadraticFigure figure, const SurfaceMap &map)
    {
      const double a = (map.x.back() - map.x.front()) / 2, b = (map.y.back() - map.y.front()) / 2;
      const double reach = squared_reach(map);
      switch (figure)
        {
        case QuadraticFigure::kx:
          return {{0, 0, 0, -1 / (a * a), 0, 0}};
        case QuadraticFigure::ky:
          return {{0, 0, 0, 0, -1 / (b * b), 0}};
        case QuadraticFigure::kxy:
          return {{0, 0, 0, 0, 0, -1 / (a * b)}};
        case QuadraticFigure::bow_1:
          return {{0, 0, 0, -reach / 2, -reach / 2, -reach}};
        case QuadraticFigure::bow_2:
          return {{0, 0, 0, -reach / 2, -reach / 2, reach}};
        case QuadraticFigure::mean_bow:
          return {{0, 0, 0, -reach / 2, -reach / 2, 0}};
        }
      throw std::invalid_argument("unknown figure of a quadratic");
    }
  } // namespace

  std::optional<std::vector<double>> quadratic_weights(const SurfaceMap &map, QuadraticFigure figure)
  {
    const NormalEquations equations = make_equations(map);
    if (!equations.inverse)
      return std::nullopt;
    const Terms row = product(*equations.inverse, factors(figure, map));
    std::vector<double> weights;
    SurfaceMap filled = map; // so that every point is visited
    for (double &height : filled.heights)
      height = 0;
    for_each_point(filled, [&](const Terms &terms, double) {
      weights.push_back(std::isfinite(map.heights[weights.size()]) ? product(row, terms) / equations.count : 0.);
    });
    return weights;
  }

  std::optional<Quadratic> fit_quadratic(const SurfaceMap &without_plane)
  {
    const NormalEquations equations = make_equations(without_plane);
    const double count = equations.count;
    const std::optional<Matrix> &inverse = equations.inverse;
    if (!inverse)
      return std::nullopt;
    const Terms coefficients = product(*inverse, equations.right_side);
    double left = 0, fitted = 0;
    for_each_point(without_plane, [&](const Terms &terms, double height) {
      const double value = product(coefficients, terms);
      fitted += value * value;
      left += (height - value) * (height - value);
    });

    Quadratic quadratic;
    quadratic.residual = std::sqrt(left / count);
    quadratic.half_sides = {
        {(without_plane.x.back() - without_plane.x.front()) / 2, (without_plane.y.back() - without_plane.y.front()) / 2}};
    const auto figure = [&](QuadraticFigure which) {
      const Terms weights = factors(which, without_plane);
      return Uncertain{product(weights, coefficients), quadratic.residual * std::sqrt(product(weights, product(*inverse, weights)))};
    };
    quadratic.kx = figure(QuadraticFigure::kx);
    quadratic.ky = figure(QuadraticFigure::ky);
    quadratic.kxy = figure(QuadraticFigure::kxy);
    quadratic.bows = {{figure(QuadraticFigure::bow_1), figure(QuadraticFigure::bow_2)}};
    quadratic.mean_bow = figure(QuadraticFigure::mean_bow);
    quadratic.shape = left > fitted ? "irregular" : name_shape(-coefficients[3] / 2, -coefficients[4] / 2, -coefficients[5]);
    return quadratic;
  }

  void add_error(Quadratic &quadratic, const SurfaceMap &map, double error)
  {
    const auto [a, b] = quadratic.half_sides;
    const double reach = squared_reach(map);
    // The curvature of a dome, and of a twist, whose peak to valley is the error.
    quadratic.kx.uncertainty += 2 * error / ((a * a + b * b) * reach);
    quadratic.ky.uncertainty += 2 * error / ((a * a + b * b) * reach);
    quadratic.kxy.uncertainty += error / (2 * a * b * reach);
    for (Uncertain *bow : {&quadratic.bows[0], &quadratic.bows[1], &quadratic.mean_bow})
      bow->uncertainty += error;
  }
} // namespace sagitta::results
