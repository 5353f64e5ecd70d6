#include <solver/case/case_text.h>

#include <solver/case/case_members.h>

#include <materials/comparison.h>
#include <meshing/package/point_table.h>

#include <fmt/format.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <variant>

namespace sagitta
{
  namespace
  {
    template <typename T, typename = void>
    struct HasMembers : std::false_type
    {
    };

    template <typename T>
    struct HasMembers<T, std::void_t<decltype(case_members::members(std::declval<T &>()))>> : std::true_type
    {
    };

    /// Which members a text lists, and those of members.
    enum class Listed
    {
      mesh,
      values, ///< what `all` has besides `mesh`
      all
    };

    /// Collects numbers with all digits, and names.
    class Text
    {
    public:
      template <typename T>
      void add(const T &value, Listed listed)
      {
        if constexpr (HasMembers<const T>::value)
          {
            const auto members = case_members::members(value);
            std::apply([&](const auto &...one) { (add(one, listed), ...); }, members.mesh);
            if (listed != Listed::mesh)
              std::apply([&](const auto &...one) { (add(one, Listed::all), ...); }, members.values);
          }
        else
          add_container(value, listed);
      }

      template <typename T>
      Text &operator<<(const T &value)
      {
        add(value, Listed::all);
        return *this;
      }

      std::string take() { return std::move(text_); }

    private:
      template <typename T>
      void add_container(const std::vector<T> &values, Listed listed)
      {
        add(values.size(), listed);
        for (const T &value : values)
          add(value, listed);
      }
      template <typename T, std::size_t n>
      void add_container(const std::array<T, n> &values, Listed listed)
      {
        for (const T &value : values)
          add(value, listed);
      }
      template <typename T>
      void add_container(const std::optional<T> &value, Listed listed)
      {
        add(value.has_value(), listed);
        if (value)
          add(*value, listed);
      }
      template <typename T>
      void add_container(const std::shared_ptr<const T> &value, Listed listed)
      {
        add(value != nullptr, listed);
        if (value)
          add(*value, listed);
      }
      template <typename... T>
      void add_container(const std::variant<T...> &value, Listed listed)
      {
        add(value.index(), listed);
        std::visit([&](const auto &one) { add(one, listed); }, value);
      }
      template <typename T>
      void add_container(const T &leaf, Listed listed)
      {
        if (listed != Listed::values)
          write(leaf);
      }

      template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number> || std::is_enum_v<Number>>>
      void write(Number number)
      {
        if constexpr (std::is_floating_point_v<Number>)
          text_ += fmt::format("{:a} ", static_cast<double>(number));
        else
          text_ += fmt::format("{} ", static_cast<long long>(number));
      }

      void write(const std::string &name) { text_ += fmt::format("{}:{} ", name.size(), name); }

      /// A table by its summary and its values at points of its box, or by the run that it refers to.
      void write(const meshing::PointTable &table)
      {
        if (const auto *other = table.reference())
          {
            *this << 1 << other->directory << other->state;
            return;
          }
        *this << 0 << table.size() << table.box() << table.smallest() << table.largest();
        constexpr unsigned n = 9;
        for (unsigned i = 0; i < n * n * n; ++i)
          {
            std::array<double, 3> at{};
            for (unsigned axis = 0, place = i; axis < 3; ++axis, place /= n)
              at[axis] = table.box()[axis][0] + (place % n + .5) / n * (table.box()[axis][1] - table.box()[axis][0]);
            *this << table.value(at);
          }
      }

      /// Constants at temperatures of all uses of a package, 15 K apart, and what the card says.
      void write(const materials::Material &material)
      {
        using materials::Property;
        *this << material.name << material.glass_transition << material.solidus << material.inelasticity.size();
        for (double temperature = 208.15; temperature < 560; temperature += 15)
          for (const Property property :
               {Property::young, Property::young_across, Property::poisson, Property::expansion, Property::expansion_across,
                Property::conductivity, Property::conductivity_across, Property::density, Property::specific_heat})
            if (const auto value = materials::compared_value(material, std::nullopt, property, temperature, {0, 0}))
              *this << property << value->estimate.value;
        for (const materials::Provenance &entry : material.provenance)
          *this << entry.property << entry.value;
      }

