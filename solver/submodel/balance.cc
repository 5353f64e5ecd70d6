#include <solver/submodel/balance.h>

#include <solver/base/every_rank.h>
#include <solver/case/case.h>
#include <solver/case/names.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/face_points.h>
#include <solver/layered/space/point_values.h>
#include <solver/mechanics/temperature.h>
#include <solver/submodel/reactions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <variant>

namespace sagitta::submodel
{
  namespace
  {
    /// The law and the fields of the source of one state; absent where only its directory is known.
    struct SourceState
    {
      SourceLaw law;
      SourceFields fields;

      std::optional<StressAndEnergy> at(const std::array<double, 3> &point) { return law.at(fields, point); }
    };

    std::optional<SourceState> read_source(unsigned index, const SourceRun &source, MPI_Comm communicator)
    {
      std::optional<SourceState> result;
      on_every_rank(source.submodel().place, communicator, [&] {
        if (source.submodel().source)
          result.emplace(
              SourceState{SourceLaw(source.submodel().source->package, source.submodel().source->materials, source.file().grid()),
                          {source.read(index, restore::Quantity::displacement), source.read(index, restore::Quantity::temperature)}});
      });
      return result;
    }

    /// Does a layer element lie between the cuts? Layers outside of the window stay in the grid, without material.
    bool is_in_window(const model::Model &model, unsigned e)
    {
      const std::vector<double> &z = model.grid().z;
      const std::vector<CutPlane> &cuts = model.conditions().cuts;
      return std::none_of(cuts.begin(), cuts.end(), [&](const CutPlane &cut) {
        const double middle = (z[e] + z[e + 1]) / 2;
        return is_horizontal(cut.side) && (is_low(cut.side) ? middle < cut.position : middle > cut.position);
      });
    }

    /// Integrals over the window: here, in the source [J].
    std::array<double, 2> integrate_energy(const evaluation::SolvedState &state, std::optional<SourceState> &source)
    {
      std::array<double, 2> energy{{0, 0}};
      layered::CellValues values(state.space);
      mechanics::CellTemperature temperatures(state.temperature);
      const layered::CellPoints &points = values.points();
      for (unsigned cell = 0; cell < state.space.plan().n_cells(); ++cell)
        {
          values.load(cell, state.displacement);
          temperatures.load(cell);
          for (unsigned e = 0; e < state.space.n_elements(); ++e)
            for (unsigned q = 0; q < points.n_plan() && is_in_window(state.model, e); ++q)
              for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                {
                  const std::array<double, 3> at = points.position(e, q, qz);
                  const double jxw = points.jxw(e, q, qz);
                  if (state.model.is_filled(cell, e))
                    energy[0] += jxw * evaluate(state.law, {state.model.composition(cell, e), temperatures.mean(e),
                                                            temperatures.at(e, q, qz), at, values.strain(e, q, qz)})
                                           .energy;
                  // The source may have material where this one has none.
                  if (source)
                    if (const auto there = source->at(at))
                      energy[1] += jxw * there->energy;
                }
        }
      return energy;
    }

    using layered::FacePoint;

