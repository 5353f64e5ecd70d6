#include <solver/process/heat_path.h>

#include <solver/base/reductions.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/process/law_failure.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace sagitta::process
{
  using layered::Vector;

  namespace
  {
    /// The range of the temperatures that a case names for a path, at least a kelvin.
    double range_of_temperatures(const Programme &programme, const ThermalConditions &conditions)
    {
      double low = programme.path->start_temperature, high = low;
      const auto include = [&](double temperature) {
        low = std::min(low, temperature);
        high = std::max(high, temperature);
      };
      for (const State &state : programme.states)
        if (state.surroundings)
          include(*state.surroundings);
      for (const FilmCondition &film : conditions.films)
        if (!film.is_surroundings)
          include(film.ambient);
      for (const FixedTemperature &fixed : conditions.fixed_temperatures)
        if (!fixed.is_surroundings)
          include(fixed.temperature);
      return std::max(1., high - low);
    }

    // The error of one step of order two is four times that of two of half its length: the difference is three times the latter.
    constexpr double share_of_difference = 1. / 3;
  } // namespace

  HeatPath::HeatPath(const model::Model &model, const Materials &materials, const Programme &programme, const MaterialPath &path,
                     const MaterialBlocks &blocks)
      : model_(model), materials_(materials), path_(path), blocks_(blocks), density_temperature_(programme.path->start_temperature),
        range_(range_of_temperatures(programme, model.conditions().thermal)), heat_(model, materials, density_temperature_),
        used_(layered::find_used_nodes(*heat_.space(), model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1)))
  {
  }

  Instant HeatPath::with_points(const Instant &uniform) const
  {
    Instant at = uniform;
    auto points = std::make_shared<HeatedPoints>();
    points->is_uniform = true;
    points->temperature = heat_.uniform(uniform.temperature);
    const unsigned n = blocks_.n_points();
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      {
        const unsigned material = blocks_.material(b);
        points->cure.insert(points->cure.end(), n, uniform.cure[material]);
        for (unsigned axis = 0; axis < 3; ++axis)
          points->moved_transition[axis].insert(points->moved_transition[axis].end(), n, uniform.moved_transition[material][axis]);
      }
    at.points = std::move(points);
    return at;
  }

  void HeatPath::mix_at_contacts(const std::vector<unsigned> &joins, double of_joined, Vector<double> &temperature) const
  {
    const layered::LayeredSpace &space = *heat_.space();
    const conduction::ConductionLaw law(model_.package(), materials_);
    Vector<double> all, joined; // heat capacities of the nodes [J/K]
    space.initialise(all);
    space.initialise(joined);
    layered::CellPoints points(space);
    layered::CellLoads of_all(points, all), of_joining(points, joined);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            meshing::Composition joining;
            std::copy_if(composition.begin(), composition.end(), std::back_inserter(joining),
                         [&](const auto &part) { return std::find(joins.begin(), joins.end(), part.first) != joins.end(); });
            of_all.add_uniform(e, 0, law.capacity(composition, density_temperature_, of_joined));
            of_joining.add_uniform(e, 0, law.capacity(joining, density_temperature_, of_joined));
          }
      }
    space.condense(all);
    space.condense(joined);
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (const double share = all.begin()[i] > 0 ? joined.begin()[i] / all.begin()[i] : 0; share > 0)
        temperature.begin()[i] += share * (of_joined - temperature.begin()[i]);
  }

  std::vector<double> HeatPath::at_points(const Vector<double> &temperature) const
  {
    const unsigned n = blocks_.n_points(), n_layer = blocks_.space().element_z().n;
    std::vector<double> result(std::size_t(n) * blocks_.size());
    layered::CellValues values(*heat_.space());
    unsigned loaded = ~0u;
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      {
        if (blocks_[b].cell != loaded)
          values.load(blocks_[b].cell, temperature);
        loaded = blocks_[b].cell;
        for (unsigned p = 0; p < n; ++p)
          result[b * n + p] = values.value(blocks_[b].element, p / n_layer, p % n_layer, 0);
      }
    return result;
  }

  CureOfPoint HeatPath::cure_at(const Instant &at, std::size_t point) const
  {
    const HeatedPoints &points = *at.points;
    return {points.cure[point],
            {{points.moved_transition[0][point], points.moved_transition[1][point], points.moved_transition[2][point]}}};
  }

  CureOfPoint HeatPath::cure_after(const Instant &from, const PointOfBlock &point, const materials::CureInterval &interval) const
  {
    return path_.later(blocks_.material(point.block), cure_at(from, point.index), interval, MaterialPath::cure_tolerance_of_points);
  }

  void HeatPath::add_reaction(const HeatedStep &step, const Vector<double> &temperature, Vector<double> &load) const
  {
    const unsigned n = blocks_.n_points(), n_layer = blocks_.space().element_z().n;
    const std::vector<double> end = at_points(temperature);
    std::vector<double> heat(end.size(), 0.); // [J/m3]
    call_on_all_ranks(model_.communicator(), [&] {
      for (std::size_t b = 0; b < blocks_.size(); ++b)
        if (const unsigned m = blocks_.material(b); cures(b) && materials_[m].cure->heat > 0)
          for (std::size_t p = b * n; p < (b + 1) * n; ++p)
            if (const double before = step.from.points->cure[p]; before < 1)
              heat[p] = materials_[m].density->value(density_temperature_) * materials_[m].cure->heat *
                        (cure_after(step.from, {b, p}, {step.duration, {{step.temperature[p], end[p]}}}).cure - before);
    });
    layered::CellPoints points(*heat_.space());
    layered::CellLoads loads(points, load);
    std::vector<double> density(points.n_points());
    unsigned entered = ~0u;
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      if (cures(b))
        {
          if (blocks_[b].cell != entered)
            points.enter(blocks_[b].cell);
          entered = blocks_[b].cell;
          for (unsigned p = 0; p < n; ++p)
            density[points.index(p / n_layer, p % n_layer)] = blocks_[b].fraction * heat[b * n + p];
          loads.add(blocks_[b].element, density);
        }
  }

  void HeatPath::advance_cure(const Instant &from, const std::array<std::vector<double>, 2> &temperature, double duration,
                              HeatedPoints &to) const
  {
    const unsigned n = blocks_.n_points();
    to.cure = from.points->cure;
    to.moved_transition = from.points->moved_transition;
    call_on_all_ranks(model_.communicator(), [&] {
      for (std::size_t b = 0; b < blocks_.size(); ++b)
        for (std::size_t p = b * n; p < (b + 1) * n && cures(b); ++p)
          if (to.cure[p] < 1)
            {
              const CureOfPoint next = cure_after(from, {b, p}, {duration, {{temperature[0][p], temperature[1][p]}}});
              to.cure[p] = next.cure;
              for (unsigned axis = 0; axis < 3; ++axis)
                to.moved_transition[axis][p] = next.moved_transition[axis];
            }
    });
  }

  Instant HeatPath::later(const Instant &from, double duration, double surroundings)
  {
    const std::vector<double> start = at_points(from.points->temperature);
    conduction::TransientHeat::Step step{from.points->temperature, duration, {{from.temperature, surroundings}}, {}};
    int reacts = 0;
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      if (cures(b) && materials_[blocks_.material(b)].cure->heat > 0)
        for (unsigned p = 0; p < blocks_.n_points(); ++p)
          reacts = reacts || from.points->cure[b * blocks_.n_points() + p] < 1;
    MPI_Allreduce(MPI_IN_PLACE, &reacts, 1, MPI_INT, MPI_MAX, model_.communicator());
    if (reacts)
      step.reaction = [&](const Vector<double> &temperature, double share, Vector<double> &load) {
        add_reaction({from, start, share * duration}, temperature, load);
      };
    auto points = std::make_shared<HeatedPoints>();
    try
      {
        points->temperature = heat_.advance(step);
      }
    catch (const conduction::HeatStepFailure &failure)
      {
        throw StepFailure(failure.what());
      }
    advance_cure(from, {start, at_points(points->temperature)}, duration, *points);
    Instant to = from;
    to.time += duration;
    to.temperature = surroundings;
    to.points = std::move(points);
    set_means(to);
    return to;
  }

  void HeatPath::set_means(Instant &at) const
  {
    const unsigned n = blocks_.n_points();
    std::vector<double> sums(5 * materials_.size(), 0.); // per material: of cure, of the three strains, of the volume
    blocks_.for_each({}, [&](std::size_t b, const BlockPoints &points) {
      double *sum = &sums[5 * std::size_t(blocks_.material(b))];
      for (unsigned p = 0; p < n; ++p)
        {
          const CureOfPoint here = cure_at(at, b * n + p);
          sum[0] += points.weight(p) * here.cure;
          for (unsigned axis = 0; axis < 3; ++axis)
            sum[1 + axis] += points.weight(p) * here.moved_transition[axis];
          sum[4] += points.weight(p);
        }
    });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());
    for (unsigned m = 0; m < materials_.size(); ++m)
      if (const double *sum = &sums[5 * std::size_t(m)]; sum[4] > 0)
        {
          at.cure[m] = sum[0] / sum[4];
          for (unsigned axis = 0; axis < 3; ++axis)
            at.moved_transition[m][axis] = sum[1 + axis] / sum[4];
        }
  }

  double HeatPath::find_error(const Instant &whole, const Instant &pair) const
  {
    double of_temperature = 0; // of the differences [K]
    for (unsigned i = 0; i < heat_.space()->n_owned(); ++i)
      of_temperature = std::max(of_temperature, std::abs(whole.points->temperature.begin()[i] - pair.points->temperature.begin()[i]));
    MPI_Allreduce(MPI_IN_PLACE, &of_temperature, 1, MPI_DOUBLE, MPI_MAX, model_.communicator());
    std::vector<double> sums(2 * materials_.size(), 0.); // per material: of squared differences of the cure, of the volume
    const unsigned n = blocks_.n_points();
    blocks_.for_each({}, [&](std::size_t b, const BlockPoints &points) {
      double *sum = &sums[2 * std::size_t(blocks_.material(b))];
      for (unsigned p = 0; p < n; ++p)
        {
          const double difference = whole.points->cure[b * n + p] - pair.points->cure[b * n + p];
          sum[0] += points.weight(p) * difference * difference;
          sum[1] += points.weight(p);
        }
    });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());
    double of_cure = 0;
    for (std::size_t m = 0; m < materials_.size(); ++m)
      if (sums[2 * m + 1] > 0)
        of_cure = std::max(of_cure, std::sqrt(sums[2 * m] / sums[2 * m + 1]));
    return share_of_difference * std::max(of_temperature / range_, of_cure);
  }

  Conditions HeatPath::conditions(const Instant &at, const mechanics::ThermoelasticLaw &law) const
  {
    const unsigned n = blocks_.n_points();
    std::array<std::vector<double>, 3> strain;
    for (std::vector<double> &values : strain)
      values.resize(at.points->cure.size());
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (std::size_t p = b * n; p < (b + 1) * n; ++p)
        {
          const std::array<double, 3> here = path_.cure_strain(blocks_.material(b), cure_at(at, p));
          for (unsigned axis = 0; axis < 3; ++axis)
            strain[axis][p] = here[axis];
        }
    const PointField temperatures = at.points->is_uniform ? PointField(at.temperature) : PointField(at_points(at.points->temperature), n);
    return {temperatures,
            PointField(at.points->cure, n),
            {PointField(std::move(strain[0]), n), PointField(std::move(strain[1]), n), PointField(std::move(strain[2]), n)},
            law,
            temperature(at)};
  }

  mechanics::Temperature HeatPath::temperature(const Instant &at) const
  {
    if (at.points->is_uniform)
      return at.temperature;
    return mechanics::TemperatureField{heat_.space(), &at.points->temperature};
  }

  void HeatPath::note_hottest(const Instant &at, results::HistoryInfo &history) const
  {
    const layered::LayeredSpace &space = *heat_.space();
    double own = -HUGE_VAL;
    unsigned place = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (used_[i] && at.points->temperature.begin()[i] > own)
        {
          own = at.points->temperature.begin()[i];
          place = i;
        }
    const ExtremeOfRanks hottest = find_largest(own, model_.communicator());
    if (history.hottest && history.hottest->temperature >= hottest.value)
      return;
    std::array<double, 3> position{};
    if (hottest.is_here)
      position = space.position(place / space.n_z(), place % space.n_z());
    MPI_Bcast(position.data(), 3, MPI_DOUBLE, hottest.rank, model_.communicator());
    history.hottest = results::HottestPoint{hottest.value, at.time, position};
  }

  std::vector<results::MaterialCure> HeatPath::cures(const Instant &at) const
  {
    const unsigned n = blocks_.n_points();
    std::vector<double> extremes(2 * materials_.size(), -HUGE_VAL); // per material: minus the least, the largest
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (std::size_t p = b * n; p < (b + 1) * n; ++p)
        {
          double *of_material = &extremes[2 * std::size_t(blocks_.material(b))];
          of_material[0] = std::max(of_material[0], -at.points->cure[p]);
          of_material[1] = std::max(of_material[1], at.points->cure[p]);
        }
    MPI_Allreduce(MPI_IN_PLACE, extremes.data(), static_cast<int>(extremes.size()), MPI_DOUBLE, MPI_MAX, model_.communicator());
    std::vector<results::MaterialCure> result;
    for (unsigned m = 0; m < materials_.size(); ++m)
      if (path_.has_memory(m) && materials_[m].cure)
        {
          results::MaterialCure cure{materials_[m].name, at.cure[m], std::nullopt};
          if (std::isfinite(extremes[2 * m]))
            cure.range = {{-extremes[2 * m], extremes[2 * m + 1]}};
          result.push_back(cure);
        }
    return result;
  }

  std::vector<results::Field> HeatPath::make_fields(const Instant &at) const
  {
    const layered::LayeredSpace &space = blocks_.space();
    const unsigned n = blocks_.n_points(), n_elements = space.n_elements();
    std::vector<double> means(std::size_t(space.plan().n_cells()) * n_elements, 1.);
    blocks_.for_each({}, [&](std::size_t b, const BlockPoints &points) {
      if (!cures(b) || model_.main_body(blocks_[b].cell, blocks_[b].element) != static_cast<int>(blocks_[b].body))
        return;
      double sum = 0, volume = 0;
      for (unsigned p = 0; p < n; ++p)
        {
          sum += points.weight(p) * at.points->cure[b * n + p];
          volume += points.weight(p);
        }
      means[std::size_t(blocks_[b].cell) * n_elements + blocks_[b].element] = sum / volume;
    });
    results::Field field{"degree_of_cure", "1", 1, {}};
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < n_elements; ++e)
        if (model_.main_body(cell, e) >= 0)
          field.data.push_back(means[std::size_t(cell) * n_elements + e]);
    return {field};
  }
} // namespace sagitta::process
