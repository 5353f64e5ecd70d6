#include <materials/fit/minimise.h>

#include <materials/fit/gsl_errors.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    struct WorkspaceDeleter
    {
      void operator()(gsl_multifit_nlinear_workspace *workspace) const { gsl_multifit_nlinear_free(workspace); }
    };

    std::vector<double> to_vector(const gsl_vector *from)
    {
      std::vector<double> result(from->size);
      for (std::size_t i = 0; i < from->size; ++i)
        result[i] = gsl_vector_get(from, i);
      return result;
    }

    /// A residual that makes the optimiser reject any step, and whose square is still finite.
    constexpr double refused = 1e100;

    /// The data of GSL's callbacks. Exceptions must not pass through GSL, which is C.
    struct Context
    {
      const SquaresProblem &problem;
      bool is_started = false;
      std::exception_ptr failure = nullptr;
      std::vector<double> residuals;
      Matrix jacobian;
    };

    bool are_finite(const std::vector<double> &values)
    {
      return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    }

    /// False where theta has no meaning.
    bool evaluate(Context &context, const std::vector<double> &theta)
    {
      try
        {
          context.residuals.assign(context.problem.number_of_residuals, 0);
          context.problem.residuals(theta, context.residuals);
          if (are_finite(context.residuals))
            return true;
          if (!context.is_started)
            throw std::invalid_argument("the model gives no finite numbers at the values that the fit starts from");
          return false;
        }
      catch (const std::invalid_argument &)
        {
          if (!context.is_started)
            throw;
          return false;
        }
      catch (const std::runtime_error &)
        {
          if (!context.is_started)
            throw;
          return false;
        }
    }

    int residuals_for_gsl(const gsl_vector *theta, void *data, gsl_vector *result)
    {
      auto &context = *static_cast<Context *>(data);
      try
        {
          const bool has_meaning = evaluate(context, to_vector(theta));
          for (std::size_t i = 0; i < result->size; ++i)
            gsl_vector_set(result, i, has_meaning ? context.residuals[i] : refused);
          context.is_started = true;
          return GSL_SUCCESS;
        }
      catch (...)
        {
          context.failure = std::current_exception();
          return GSL_EBADFUNC;
        }
    }

    int jacobian_for_gsl(const gsl_vector *theta, void *data, gsl_matrix *result)
    {
      auto &context = *static_cast<Context *>(data);
      try
        {
          const std::vector<double> at = to_vector(theta);
          if (context.problem.jacobian)
            {
              context.jacobian = Matrix(result->size1, result->size2);
              context.problem.jacobian(at, context.jacobian);
            }
          else
            context.jacobian = difference_jacobian(context.problem, at);
          const gsl_matrix_const_view view = gsl_matrix_const_view_array(context.jacobian.values.data(), result->size1, result->size2);
          gsl_matrix_memcpy(result, &view.matrix);
          return GSL_SUCCESS;
        }
      catch (...)
        {
          context.failure = std::current_exception();
          return GSL_EBADFUNC;
        }
    }

    void check(int status, const Context &context)
    {
      if (context.failure)
        std::rethrow_exception(context.failure);
      if (status != GSL_SUCCESS && status != GSL_EMAXITER && status != GSL_ENOPROG)
        throw std::runtime_error(std::string("the optimiser cannot continue: ") + gsl_strerror(status));
    }
  } // namespace

  double Minimum::sum_of_squares() const
  {
    double sum = 0;
    for (const double residual : residuals)
      sum += residual * residual;
    return sum;
  }

  Minimum minimise(const SquaresProblem &problem, const std::vector<double> &start, const MinimiseOptions &options)
  {
    const GslErrorsOff errors_off;
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    // Many residuals, few unknowns: J^T J is much cheaper than J, and the damping keeps it regular.
    if (problem.jacobian)
      parameters.solver = gsl_multifit_nlinear_solver_cholesky;
    const std::unique_ptr<gsl_multifit_nlinear_workspace, WorkspaceDeleter> workspace(
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, problem.number_of_residuals, start.size()));
    if (!workspace)
      throw std::runtime_error("the optimiser cannot start: there are fewer residuals than unknowns, or no memory");

    Context context{problem, false, nullptr, {}, {}};
    gsl_multifit_nlinear_fdf function{};
    function.f = residuals_for_gsl;
    function.df = jacobian_for_gsl;
    function.n = problem.number_of_residuals;
    function.p = start.size();
    function.params = &context;

    const gsl_vector_const_view first = gsl_vector_const_view_array(start.data(), start.size());
    check(gsl_multifit_nlinear_init(&first.vector, &function, workspace.get()), context);
    int reason = 0;
    const int status =
        gsl_multifit_nlinear_driver(options.most_iterations, options.step, 1e-10, 1e-14, nullptr, nullptr, &reason, workspace.get());
    check(status, context);

    Minimum minimum{to_vector(gsl_multifit_nlinear_position(workspace.get())), to_vector(gsl_multifit_nlinear_residual(workspace.get())),
                    Matrix(problem.number_of_residuals, start.size()), status != GSL_EMAXITER,
                    static_cast<unsigned>(gsl_multifit_nlinear_niter(workspace.get()))};
    gsl_matrix_view jacobian = gsl_matrix_view_array(minimum.jacobian.values.data(), minimum.jacobian.rows, minimum.jacobian.columns);
    gsl_matrix_memcpy(&jacobian.matrix, gsl_multifit_nlinear_jac(workspace.get()));
    return minimum;
  }

  Matrix difference_jacobian(const SquaresProblem &problem, const std::vector<double> &theta)
  {
    Matrix jacobian(problem.number_of_residuals, theta.size());
    std::vector<double> above(problem.number_of_residuals), below(problem.number_of_residuals), at = theta;
    for (std::size_t j = 0; j < theta.size(); ++j)
      {
        at[j] = theta[j] + problem.difference;
        problem.residuals(at, above);
        at[j] = theta[j] - problem.difference;
        problem.residuals(at, below);
        at[j] = theta[j];
        for (std::size_t i = 0; i < problem.number_of_residuals; ++i)
          jacobian(i, j) = (above[i] - below[i]) / (2 * problem.difference);
      }
    return jacobian;
  }

  Matrix inverse_normal_matrix(const Matrix &jacobian)
  {
    const GslErrorsOff errors_off;
    const std::size_t n = jacobian.columns;
    Matrix inverse(n, n);
    gsl_matrix_view result = gsl_matrix_view_array(inverse.values.data(), n, n);
    const gsl_matrix_const_view j = gsl_matrix_const_view_array(jacobian.values.data(), jacobian.rows, n);
    gsl_blas_dsyrk(CblasLower, CblasTrans, 1, &j.matrix, 0, &result.matrix);
    if (gsl_linalg_cholesky_decomp1(&result.matrix) != GSL_SUCCESS || gsl_linalg_cholesky_invert(&result.matrix) != GSL_SUCCESS)
      throw std::runtime_error("the matrix of the least squares is singular");
    return inverse;
  }

  Determination determine(const Matrix &jacobian, double rank_tolerance)
  {
    const GslErrorsOff errors_off;
    const std::size_t n = jacobian.columns;
    std::vector<double> length(n);
    for (std::size_t j = 0; j < n; ++j)
      {
        for (std::size_t i = 0; i < jacobian.rows; ++i)
          length[j] = std::hypot(length[j], jacobian(i, j));
        if (!(length[j] > 0))
          length[j] = 1;
      }
    // Rows of zeros if there are fewer residuals than unknowns: GSL requires at least as many rows as columns.
    Matrix u(std::max(jacobian.rows, n), n), v(n, n);
    for (std::size_t i = 0; i < jacobian.rows; ++i)
      for (std::size_t j = 0; j < n; ++j)
        u(i, j) = jacobian(i, j) / length[j];
    std::vector<double> singular(n), work(n);
    gsl_matrix_view u_view = gsl_matrix_view_array(u.values.data(), u.rows, n), v_view = gsl_matrix_view_array(v.values.data(), n, n);
    gsl_vector_view s_view = gsl_vector_view_array(singular.data(), n), w_view = gsl_vector_view_array(work.data(), n);
    if (gsl_linalg_SV_decomp(&u_view.matrix, &v_view.matrix, &s_view.vector, &w_view.vector) != GSL_SUCCESS)
      throw std::runtime_error("the singular values of the matrix of the least squares cannot be found");

    Determination result{Matrix(n, n), std::vector<bool>(n, true), singular[0] > 0 ? singular[n - 1] / singular[0] : 0};
    for (std::size_t k = 0; k < n; ++k)
      {
        const bool is_seen = singular[k] > rank_tolerance * singular[0];
        for (std::size_t i = 0; i < n; ++i)
          if (!is_seen && std::abs(v(i, k)) > 0.1)
            result.is_seen[i] = false;
        for (std::size_t i = 0; is_seen && i < n; ++i)
          for (std::size_t j = 0; j < n; ++j)
            result.inverse(i, j) += v(i, k) * v(j, k) / (singular[k] * singular[k] * length[i] * length[j]);
      }
    return result;
  }
} // namespace sagitta::materials
