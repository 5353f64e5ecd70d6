#include <solver/adaptivity/point_conductivity.h>

#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>

namespace sagitta::adaptivity
{
  using layered::CellPoints;
  using layered::CellValues;
  using layered::Vector;

  namespace
  {
    using Three = std::array<double, 3>;

    Three gradient(const CellValues &values, unsigned e, unsigned q, unsigned qz)
    {
      return {{values.derivative(e, q, qz, 0, 0), values.derivative(e, q, qz, 0, 1), values.derivative(e, q, qz, 0, 2)}};
    }
  } // namespace

  /// The points of one plan cell after another.
  class PointConductivity::Cell
  {
  public:
    explicit Cell(const PointConductivity &owner) : owner_(owner), values_(owner.space_) {}

    const CellPoints &points() const { return values_.points(); }

    void enter(unsigned cell)
    {
      cell_ = cell;
      values_.load(cell, owner_.temperature_);
    }

    /// Goes to an element; false where nothing varies.
    bool enter_element(unsigned e)
    {
      e_ = e;
      if (!owner_.law_.depends_on_temperature(owner_.model_.composition(cell_, e)))
        return false;
      in_matrix_ = at(values_.mean(e, 0));
      return true;
    }

    Three slope(unsigned q, unsigned qz) const { return gradient(values_, e_, q, qz); }

    /// k(T) - k_K.
    Three difference(unsigned q, unsigned qz) const { return less(at(temperature(q, qz)), in_matrix_); }

    /// k'(T).
    Three derivative(unsigned q, unsigned qz) const
    {
      const double t = temperature(q, qz);
      Three result = less(at(t + step), at(t - step));
      for (double &k : result)
        k /= 2 * step;
      return result;
    }

    /// (k_K - k(T)) grad T of a part at the plan points of a height.
    std::vector<Three> residual_flux(Part part, unsigned qz) const
    {
      double mean = 0, share = 0;
      for (unsigned q = 0; q < points().n_plan(); ++q)
        {
          mean += points().share(e_, q, qz) * temperature(q, qz);
          share += points().share(e_, q, qz);
        }
      const Three in_layer = at(mean / share);
      std::vector<Three> flux;
      for (unsigned q = 0; q < points().n_plan(); ++q)
        {
          const Three k = part == Part::thickness ? less(in_matrix_, in_layer) : less(in_layer, at(temperature(q, qz)));
          Three f = slope(q, qz);
          for (unsigned axis = 0; axis < 3; ++axis)
            f[axis] *= k[axis];
          flux.push_back(f);
        }
      return flux;
    }

  private:
    // [K]: tables are piecewise linear.
    static constexpr double step = .5;

    double temperature(unsigned q, unsigned qz) const { return values_.value(e_, q, qz, 0); }

    Three at(double temperature) const { return owner_.law_.conductivity(owner_.model_.composition(cell_, e_), temperature); }

    static Three less(const Three &a, const Three &b) { return {{a[0] - b[0], a[1] - b[1], a[2] - b[2]}}; }

    const PointConductivity &owner_;
    CellValues values_;
    unsigned cell_ = 0, e_ = 0;
    Three in_matrix_{};
  };

  PointConductivity::PointConductivity(const model::Model &model, const conduction::ConductionLaw &law, const layered::LayeredSpace &space,
                                       const Vector<double> &temperature)
      : model_(model), law_(law), space_(space), temperature_(temperature)
  {
  }

  void PointConductivity::add_transposed(double factor, const Vector<double> &z, Vector<double> &load) const
  {
    if (!varies())
      return;
    Cell at(*this);
    CellValues dual(space_);
    const CellPoints &points = at.points();
    layered::CellLoads loads(points, load);
    std::vector<Three> flux(points.n_points());
    std::vector<double> density(points.n_points());
    for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
      {
        at.enter(cell);
        dual.load(cell, z);
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          if (at.enter_element(e))
            {
              for (unsigned q = 0; q < points.n_plan(); ++q)
                for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                  {
                    const Three weight = gradient(dual, e, q, qz), slope = at.slope(q, qz), difference = at.difference(q, qz),
                                derivative = at.derivative(q, qz);
                    double &sum = density[points.index(q, qz)];
                    sum = 0;
                    for (unsigned axis = 0; axis < 3; ++axis)
                      {
                        flux[points.index(q, qz)][axis] = factor * difference[axis] * weight[axis];
                        sum += factor * derivative[axis] * slope[axis] * weight[axis];
                      }
                  }
              loads.add_flux(e, flux);
              loads.add(e, density);
            }
      }
  }

  void PointConductivity::add_residual(Part part, Vector<double> &load) const
  {
    if (!varies())
      return;
    Cell at(*this);
    const CellPoints &points = at.points();
    layered::CellLoads loads(points, load);
    std::vector<Three> flux(points.n_points());
    for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
      {
        at.enter(cell);
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          if (at.enter_element(e))
            {
              for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                {
                  const std::vector<Three> of_height = at.residual_flux(part, qz);
                  for (unsigned q = 0; q < points.n_plan(); ++q)
                    flux[points.index(q, qz)] = of_height[q];
                }
              loads.add_flux(e, flux);
            }
      }
  }

  std::vector<double> PointConductivity::residual_against(Part part, const Vector<double> &z) const
  {
    std::vector<double> result(std::size_t(space_.plan().n_cells()) * space_.n_elements(), 0.);
    if (!varies())
      return result;
    Cell at(*this);
    CellValues dual(space_);
    const CellPoints &points = at.points();
    for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
      {
        at.enter(cell);
        dual.load(cell, z);
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          if (at.enter_element(e))
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              {
                const std::vector<Three> flux = at.residual_flux(part, qz);
                for (unsigned q = 0; q < points.n_plan(); ++q)
                  {
                    const Three weight = gradient(dual, e, q, qz);
                    for (unsigned axis = 0; axis < 3; ++axis)
                      result[std::size_t(cell) * space_.n_elements() + e] += points.jxw(e, q, qz) * flux[q][axis] * weight[axis];
                  }
              }
      }
    return result;
  }
} // namespace sagitta::adaptivity
