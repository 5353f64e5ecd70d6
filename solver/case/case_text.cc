#include <solver/case/case_text.h>

#include <solver/case/process.h>

#include <materials/comparison.h>
#include <meshing/package/point_table.h>

#include <fmt/format.h>

#include <memory>
#include <type_traits>
#include <variant>

namespace sagitta
{
  namespace
  {
    /// Collects numbers with all digits, and names.
    class Text
    {
    public:
      template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number> || std::is_enum_v<Number>>>
      Text &operator<<(Number number)
      {
        if constexpr (std::is_floating_point_v<Number>)
          text_ += fmt::format("{:a} ", static_cast<double>(number));
        else
          text_ += fmt::format("{} ", static_cast<long long>(number));
        return *this;
      }
      Text &operator<<(const std::string &name)
      {
        text_ += fmt::format("{}:{} ", name.size(), name);
        return *this;
      }
      template <typename Number>
      Text &operator<<(const std::optional<Number> &value)
      {
        return value ? *this << 1 << *value : *this << 0;
      }
      template <typename Number, std::size_t n>
      Text &operator<<(const std::array<Number, n> &values)
      {
        for (const Number &value : values)
          *this << value;
        return *this;
      }
      template <typename Number>
      Text &operator<<(const std::vector<Number> &values)
      {
        *this << values.size();
        for (const Number &value : values)
          *this << value;
        return *this;
      }
      Text &operator<<(const meshing::Rectangle &r) { return *this << r.x_min << r.x_max << r.y_min << r.y_max; }
      Text &operator<<(const meshing::Outline &outline)
      {
        if (const auto *disc = std::get_if<meshing::Disc>(&outline))
          return *this << 1 << disc->x << disc->y << disc->radius;
        return *this << 0 << std::get<meshing::Rectangle>(outline);
      }
      /// Writes a table by its summary and its values at points of its box, or by the run that it refers to.
      Text &operator<<(const meshing::PointTable &table)
      {
        if (const auto *other = table.reference())
          return *this << 1 << other->directory << other->state;
        *this << 0 << table.size() << table.box() << table.smallest() << table.largest();
        constexpr unsigned n = 9;
        for (unsigned i = 0; i < n * n * n; ++i)
          {
            std::array<double, 3> at{};
            for (unsigned axis = 0, place = i; axis < 3; ++axis, place /= n)
              at[axis] = table.box()[axis][0] + (place % n + .5) / n * (table.box()[axis][1] - table.box()[axis][0]);
            *this << table.value(at);
          }
        return *this;
      }
      Text &operator<<(const std::shared_ptr<const meshing::PointTable> &table) { return table ? *this << 1 << *table : *this << 0; }
      Text &operator<<(const StackFace &face) { return *this << face.side << face.body << face.layer; }
      Text &operator<<(const FaceRequest &request)
      {
        return *this << request.name << request.face << request.zone << request.ball_pitch << request.reflow_from << request.grid_points;
      }
      Text &operator<<(const GapRequest &request)
      {
        return *this << request.name << request.upper << request.lower << request.zone << request.grid_points;
      }
      Text &operator<<(const FacePlace &face) { return *this << face.body << face.side; }
      Text &operator<<(const Place &place)
      {
        *this << place.index();
        if (const auto *face = std::get_if<FacePlace>(&place))
          return *this << *face;
        if (const auto *point = std::get_if<PointPlace>(&place))
          return *this << point->at;
        const auto &rim = std::get<RimPlace>(place);
        return *this << rim.body << rim.face << rim.width;
      }

      std::string take() { return std::move(text_); }

    private:
      std::string text_;
    };

    void describe_package(const meshing::Package &package, Text &text)
    {
      for (const meshing::Layer &layer : package.layers)
        text << layer.name << layer.thickness << layer.elements;
      for (const meshing::Body &body : package.bodies)
        {
          text << body.name << body.kind << body.first_layer << body.last_layer << body.outline << body.material << body.quarter_turns
               << body.power_place << body.power.size() << (body.stress_free_field != nullptr);
          for (const meshing::PowerBlock &block : body.power)
            text << block.name << block.area << block.power;
        }
      for (const meshing::RingArray &ring : package.rings)
        {
          text << ring.name << ring.pitch << ring.radius << ring.block_radius << ring.centers << ring.barrel.has_value();
          if (ring.barrel)
            text << ring.barrel->first_layer << ring.barrel->last_layer << ring.barrel->bulge;
        }
    }

    /// What is reported of layouts; their metal is that of the bodies.
    void describe_layouts(const std::vector<LayoutMetal> &layouts, Text &text)
    {
      for (const LayoutMetal &layout : layouts)
        {
          text << layout.part << layout.area;
          if (const auto *tiles = std::get_if<MetalInTiles>(&layout.form))
            text << tiles->mean_difference << tiles->largest_difference;
          else
            text << std::get<MetalInTraces>(layout.form).misplaced;
        }
    }