    /// One cut of the window.
    class CutFaceIntegral
    {
    public:
      CutFaceIntegral(const evaluation::SolvedState &state, std::optional<SourceState> &source, const CutPlane &cut)
          : state_(state), source_(source), cut_(cut), axis_(axis_of(cut.side)), points_(state.space), temperatures_(state.temperature)
      {
        const meshing::Rectangle box = state.model.package().bounding_box();
        const std::vector<double> &z = state.model.grid().z;
        middle_ = {{(box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2, (z.front() + z.back()) / 2}};
        middle_[axis_] = cut.position;
        const double width = axis_ == 0 ? box.x_max - box.x_min : axis_ == 1 ? box.y_max - box.y_min : z.back() - z.front();
        inwards_ = (is_low(cut.side) ? 1e-6 : -1e-6) * width;
      }

      results::CutFace find()
      {
        results::CutFace face;
        face.side = side_names().name(cut_.side);
        results::Resultant there;
        for (unsigned cell = 0; cell < state_.space.plan().n_cells(); ++cell)
          {
            temperatures_.load(cell);
            points_.enter(cell);
            for (unsigned e = 0; e < state_.space.n_elements(); ++e)
              if (state_.model.is_filled(cell, e))
                for (const FacePoint &point : find_points(e))
                  {
                    face.area += point.jxw;
                    add(point, stress_here(e, point), face.here);
                    std::array<double, 3> inside = point.position;
                    inside[axis_] += inwards_;
                    if (source_)
                      if (const auto stress = source_->at(inside))
                        add(point, stress->stress, there);
                  }
          }
        reduce(face.area, face.here, there);
        if (source_)
          face.source = there;
        return face;
      }

    private:
      /// The points of the face of an element on the cut; none of others.
      std::vector<FacePoint> find_points(unsigned e) const
      {
        const double rounding = 1e-9 * state_.model.package().extent();
        const bool is_upper = !is_low(cut_.side);
        const double face = is_horizontal(cut_.side)
                                ? state_.model.grid().z[is_upper ? e + 1 : e]
                                : state_.space.plan().box(points_.cell())[(is_upper ? 2 : 0) + axis_]; // x0, y0, x1, y1
        if (std::abs(face - cut_.position) > rounding)
          return {};
        return is_horizontal(cut_.side) ? level_points(points_, e, is_upper) : side_points(points_, e, 2 * axis_ + (is_upper ? 1 : 0));
      }

      mechanics::Voigt stress_here(unsigned e, const FacePoint &point) const
      {
        const layered::ElementPoint place{points_.cell(), point.reference, e, point.position[2]};
        const auto gradient = layered::evaluate_at(state_.space, state_.displacement, place);
        double temperature = temperatures_.mean(e);
        if (const auto *field = std::get_if<mechanics::TemperatureField>(&state_.temperature))
          temperature = layered::evaluate_at(*field->space, *field->values, place).front()[3];
        return state_.law.stress(state_.model.composition(place.cell, e), temperatures_.mean(e), strain_of(gradient), temperature,
                                 &point.position);
      }

      /// Adds the traction of a stress on the outer side of the window.
      void add(const FacePoint &point, const mechanics::Voigt &s, results::Resultant &sum) const
      {
        const std::array<std::array<double, 3>, 3> stress{{{{s[0], s[5], s[4]}}, {{s[5], s[1], s[3]}}, {{s[4], s[3], s[2]}}}};
        const double sign = is_low(cut_.side) ? -1 : 1;
        std::array<double, 3> force{}, arm{};
        double square = 0;
        for (unsigned c = 0; c < 3; ++c)
          {
            force[c] = sign * point.jxw * stress[c][axis_];
            arm[c] = point.position[c] - middle_[c];
            square += force[c] * force[c];
            sum.force[c] += force[c];
          }
        sum.magnitude += std::sqrt(square);
        for (unsigned c = 0; c < 3; ++c)
          sum.moment[c] += arm[(c + 1) % 3] * force[(c + 2) % 3] - arm[(c + 2) % 3] * force[(c + 1) % 3];
      }

      /// Sums over all ranks. *Collective.*
      void reduce(double &area, results::Resultant &here, results::Resultant &there) const
      {
        std::vector<double> all{area};
        for (const results::Resultant *resultant : {&here, &there})
          {
            all.insert(all.end(), resultant->force.begin(), resultant->force.end());
            all.insert(all.end(), resultant->moment.begin(), resultant->moment.end());
            all.push_back(resultant->magnitude);
          }
        MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(all.size()), MPI_DOUBLE, MPI_SUM, state_.model.communicator());
        auto next = all.begin();
        area = *next++;
        for (results::Resultant *resultant : {&here, &there})
          {
            for (double &component : resultant->force)
              component = *next++;
            for (double &component : resultant->moment)
              component = *next++;
            resultant->magnitude = *next++;
          }
      }

      const evaluation::SolvedState &state_;
      std::optional<SourceState> &source_;
      const CutPlane cut_;
      const unsigned axis_;
      layered::CellPoints points_;
      mechanics::CellTemperature temperatures_;
      std::array<double, 3> middle_{}; ///< of the face [m]
      double inwards_ = 0;             ///< from the cut into the window [m]
    };
  } // namespace

  results::SubmodelBalance measure_balance(unsigned index, const evaluation::SolvedState &state, const SourceRun &source)
  {
    std::optional<SourceState> there = read_source(index, source, state.model.communicator());
    results::SubmodelBalance balance;
    std::array<double, 2> energy = integrate_energy(state, there);
    MPI_Allreduce(MPI_IN_PLACE, energy.data(), 2, MPI_DOUBLE, MPI_SUM, state.model.communicator());
    balance.energy = energy[0];
    if (there)
      balance.energy_source = energy[1];
    for (const CutPlane &cut : state.model.conditions().cuts)
      balance.faces.push_back(CutFaceIntegral(state, there, cut).find());
    const std::vector<std::array<double, 3>> reactions = find_reactions(state);
    for (std::size_t cut = 0; cut < reactions.size(); ++cut)
      balance.faces[cut].reaction = reactions[cut];
    const MechanicalConditions &conditions = state.model.conditions().mechanical;
    balance.is_loaded_elsewhere = !conditions.supports.empty() || !conditions.pressures.empty() || !state.model.mirror().planes().empty();
    return balance;
  }
} // namespace sagitta::submodel
