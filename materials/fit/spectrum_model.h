#pragma once

#include <materials/fit/spectrum.h>

#include <limits>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  /// What an arm of unit weight adds at x = t / (a tau), and its derivative by ln a.
  struct ArmKernel
  {
    double value, by_log_shift;
  };

  ArmKernel arm_kernel(ModulusKind kind, double x);

  /// The least-squares problem behind fit_spectrum. Its unknowns theta: ln w_i, ln of the equilibrium modulus, the parameters of the shift,
  /// ln b of the curves other than the reference if they have one.
  class SpectrumModel
  {
  public:
    /// The problem must outlive the model. Throws std::invalid_argument for data that no spectrum describes.
    explicit SpectrumModel(const SpectrumProblem &problem);

    const std::vector<double> &times() const { return times_; }
    std::size_t points() const { return points_; }

    /// Arms from the usual first estimates, E'' = pi/2 H or -dE/d(ln t) = H, with H the weight per unit of ln tau.
    std::vector<double> start() const;

    std::vector<double> shift_parameters(const std::vector<double> &theta) const;
    std::vector<double> log_shifts(const std::vector<double> &theta) const;
    double log_factor(const std::vector<double> &theta, std::size_t curve) const;

    /// Takes the scales of the residuals from the model, so that a point that is low by chance does not get a larger weight. The first
    /// scales are the data.
    void scale_by_model(const std::vector<double> &theta);

    /// Relative standard deviations: those of the request, or estimated from the residuals with `influence` unknowns subtracted.
    const ModulusNoise &noise() const { return noise_; }
    void estimate_noise(const std::vector<double> &theta, double influence);

    /// Model minus data over its scale, point by point.
    std::vector<double> relative(const std::vector<double> &theta) const;

    /// Points over their noise, smoothing, and priors so wide (a standard deviation of a factor e^20 for weights, 3 decades for
    /// the shifts from their start) that they only make the matrix regular where the data determine nothing.
    SquaresProblem squares(double strength) const;

    /// The integral that the square of `strength` multiplies.
    double roughness(const std::vector<double> &theta) const;

  private:
    std::size_t other(std::size_t curve) const { return curve < problem_.reference ? curve : curve - 1; }
    bool has_factor(std::size_t curve) const { return problem_.options.is_vertical && curve != problem_.reference; }
    double smoothing(double strength) const;
    std::vector<double> moduli(const std::vector<double> &theta) const;
    std::vector<std::pair<double, double>> first_densities() const;
    void set_scales(const std::vector<double> &values);
    Matrix shift_slopes(const std::vector<double> &theta) const;
    void differentiate_points(const std::vector<double> &theta, Matrix &jacobian) const;
    void add_regular_residuals(const std::vector<double> &theta, double smooth, std::vector<double> &residuals) const;
    void add_regular_derivatives(double smooth, Matrix &jacobian) const;

    const SpectrumProblem &problem_;
    std::vector<double> times_;
    double per_decade_; ///< arms
    ModulusNoise noise_;
    std::size_t first_shift_ = 0, first_factor_ = 0, unknowns_ = 0, points_ = 0;
    double lowest_ = std::numeric_limits<double>::infinity(); ///< storage or relaxation modulus [Pa]
    std::vector<double> scales_;
    std::vector<bool> is_floored_; ///< losses that are compared with the storage modulus
  };
} // namespace sagitta::materials