    void describe_conditions(const Conditions &conditions, Text &text)
    {
      for (const FilmCondition &film : conditions.thermal.films)
        text << film.face << film.ambient;
      for (const FixedTemperature &fixed : conditions.thermal.fixed_temperatures)
        text << fixed.place << fixed.temperature;
      for (const Support &support : conditions.mechanical.supports)
        text << support.place << support.displacement;
      for (const Pressure &pressure : conditions.mechanical.pressures)
        text << pressure.face << pressure.pressure;
      text << conditions.mechanical.acceleration << conditions.cuts.size();
    }

    void describe_numerics(const Numerics &numerics, Text &text)
    {
      const meshing::MeshRequest &mesh = numerics.mesh;
      text << mesh.plan.index() << mesh.symmetry << mesh.degree << mesh.degree_z << numerics.estimate_error << numerics.adaptive.has_value()
           << numerics.solver.method << numerics.solver.tolerance << numerics.solver.max_iterations;
      if (const auto *sizes = std::get_if<meshing::PlanResolution>(&mesh.plan))
        {
          text << sizes->at_edges << sizes->elsewhere;
          for (const meshing::PlanWindow &window : sizes->windows) // none: the hash of older cases stays
            text << window.area << window.at_edges;
        }
      if (const auto *lattice = std::get_if<meshing::PlanLattice>(&mesh.plan))
        text << lattice->cells;
      if (numerics.adaptive)
        text << numerics.adaptive->length << numerics.adaptive->share << numerics.adaptive->max_dofs << numerics.adaptive->max_cycles;
    }

    void describe_programme(const Programme &programme, Text &text)
    {
      text << programme.has_displacement << programme.path.has_value();
      for (const State &state : programme.states)
        text << state.name << state.temperature.has_value() << state.table;
    }

    void describe_process(const Process &process, Text &text)
    {
      for (const ProcessStep &step : process.steps)
        {
          text << step.name << step.first_state << step.joins << step.leaves << step.placement << step.supports.has_value() << step.hold
               << step.acceleration;
          if (step.supports)
            for (const Support &support : *step.supports)
              text << support.place << support.displacement;
          for (const Pressure &pressure : step.pressures)
            text << pressure.face << pressure.pressure;
        }
    }

    /// Constants at temperatures of all uses of a package, 15 K apart, and what the card says.
    void describe_material(const materials::Material &material, Text &text)
    {
      using materials::Property;
      text << material.name << material.glass_transition << material.solidus << material.inelasticity.size();
      for (double temperature = 208.15; temperature < 560; temperature += 15)
        for (const Property property :
             {Property::young, Property::young_across, Property::poisson, Property::expansion, Property::expansion_across,
              Property::conductivity, Property::conductivity_across, Property::density, Property::specific_heat})
          if (const auto value = materials::compared_value(material, std::nullopt, property, temperature, {0, 0}))
            text << property << value->estimate.value;
      for (const materials::Provenance &entry : material.provenance)
        text << entry.property << entry.value;
    }

    void describe_cell(const materials::BumpCell &cell, Text &text)
    {
      text << cell.pitch << cell.pieces.size();
      for (const materials::BumpCell::Piece &piece : cell.pieces)
        text << piece.height << piece.diameter << piece.material << piece.around << piece.shape;
      for (const auto *side : {&cell.below, &cell.above})
        {
          text << side->size();
          for (const materials::BumpCell::Neighbour &neighbour : *side)
            text << neighbour.thickness << neighbour.material << neighbour.is_turned;
        }
    }

    void describe_values(const Case &problem, Text &text)
    {
      for (const meshing::Body &body : problem.package.bodies)
        text << body.stress_free_temperature << body.intrinsic_strain << body.stress_free_field;
      for (const FilmCondition &film : problem.conditions.thermal.films)
        text << film.coefficient;
      for (const State &state : problem.programme.states)
        text << state.temperature << state.duration;
      if (problem.programme.path)
        text << problem.programme.path->start_temperature << problem.programme.path->initial_cure << problem.programme.path->tolerance;
      if (problem.programme.process)
        describe_process(*problem.programme.process, text);
      for (const Probe &probe : problem.requests.probes)
        text << probe.name << probe.at;
      const WarpageRequest &warpage = problem.requests.warpage;
      text << warpage.terminal_zone << warpage.ball_pitch << warpage.grid_points << warpage.reflow_from << warpage.bottom_layer
           << warpage.bottom << warpage.top << warpage.further << warpage.gaps << problem.materials.bump_layers.size();
      for (const BumpLayer &layer : problem.materials.bump_layers)
        describe_cell(layer.cell, text);
      if (problem.submodel)
        text << problem.submodel->results << problem.submodel->window;
    }
  } // namespace

  std::string mesh_text(const Case &problem)
  {
    Text text;
    describe_package(problem.package, text);
    describe_layouts(problem.layouts, text);
    describe_conditions(problem.conditions, text);
    describe_numerics(problem.numerics, text);
    describe_programme(problem.programme, text);
    return text.take();
  }

  std::string physics_text(const Case &problem)
  {
    Text text;
    text << mesh_text(problem);
    describe_values(problem, text);
    for (std::size_t m = 0; m < problem.materials.size(); ++m)
      {
        text << problem.materials.law(m);
        describe_material(problem.materials[m], text);
      }
    return text.take();
  }
} // namespace sagitta