      void write(const materials::BumpCell &cell)
      {
        *this << cell.pitch << cell.pieces.size();
        for (const materials::BumpCell::Piece &piece : cell.pieces)
          *this << piece.height << piece.diameter << piece.material << piece.around << piece.shape;
        for (const auto *side : {&cell.below, &cell.above})
          {
            *this << side->size();
            for (const materials::BumpCell::Neighbour &neighbour : *side)
              *this << neighbour.thickness << neighbour.material << neighbour.is_turned;
          }
      }

      /// Homogenised materials by their constants.
      void write(const Materials &materials)
      {
        *this << materials.bump_layers.size();
        for (const BumpLayer &layer : materials.bump_layers)
          write(layer.cell);
        for (std::size_t m = 0; m < materials.size(); ++m)
          {
            *this << materials.law(m);
            write(materials[m]);
          }
      }

      std::string text_;
    };

    /// Which of the values that symmetry compares are equal, each by the number of the first that equals it: the mesh of a symmetric
    /// package ends at its mirror planes, and a value of one part alone breaks the symmetry.
    void describe_equal_values(const Case &problem, Text &text)
    {
      std::map<std::tuple<double, std::array<double, 3>, const meshing::PointTable *>, std::size_t> of_bodies;
      for (const meshing::Body &body : problem.package.bodies)
        text << of_bodies
                    .emplace(std::tuple(body.stress_free_temperature, body.intrinsic_strain, body.stress_free_field.get()),
                             of_bodies.size())
                    .first->second
             << (body.stress_free_field && !body.stress_free_field->is_profile());
      std::map<double, std::size_t> of_films;
      for (const FilmCondition &film : problem.conditions.thermal.films)
        if (film.face.body || !is_horizontal(film.face.side)) // the top and the bottom of the package are their own images
          text << of_films.emplace(film.coefficient, of_films.size()).first->second;
    }

    template <typename T>
    void take_members(const T &from, T &target);

    template <typename T>
    void take_elements(const T &, T &)
    {
    }

    template <typename T>
    void take_elements(const std::vector<T> &from, std::vector<T> &target)
    {
      if (from.size() != target.size())
        throw std::logic_error("values of a case that needs another mesh");
      for (std::size_t i = 0; i < from.size(); ++i)
        take_members(from[i], target[i]);
    }

    template <typename T>
    void take_elements(const std::optional<T> &from, std::optional<T> &target)
    {
      if (from && target)
        take_members(*from, *target);
    }

    template <typename From, typename To, std::size_t... i>
    void take_each(const From &from, To &target, std::index_sequence<i...>)
    {
      (take_members(std::get<i>(from), std::get<i>(target)), ...);
    }

    template <typename T>
    void take_members(const T &from, T &target)
    {
      if constexpr (HasMembers<T>::value)
        {
          const auto source = case_members::members(from);
          auto own = case_members::members(target);
          own.values = source.values;
          own.words = source.words;
          take_each(source.mesh, own.mesh, std::make_index_sequence<std::tuple_size_v<decltype(own.mesh)>>());
        }
      else
        take_elements(from, target);
    }
  } // namespace

  std::string mesh_text(const Case &problem)
  {
    Text text;
    text.add(problem, Listed::mesh);
    if (problem.numerics.mesh.symmetry == meshing::SymmetryRequest::automatic)
      describe_equal_values(problem, text);
    return text.take();
  }

  std::string physics_text(const Case &problem)
  {
    Text text;
    text.add(problem, Listed::all);
    return text.take();
  }

  void take_values(const Case &from, Case &target)
  {
    take_members(from, target);
  }
} // namespace sagitta
