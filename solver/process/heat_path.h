#pragma once

#include <solver/conduction/transient_heat.h>
#include <solver/mechanics/temperature.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>
#include <solver/process/pair_method.h>
#include <solver/process/point_tangents.h>
#include <solver/results/field_piece.h>
#include <solver/results/results.h>

#include <array>
#include <vector>

namespace sagitta::process
{
  /// Temperature and cure where they differ from point to point.
  struct HeatedPoints
  {
    layered::Vector<double> temperature;                 ///< at the nodes [K], complete and ghosted
    std::vector<double> cure;                            ///< [block][point]: degree [-]; 1 for what does not cure
    std::array<std::vector<double>, 3> moved_transition; ///< per axis [block][point]: as in Instant [-]
    bool is_uniform = false; ///< before the first step: one temperature to the last bit, so that its thermal load is exactly zero
  };

  /// The materials of a case along a path on which transient conduction decides the temperature: films and faces follow the surroundings,
  /// and what cures heats itself. Theory: docs/theory/transient_heat.md.
  class HeatPath
  {
  public:
    /// The arguments must outlive this. *Collective.*
    HeatPath(const model::Model &model, const Materials &materials, const Programme &programme, const MaterialPath &path,
             const MaterialBlocks &blocks);

    /// An instant without fields, as one whose fields are uniform.
    Instant with_points(const Instant &uniform) const;

    /// Where parts that join at a temperature [K] touch what is there, a node takes the temperature that conserves the heat of both.
    /// `temperature`: at the nodes that are owned, of what is there. *Collective.*
    void mix_at_contacts(const std::vector<unsigned> &joins, double of_joined, layered::Vector<double> &temperature) const;

    /// The instant after `duration` [s] in which the surroundings change linearly to a temperature [K]. Throws LawFailure,
    /// StepFailure and ConvergenceError. *Collective.*
    Instant later(const Instant &from, double duration, double surroundings);

    /// Error of temperature and cure at the end of a pair of steps, of which `whole` is the end of one step of twice the length: the larger
    /// of the largest of the temperature, as share of the range of temperatures of the path, and that of the degree of cure of a material,
    /// root mean square. *Collective.*
    double find_error(const Instant &whole, const Instant &pair) const;

    /// What decides the response of the laws at an instant, with `law` for the cells.
    Conditions conditions(const Instant &at, const mechanics::ThermoelasticLaw &law) const;

    /// The temperature of an instant, valid as long as that is.
    mechanics::Temperature temperature(const Instant &at) const;

    /// Updates the maximum temperature on the way to a state. *Collective.*
    void note_hottest(const Instant &at, results::HistoryInfo &history) const;

    /// The degrees of cure of an instant: means, least and largest. *Collective.*
    std::vector<results::MaterialCure> cures(const Instant &at) const;

    /// The degree of cure on the cells of this rank, in the order of evaluation::make_fields(); empty when nothing cures.
    std::vector<results::Field> make_fields(const Instant &at) const;

    const std::shared_ptr<const layered::LayeredSpace> &space() const { return heat_.space(); }
    unsigned long long iterations() const { return heat_.iterations(); }

  private:
    bool cures(std::size_t block) const { return materials_[blocks_.material(block)].cure.has_value(); }
    /// [block][point]
    std::vector<double> at_points(const layered::Vector<double> &temperature) const;
    /// A step at whose start the points have these temperatures.
    struct HeatedStep
    {
      const Instant &from;
      const std::vector<double> &temperature; ///< [block][point]
      double duration;                        ///< [s]
    };

    /// Adds the heat that cure releases in a step in which the temperature changes to that at the nodes.
    void add_reaction(const HeatedStep &step, const layered::Vector<double> &temperature, layered::Vector<double> &load) const;
    void advance_cure(const Instant &from, const std::array<std::vector<double>, 2> &temperature, double duration, HeatedPoints &to) const;
    /// Sets the means of an instant over the volume.
    void set_means(Instant &at) const;
    CureOfPoint cure_at(const Instant &at, std::size_t point) const;

    /// A point of a block by its place in HeatedPoints.
    struct PointOfBlock
    {
      std::size_t block, index;
    };
    CureOfPoint cure_after(const Instant &from, const PointOfBlock &point, const materials::CureInterval &interval) const;

    const model::Model &model_;
    const Materials &materials_;
    const MaterialPath &path_;
    const MaterialBlocks &blocks_;
    double density_temperature_; ///< [K], at which masses are taken: they do not change
    double range_;               ///< of the temperatures that the case names [K]
    conduction::TransientHeat heat_;
    std::vector<char> used_; ///< per local node: is there a body?
  };
} // namespace sagitta::process
