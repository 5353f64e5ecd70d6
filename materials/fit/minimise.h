#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace sagitta::materials
{
  /// A matrix by rows.
  struct Matrix
  {
    std::size_t rows = 0, columns = 0;
    std::vector<double> values = {};

    Matrix() = default;
    Matrix(std::size_t n_rows, std::size_t n_columns) : rows(n_rows), columns(n_columns), values(n_rows * n_columns) {}

    double &operator()(std::size_t i, std::size_t j) { return values[i * columns + j]; }
    double operator()(std::size_t i, std::size_t j) const { return values[i * columns + j]; }
  };

  /// Half the sum of squares of the residuals f(theta) is minimised.
  struct SquaresProblem
  {
    std::size_t number_of_residuals;

    /// Writes the residuals. Where theta has no meaning it throws std::invalid_argument or std::runtime_error, and the optimiser rejects
    /// the step; at the start that is an error.
    std::function<void(const std::vector<double> &theta, std::vector<double> &residuals)> residuals;

    /// Writes the derivatives; empty: central differences of the residuals.
    std::function<void(const std::vector<double> &theta, Matrix &jacobian)> jacobian = {};

    double difference = 1e-5; ///< step of the differences, in theta
  };

  /// The result of the optimiser.
  struct Minimum
  {
    std::vector<double> theta;
    std::vector<double> residuals;
    Matrix jacobian; ///< there, residuals by unknowns
    bool is_converged;
    unsigned iterations;

    double sum_of_squares() const;
  };

  /// Criteria for the end of the optimiser.
  struct MinimiseOptions
  {
    unsigned most_iterations = 300;
    double step = 1e-8; ///< a step below this part of theta is the last
  };

  /// Levenberg and Marquardt's method with a trust region, from GSL (gsl_multifit_nlinear).
  /// Throws what the residuals throw at the start, and std::runtime_error if GSL cannot continue from there.
  Minimum minimise(const SquaresProblem &problem, const std::vector<double> &start, const MinimiseOptions &options = MinimiseOptions());

  /// Derivatives of the residuals by central differences.
  Matrix difference_jacobian(const SquaresProblem &problem, const std::vector<double> &theta);

  /// The inverse of J^T J by Cholesky's factorisation, for matrices known to be regular. Throws std::runtime_error for others.
  Matrix inverse_normal_matrix(const Matrix &jacobian);

  /// Which unknowns a matrix of derivatives determines, by its singular values.
  struct Determination
  {
    Matrix inverse;                 ///< of J^T J, in the directions that influence the residuals
    std::vector<bool> is_seen;      ///< false: an unknown has a component in a direction without influence on the residuals
    double smallest_singular_value; ///< over the largest, columns scaled to length one
  };

  /// Directions with singular values below `rank_tolerance` of the largest count as without influence.
  Determination determine(const Matrix &jacobian, double rank_tolerance = 1e-7);
} // namespace sagitta::materials
