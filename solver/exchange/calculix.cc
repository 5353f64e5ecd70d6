#include <solver/exchange/calculix.h>

#include <solver/exchange/property_table.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace sagitta::exchange
{
  namespace
  {
    /// Keyword lines and data lines. CalculiX reads at most 16 entries per line and 20 characters per number.
    class Deck
    {
    public:
      template <typename... Arguments>
      void line(const char *format, Arguments &&...arguments)
      {
        fmt::format_to(std::back_inserter(text_), fmt::runtime(format), std::forward<Arguments>(arguments)...);
        text_.push_back('\n');
      }

      /// `count` entries, `per_line` of them on a line.
      template <typename Write>
      void entries(std::size_t count, std::size_t per_line, const Write &write)
      {
        for (std::size_t i = 0; i < count; ++i)
          {
            write(i);
            text_.append(std::string_view((i + 1) % per_line == 0 || i + 1 == count ? "\n" : ","));
          }
      }

      void number(double value) { fmt::format_to(std::back_inserter(text_), "{:.12e}", value); }
      void integer(std::size_t value) { fmt::format_to(std::back_inserter(text_), "{}", value); }

      void separator() { text_.push_back(','); }

      std::string finish() const { return fmt::to_string(text_); }

    private:
      fmt::memory_buffer text_;
    };

    /// Text as one comment line, without line breaks.
    std::string one_line(std::string text)
    {
      for (char &c : text)
        if (static_cast<unsigned char>(c) < ' ')
          c = ' ';
      return text.substr(0, 900);
    }

    class Writer
    {
    public:
      Writer(const Case &problem, const BrickMesh &mesh)
          : problem_(problem), mesh_(mesh), tables_(make_property_tables(problem, mesh.compositions))
      {
      }

      std::string write()
      {
        write_head();
        write_mesh();
        write_materials();
        write_ties();
        write_supports();
        bool is_first = true;
        for (const State &state : problem_.programme.states)
          if (state.temperature)
            {
              write_step(state, is_first);
              is_first = false;
            }
        // Thermal conditions of a step remain in force in later ones: the solved temperature comes last. All states of that kind are one.
        for (const State &state : problem_.programme.states)
          if (!state.temperature)
            {
              write_step(state, is_first);
              break;
            }
        return deck_.finish();
      }

    private:
      void write_head()
      {
        deck_.line("** {}", one_line(problem_.title.empty() ? problem_.name : problem_.title));
        deck_.line("** Written by Sagitta {} ({}); case {}, SHA-256 {}", version, revision, one_line(problem_.name), problem_.hash);
        deck_.line("** Units: m, kg, s, K, so Pa, W, W/m2K. z = 0 is the bottom of the package (the terminal side).");
        deck_.line("** {} nodes, {} bricks of {} nodes, {} hanging nodes (*EQUATION)", mesh_.nodes.size(), mesh_.n_bricks(),
                   mesh_.nodes_per_brick, mesh_.ties.size());
        deck_.line("*HEADING");
        deck_.line("Sagitta case, SHA-256 {}", problem_.hash);
      }

      void write_mesh()
      {
        deck_.line("*NODE, NSET=N_ALL");
        for (std::size_t i = 0; i < mesh_.nodes.size(); ++i)
          deck_.line("{},{:.12e},{:.12e},{:.12e}", i + 1, mesh_.nodes[i][0], mesh_.nodes[i][1], mesh_.nodes[i][2]);
        for (unsigned c = 0; c < mesh_.compositions.size(); ++c)
          {
            deck_.line("** {}", one_line(tables_.materials[c].remark));
            deck_.line("*ELEMENT, TYPE=C3D{}, ELSET=E_{}", mesh_.nodes_per_brick, tables_.materials[c].name);
            for (unsigned brick = 0; brick < mesh_.n_bricks(); ++brick)
              if (mesh_.composition_of[brick] == c)
                deck_.entries(mesh_.nodes_per_brick + 1u, 16, [&](std::size_t i) {
                  deck_.integer(i == 0 ? brick + 1u : mesh_.bricks[std::size_t(brick) * mesh_.nodes_per_brick + i - 1] + 1u);
                });
          }
        deck_.line("*ELSET, ELSET=E_ALL");
        for (const BrickMaterial &material : tables_.materials)
          deck_.line("E_{}", material.name);
        deck_.line("** The two faces whose warpage is measured");
        for (const auto &[name, nodes] : {std::make_pair("N_BOTTOM", &mesh_.bottom), std::make_pair("N_TOP", &mesh_.top)})
          {
            deck_.line("*NSET, NSET={}", name);
            deck_.entries(nodes->size(), 16, [nodes = nodes, this](std::size_t i) { deck_.integer((*nodes)[i] + 1u); });
          }
      }

      void write_table(const PropertyTable &table)
      {
        for (const PropertyRow &row : table)
          deck_.entries(row.values.size() + 1, 8,
                        [&](std::size_t i) { deck_.number(i < row.values.size() ? row.values[i] : row.temperature); });
      }

      void write_materials()
      {
        deck_.line("** Expansion: strain from each part's own stress-free temperature over (T - {:g} K)", tables_.reference);
        for (const BrickMaterial &material : tables_.materials)
          {
            deck_.line("** {}", one_line(material.remark));
            deck_.line("*MATERIAL, NAME=M_{}", material.name);
            deck_.line("*ELASTIC, TYPE={}", material.elasticity.front().values.size() == 2 ? "ISO" : "ORTHO");
            write_table(material.elasticity);
            deck_.line("*EXPANSION, TYPE={}, ZERO={:.12e}", material.expansion.front().values.size() == 1 ? "ISO" : "ORTHO",
                       tables_.reference);
            write_table(material.expansion);
            if (!material.density.empty())
              {
                deck_.line("*DENSITY");
                write_table(material.density);
              }
            if (!material.conductivity.empty())
              {
                deck_.line("*CONDUCTIVITY, TYPE={}", material.conductivity.front().values.size() == 1 ? "ISO" : "ORTHO");
                write_table(material.conductivity);
              }
            deck_.line("*SOLID SECTION, ELSET=E_{}, MATERIAL=M_{}", material.name, material.name);
          }
        deck_.line("*INITIAL CONDITIONS, TYPE=TEMPERATURE");
        deck_.line("N_ALL,{:.12e}", tables_.reference);
      }

      void write_ties()
      {
        std::vector<unsigned> components = {1, 2, 3};
        if (problem_.programme.needs_heat())
          components.push_back(11);
        for (const Tie &tie : mesh_.ties)
          for (const unsigned component : components)
            {
              deck_.line("*EQUATION");
              deck_.line("{}", tie.masters.size() + 1);
              deck_.entries(tie.masters.size() + 1, 4, [&](std::size_t i) {
                deck_.integer((i == 0 ? tie.node : tie.masters[i - 1].first) + 1u);
                deck_.separator();
                deck_.integer(component);
                deck_.separator();
                deck_.number(i == 0 ? -1. : tie.masters[i - 1].second);
              });
            }
      }

      /// The mirror planes and supports whose values are zero (or are not) as data lines.
      void write_prescribed(const std::vector<PrescribedValue> &values, bool zero)
      {
        for (const PrescribedValue &value : values)
          if ((value.value == 0) == zero)
            {
              if (zero)
                deck_.line("{},{},{}", value.node + 1, value.component + 1, value.component + 1);
              else
                deck_.line("{},{},{},{:.12e}", value.node + 1, value.component + 1, value.component + 1, value.value);
            }
      }

      static bool has_prescribed(const std::vector<PrescribedValue> &values, bool zero)
      {
        for (const PrescribedValue &value : values)
          if ((value.value == 0) == zero)
            return true;
        return false;
      }

      void write_supports()
      {
        if (has_prescribed(mesh_.displacements, true))
          {
            deck_.line("** Planes of symmetry and supports");
            deck_.line("*BOUNDARY");
            write_prescribed(mesh_.displacements, true);
          }
        if (!mesh_.pins.empty())
          {
            deck_.line(
                "** The body is free in {} rigid motion(s), which Sagitta solves and CalculiX does not. As many components are fixed here",
                mesh_.pins.size());
            deck_.line("** as there are motions, so that they cause no stress; displacements differ from Sagitta's by a rigid motion.");
            deck_.line("*BOUNDARY");
            write_prescribed(mesh_.pins, true);
          }
      }

      void write_loads()
      {
        if (has_prescribed(mesh_.displacements, false))
          {
            deck_.line("** Supports that are not zero");
            deck_.line("*BOUNDARY");
            write_prescribed(mesh_.displacements, false);
          }
        const auto &a = problem_.conditions.mechanical.acceleration;
        const double size = std::sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        if (mesh_.pressures.empty() && size == 0)
          return;
        deck_.line("*DLOAD");
        if (size > 0)
          deck_.line("E_ALL,GRAV,{:.12e},{:.12e},{:.12e},{:.12e}", size, a[0] / size, a[1] / size, a[2] / size);
        for (const FaceLoad &load : mesh_.pressures)
          deck_.line("{},P{},{:.12e}", load.brick + 1, load.face, load.value);
      }

      void write_heat()
      {
        if (!mesh_.temperatures.empty())
          {
            deck_.line("*BOUNDARY");
            for (const PrescribedValue &value : mesh_.temperatures)
              deck_.line("{},11,11,{:.12e}", value.node + 1, value.value);
          }
        if (!mesh_.films.empty())
          {
            deck_.line("*FILM");
            for (const FaceFilm &film : mesh_.films)
              deck_.line("{},F{},{:.12e},{:.12e}", film.brick + 1, film.face, film.ambient, film.coefficient);
          }
        if (mesh_.fluxes.empty() && mesh_.sources.empty())
          return;
        deck_.line("*DFLUX");
        for (const FaceLoad &flux : mesh_.fluxes)
          deck_.line("{},S{},{:.12e}", flux.brick + 1, flux.face, flux.value);
        for (const HeatSource &source : mesh_.sources)
          deck_.line("{},BF,{:.12e}", source.brick + 1, source.density);
      }

      void write_step(const State &state, bool is_first)
      {
        deck_.line("** State {}", one_line(state.name));
        deck_.line("*STEP");
        if (state.temperature)
          {
            deck_.line("*STATIC");
            deck_.line("*TEMPERATURE");
            deck_.line("N_ALL,{:.12e}", *state.temperature);
          }
        else
          {
            deck_.line("*UNCOUPLED TEMPERATURE-DISPLACEMENT, STEADY STATE");
            deck_.line("1.,1.");
            write_heat();
          }
        if (is_first)
          write_loads(); // they stay in force
        const char *quantities = state.temperature ? "U" : "U,NT";
        for (const char *set : {"N_BOTTOM", "N_TOP"})
          {
            deck_.line("*NODE PRINT, NSET={}", set);
            deck_.line(quantities);
          }
        deck_.line("*NODE FILE");
        deck_.line("U,NT");
        deck_.line("*EL FILE");
        deck_.line("S");
        deck_.line("*END STEP");
      }

      const Case &problem_;
      const BrickMesh &mesh_;
      const PropertyTables tables_;
      Deck deck_;
    };
  } // namespace

  std::string write_calculix(const Case &problem, const BrickMesh &mesh)
  {
    return Writer(problem, mesh).write();
  }
} // namespace sagitta::exchange
