#include <solver/layered/multigrid/plate_functions.h>

#include <materials/pi.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace sagitta::layered
{
  namespace
  {
    // A function is independent of earlier ones if more than this share of its norm remains when they are projected out.
    constexpr double independence = 1e-6;

    // A gap's shear modulus is at most this share of the stiffest layer's: a layer of glass, metal or filled resin is never a gap.
    constexpr double gap_softness = .05;

    // The stiffness of empty places in harmonic means, as a share of the stiffest one.
    constexpr double emptiness = 1e-6;

    void add_functions(std::vector<ColumnFunction> &functions, unsigned component, const std::vector<std::vector<double>> &candidates)
    {
      std::vector<std::vector<double>> kept;
      for (std::vector<double> candidate : candidates)
        if (orthonormalise(candidate, kept))
          kept.push_back(candidate);
      for (const std::vector<double> &values : kept)
        functions.push_back({component, values});
    }

    /// Integral through the thickness of slope[e] * f, at the z-nodes; f linear between them.
    std::vector<double> integrate_up(const LayeredSpace &space, const std::vector<double> &slope, const std::vector<double> &f)
    {
      std::vector<double> values(space.n_z(), 0.);
      for (unsigned e = 0; e < space.n_elements(); ++e)
        for (unsigned k = e * space.degree_z(); k < (e + 1) * space.degree_z(); ++k)
          values[k + 1] = values[k] + slope[e] * .5 * (f[k] + f[k + 1]) * (space.z_nodes()[k + 1] - space.z_nodes()[k]);
      return values;
    }

    double modulus_along(const std::vector<double> &c)
    {
      return .5 * (c[0] + c[1]);
    }

    double height_of(const LayeredSpace &space, unsigned e)
    {
      return space.grid().z[e + 1] - space.grid().z[e];
    }

    /// The neutral plane of a plate.
    double neutral_plane(const LayeredSpace &space, const PlateStack &stack, const Plate &plate)
    {
      double stiffness = 0, moment = 0;
      for (unsigned e = plate.first; e < plate.last; ++e)
        {
          const double force = modulus_along(stack.coefficients[e]) * height_of(space, e);
          stiffness += force;
          moment += force * (space.grid().z[e] + space.grid().z[e + 1]) / 2;
        }
      return moment / stiffness;
    }

    /// Bending stiffness of a plate about its neutral plane [N m].
    double bending_stiffness(const LayeredSpace &space, const PlateStack &stack, const Plate &plate)
    {
      const double z0 = neutral_plane(space, stack, plate);
      double sum = 0;
      for (unsigned e = plate.first; e < plate.last; ++e)
        sum += modulus_along(stack.coefficients[e]) * (std::pow(space.grid().z[e + 1] - z0, 3) - std::pow(space.grid().z[e] - z0, 3)) / 3;
      return sum;
    }

    /// f(z) in one plate, zero in the others, linear in the gaps.
    std::vector<double> within(const LayeredSpace &space, const PlateStack &stack, const Plate &plate,
                               const std::function<double(double)> &f)
    {
      const std::vector<double> &z = space.z_nodes();
      const unsigned q = space.degree_z();
      std::vector<double> values(space.n_z(), 0.);
      for (unsigned k = plate.first * q; k <= plate.last * q; ++k)
        values[k] = f(z[k]);
      for (std::size_t p = 1; p < stack.plates.size(); ++p)
        {
          const unsigned below = stack.plates[p - 1].last * q, above = stack.plates[p].first * q;
          for (unsigned k = below + 1; k < above; ++k)
            values[k] = values[below] + (values[above] - values[below]) * (z[k] - z[below]) / (z[above] - z[below]);
        }
      return values;
    }

    /// Means over the plan: of the coefficients, and of 1/G and 1/M (the last two entries of an element) where the element or something
    /// both above and below it is filled.
    struct StackMeans
    {
      std::vector<std::vector<double>> coefficients;
      std::vector<double> shear, stretch; ///< harmonic; infinite where nothing is covered
    };

    StackMeans average_stack(const LayeredSpace &space, const Coefficients &coefficients)
    {
      const unsigned n = n_coefficients(space.n_components()), n_elements = space.n_elements(), stride = n + 3;
      const PlanSpace &plan = space.plan();
      double stiffest = 0;
      for (const double value : coefficients.volume)
        stiffest = std::max(stiffest, value);
      MPI_Allreduce(MPI_IN_PLACE, &stiffest, 1, MPI_DOUBLE, MPI_MAX, space.communicator());
      std::vector<double> sums(n_elements * stride + 1, 0.);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          const double area = plan.area(cell);
          sums.back() += area;
          unsigned lowest = n_elements, highest = 0;
          for (unsigned e = 0; e < n_elements; ++e)
            if (coefficients.at(cell, e)[2] > 0)
              {
                lowest = std::min(lowest, e);
                highest = e;
              }
          for (unsigned e = 0; e < n_elements; ++e)
            {
              const double *c = coefficients.at(cell, e);
              for (unsigned k = 0; k < n; ++k)
                sums[e * stride + k] += area * c[k];
              if (n == 9 && e >= lowest && e <= highest)
                {
                  sums[e * stride + n] += area;
                  sums[e * stride + n + 1] += area / std::max(.5 * (c[6] + c[7]), emptiness * stiffest);
                  sums[e * stride + n + 2] += area / std::max(c[2], emptiness * stiffest);
                }
            }
        }
      MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, space.communicator());
      StackMeans means;
      for (unsigned e = 0; e < n_elements; ++e)
        {
          const double *sum = &sums[e * stride];
          means.coefficients.emplace_back();
          for (unsigned k = 0; k < n; ++k)
            means.coefficients.back().push_back(sum[k] / sums.back());
          means.shear.push_back(sum[n] / sum[n + 1]);
          means.stretch.push_back(sum[n] / sum[n + 2]);
        }
      return means;
    }
  } // namespace

  double dot(const std::vector<double> &a, const std::vector<double> &b)
  {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      sum += a[i] * b[i];
    return sum;
  }

  bool orthonormalise(std::vector<double> &v, const std::vector<std::vector<double>> &earlier)
  {
    const double before = std::sqrt(dot(v, v));
    if (!(before > 0))
      return false;
    for (unsigned pass = 0; pass < 2; ++pass)
      for (const std::vector<double> &e : earlier)
        {
          const double product = dot(v, e);
          for (std::size_t i = 0; i < v.size(); ++i)
            v[i] -= product * e[i];
        }
    const double after = std::sqrt(dot(v, v));
    if (!(after > independence * before))
      return false;
    for (double &value : v)
      value /= after;
    return true;
  }

  PlateStack find_plate_stack(const LayeredSpace &space, const Coefficients &coefficients)
  {
    const unsigned n_elements = space.n_elements();
    const StackMeans means = average_stack(space, coefficients);
    PlateStack stack;
    stack.coefficients = means.coefficients;
    stack.plates = {{0, n_elements}};
    if (space.n_components() == 1)
      return stack;
    double stiffest = 0;
    for (unsigned e = 0; e < n_elements; ++e)
      if (std::isfinite(means.shear[e]))
        stiffest = std::max(stiffest, means.shear[e]);
    const auto is_soft = [&](unsigned e) { return means.shear[e] <= gap_softness * stiffest; };

    // Candidates for plates lie between runs of soft elements; soft ones at the bottom and the top belong to the plate there.
    std::vector<Plate> candidates;
    for (unsigned e = 0; e < n_elements; ++e)
      if (!is_soft(e))
        {
          if (candidates.empty() || candidates.back().last < e)
            candidates.push_back({e, e + 1});
          candidates.back().last = e + 1;
        }
    candidates.front().first = 0;
    candidates.back().last = n_elements;

    // Two plates of bending stiffness D on a gap of stiffness c [N/m3] separate in waves of two cells if c (1/D + 1/D) < (pi / width)^4.
    const double wave = std::pow(materials::pi / space.plan().mean_cell_width(), 4);
    stack.plates = {candidates.front()};
    for (std::size_t p = 1; p < candidates.size(); ++p)
      {
        Plate &below = stack.plates.back();
        double compliance = 0;
        for (unsigned e = below.last; e < candidates[p].first; ++e)
          compliance += height_of(space, e) / means.stretch[e];
        const double parting =
            (1 / bending_stiffness(space, stack, below) + 1 / bending_stiffness(space, stack, candidates[p])) / compliance;
        if (parting < wave)
          stack.plates.push_back(candidates[p]);
        else
          below.last = candidates[p].last;
      }
    return stack;
  }

  double find_solid_thickness(const LayeredSpace &space, const Coefficients &coefficients)
  {
    std::array<double, 2> sums{{0, 0}}; // of areas and of areas times thickness, where anything is filled
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        double run = 0, thickest = 0;
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            run = coefficients.at(cell, e)[2] > 0 ? run + height_of(space, e) : 0.;
            thickest = std::max(thickest, run);
          }
        if (thickest > 0)
          {
            sums[0] += space.plan().area(cell);
            sums[1] += space.plan().area(cell) * thickest;
          }
      }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, space.communicator());
    return sums[0] > 0 ? sums[1] / sums[0] : 0.;
  }

  std::vector<ColumnFunction> make_column_functions(const LayeredSpace &space, const PlateStack &stack)
  {
    const auto slopes = [&](auto &&f) {
      std::vector<double> result;
      for (const std::vector<double> &c : stack.coefficients)
        result.push_back(f(c));
      return result;
    };
    // A layer that is empty everywhere bends with its neighbours: no shear or strain of its own.
    const auto inverse = [](double value) { return value > 0 ? 1 / value : 0.; };

    const std::vector<double> one(space.n_z(), 1.);
    std::vector<std::vector<double>> constants, heights;
    for (const Plate &plate : stack.plates)
      {
        const double middle = .5 * (space.grid().z[plate.first] + space.grid().z[plate.last]);
        constants.push_back(within(space, stack, plate, [](double) { return 1.; }));
        heights.push_back(within(space, stack, plate, [middle](double z) { return z - middle; }));
      }
    std::vector<ColumnFunction> functions;
    if (space.n_components() == 1)
      {
        add_functions(functions, 0, {one, integrate_up(space, slopes([&](const auto &k) { return inverse(k[2]); }), one), heights.front()});
        return functions;
      }
    // Rigid motions come first: a column that is filled in part takes functions in this order, so that no motion needs one left out there.
    std::vector<std::vector<double>> along = {one, space.z_nodes()}, across = {one};
    for (std::vector<std::vector<double>> *functions_of : {&along, &across})
      functions_of->insert(functions_of->end(), constants.begin(), constants.end());
    along.insert(along.end(), heights.begin(), heights.end());
    const auto ratio = slopes([&](const auto &k) { return .5 * (k[4] + k[5]) * inverse(k[2]); });
    for (const auto *shapes : {&constants, &heights})
      for (const std::vector<double> &shape : *shapes)
        across.push_back(integrate_up(space, ratio, shape));
    across.push_back(integrate_up(space, slopes([&](const auto &k) { return inverse(k[2]); }), one));
    for (unsigned c = 0; c < 2; ++c)
      {
        std::vector<std::vector<double>> all = along;
        all.push_back(integrate_up(space, slopes([&](const auto &k) { return inverse(k[c == 0 ? 7 : 6]); }), one));
        add_functions(functions, c, all);
      }
    add_functions(functions, 2, across);
    return functions;
  }

  std::vector<ColumnFunction> make_bending_functions(const LayeredSpace &space, const PlateStack &stack)
  {
    std::vector<std::vector<double>> rotations, deflections;
    for (const Plate &plate : stack.plates)
      {
        const double z0 = neutral_plane(space, stack, plate);
        rotations.push_back(within(space, stack, plate, [z0](double z) { return z - z0; }));
        deflections.push_back(within(space, stack, plate, [](double) { return 1.; }));
      }
    std::vector<ColumnFunction> functions;
    add_functions(functions, 0, rotations);
    add_functions(functions, 1, rotations);
    add_functions(functions, 2, deflections);
    return functions;
  }
} // namespace sagitta::layered
