#include <materials/point/drive.h>

#include <materials/display_units.h>
#include <materials/eigenstrain.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    /// The state of a point at an instant.
    struct Instant
    {
      double time;
      double temperature;
      double cure;
      Voigt strain;
      Voigt stress;
      double dissipation;
      std::vector<double> state;
      VoigtMatrix tangent;
      std::array<double, 3> free_by_steps; ///< FreeStrain::over_step, summed from the start
    };

    /// The laws are of small strain; beyond this strain [-] a path is refused.
    constexpr double largest_strain = 0.5;

    double largest(const Voigt &v)
    {
      double result = 0;
      for (const double component : v)
        result = std::max(result, std::abs(component));
      return result;
    }

    double largest_diagonal(const VoigtMatrix &m)
    {
      double result = 0;
      for (unsigned i = 0; i < 6; ++i)
        result = std::max(result, std::abs(m[i][i]));
      return result;
    }

    /// Changes `strain` where stress is prescribed, so that the linear law `tangent` adds `missing` to the stress there.
    /// False when the tangent has no inverse.
    bool solve_for_strain(const VoigtMatrix &tangent, const std::array<Control, 6> &control, const Voigt &missing, Voigt &strain)
    {
      std::vector<unsigned> free;
      for (unsigned i = 0; i < 6; ++i)
        if (control[i] == Control::stress)
          free.push_back(i);
      const std::size_t n = free.size();
      double a[6][7];
      for (std::size_t i = 0; i < n; ++i)
        {
          for (std::size_t j = 0; j < n; ++j)
            a[i][j] = tangent[free[i]][free[j]];
          a[i][n] = missing[free[i]];
        }
      for (std::size_t column = 0; column < n; ++column)
        {
          std::size_t pivot = column;
          for (std::size_t row = column; row < n; ++row)
            if (std::abs(a[row][column]) > std::abs(a[pivot][column]))
              pivot = row;
          if (!(std::abs(a[pivot][column]) > 0))
            return false;
          std::swap(a[pivot], a[column]);
          for (std::size_t row = column + 1; row < n; ++row)
            for (std::size_t k = n + 1; k-- > column;)
              a[row][k] -= a[row][column] / a[column][column] * a[column][k];
        }
      for (std::size_t row = n; row-- > 0;)
        {
          double value = a[row][n];
          for (std::size_t k = row + 1; k < n; ++k)
            value -= a[row][k] * a[k][n];
          a[row][n] = value / a[row][row];
          if (!std::isfinite(a[row][n]))
            return false;
        }
      for (std::size_t i = 0; i < n; ++i)
        strain[free[i]] += a[i][n];
      return true;
    }

    class Driver
    {
    public:
      Driver(const MaterialLaw &law, const FreeStrain &free_strain, const StepControl &control)
          : law_(law), free_strain_(free_strain), control_(control)
      {
      }

      /// The start: no total strain, no stress.
      Instant start(double temperature, double cure)
      {
        Instant instant{0, temperature, cure, {}, {}, 0, std::vector<double>(law_.state_size()), {}, {}};
        law_.initialise(temperature, cure, instant.state.data());
        free_strain_at_start_ = free_strain_.at(temperature, cure);
        return instant;
      }

      /// Advances to the end of a segment and records its points.
      void go(Instant &now, const PathSegment &segment, std::vector<PointRecord> &records)
      {
        const Instant begin = now;
        double step = 1; // share of the segment
        for (unsigned point = 1; point <= segment.points; ++point)
          {
            const double end = static_cast<double>(point) / segment.points;
            double at = static_cast<double>(point - 1) / segment.points;
            while (at < end)
              {
                const bool is_last = at + 1.001 * step >= end;
                const double next = is_last ? end : at + step, tried = next - at;
                const Attempt attempt = advance(now, begin, segment, at, next);
                if (attempt.is_accepted)
                  at = next;
                if (largest(now.strain) > largest_strain)
                  fail_beyond_small_strain(now);
                const double wanted = tried * attempt.growth;
                step = std::min(1., attempt.is_accepted && is_last ? std::max(step, wanted) : wanted);
                if (step < 1e-12)
                  fail(now, segment);
              }
            records.push_back({now.time, now.temperature, now.cure, now.strain, now.stress, now.dissipation, now.state});
          }
      }

    private:
      /// Whether a time step was accepted, and the ratio of the next step to it.
      struct Attempt
      {
        bool is_accepted;
        double growth;
      };

      /// Tries the part of a segment between two shares of it: in two halves, beside one step over both, and the second half beside three
      /// steps over it. Without the latter, a flow that begins in the second half would have no error: the one step has the same flow.
      Attempt advance(Instant &now, const Instant &begin, const PathSegment &segment, double from, double to)
      {
        if (++steps_ > control_.largest_number_of_steps)
          throw std::runtime_error(
              "the path needs more than " + std::to_string(control_.largest_number_of_steps) + " time steps up to " + instant(now) +
              ", where the largest strain is " + std::to_string(100 * largest(now.strain)) +
              " %; the prescribed stress may be more than the material can carry; prescribe less stress or a shorter path");
        const double middle = 0.5 * (from + to);
        const std::optional<Instant> whole = step(now, begin, segment, from, to);
        const std::optional<Instant> half = whole ? step(now, begin, segment, from, middle) : std::nullopt;
        const std::optional<Instant> end = half ? step(*half, begin, segment, middle, to) : std::nullopt;
        if (!end)
          return {false, 0.25};
        const double length = to - middle;
        std::optional<Instant> divided = step(*half, begin, segment, middle, middle + 0.5 * length);
        if (divided)
          divided = step(*divided, begin, segment, middle + 0.5 * length, middle + 0.75 * length);
        if (divided)
          divided = step(*divided, begin, segment, middle + 0.75 * length, to);
        if (!divided)
          return {false, 0.25};
        const double error = std::max(difference(*end, *whole), difference(*end, *divided));
        // The error of a step of a first-order method is proportional to its square.
        const double growth = error > 0 ? std::min(4., std::max(0.1, 0.9 * std::sqrt(control_.accuracy / error))) : 4;
        // Below a billionth of a segment a kink of path or law cannot be resolved further.
        if (error > control_.accuracy && to - from > 1e-9)
          return {false, growth};
        now = *end;
        largest_stress_ = std::max(largest_stress_, largest(end->stress));
        return {true, growth};
      }

      /// Of stress relative to the largest so far, of strain relative to the elastic strain of that stress.
      double difference(const Instant &end, const Instant &other) const
      {
        const double stiffness = largest_diagonal(end.tangent);
        const double scale = std::max({largest_stress_, largest(end.stress), 1e-6 * stiffness});
        double error = 0;
        for (unsigned i = 0; i < 6; ++i)
          error = std::max(
              {error, std::abs(end.stress[i] - other.stress[i]) / scale, std::abs(end.strain[i] - other.strain[i]) * stiffness / scale});
        return error;
      }

      /// One step of the law with the strain where stress is prescribed; nothing when no strain is found.
      std::optional<Instant> step(const Instant &old, const Instant &begin, const PathSegment &segment, double from, double to) const
      {
        Instant next = old;
        const double duration = segment.duration * (to - from);
        next.time = begin.time + segment.duration * to;
        next.temperature = begin.temperature + (segment.temperature - begin.temperature) * to;
        next.cure = begin.cure + (segment.cure - begin.cure) * to;
        Voigt target;
        for (unsigned i = 0; i < 6; ++i)
          {
            const double first = segment.control[i] == Control::strain ? begin.strain[i] : begin.stress[i];
            target[i] = first + (segment.target[i] - first) * to;
            if (segment.control[i] == Control::strain)
              next.strain[i] = target[i];
          }
        if (free_strain_.over_step)
          {
            const std::array<double, 3> added = free_strain_.over_step({{old.temperature, next.temperature}}, {{old.cure, next.cure}});
            for (unsigned i = 0; i < 3; ++i)
              next.free_by_steps[i] += added[i];
          }
        const std::array<double, 3> free_before = free_since_start(old), free_after = free_since_start(next);
        // As a first guess, strain that is not prescribed changes with the free strain.
        for (unsigned i = 0; i < 3; ++i)
          if (segment.control[i] == Control::stress)
            next.strain[i] += free_after[i] - free_before[i];

        const auto respond = [&](const Voigt &strain, Instant &result) {
          const PointStep point_step{duration,
                                     {old.temperature, next.temperature},
                                     {old.cure, next.cure},
                                     {mechanical_strain(old.strain, free_before), mechanical_strain(strain, free_after)}};
          const PointResponse response = law_.advance(point_step, old.state.data(), result.state.data());
          result.strain = strain;
          result.stress = response.stress;
          result.tangent = matrix(response.tangent);
          result.dissipation = old.dissipation + response.dissipation;
        };
        const auto miss = [&](const Voigt &stress) {
          Voigt result{};
          for (unsigned i = 0; i < 6; ++i)
            if (segment.control[i] == Control::stress)
              result[i] = target[i] - stress[i];
          return result;
        };
        try
          {
            respond(next.strain, next);
            return newton(next, segment.control, target, respond, miss) ? std::optional<Instant>(next) : std::nullopt;
          }
        catch (const std::runtime_error &)
          {
            return std::nullopt; // the law has no solution for a step this long
          }
      }

      /// Free strain since the start of the path.
      std::array<double, 3> free_since_start(const Instant &instant) const
      {
        std::array<double, 3> strain = free_strain_.at(instant.temperature, instant.cure);
        for (unsigned i = 0; i < 3; ++i)
          strain[i] += instant.free_by_steps[i] - free_strain_at_start_[i];
        return strain;
      }

      /// Newton's method with backtracking on the largest residual of stress.
      template <typename Respond, typename Miss>
      bool newton(Instant &next, const std::array<Control, 6> &control, const Voigt &target, const Respond &respond, const Miss &miss) const
      {
        for (unsigned iteration = 0; iteration < 40; ++iteration)
          {
            const Voigt missing = miss(next.stress);
            double aim = 0;
            for (unsigned i = 0; i < 6; ++i)
              if (control[i] == Control::stress)
                aim = std::max(aim, std::abs(target[i]));
            const double tolerance = 1e-10 * std::max(aim, largest(next.stress)) + 1e-13 * largest_diagonal(next.tangent);
            if (largest(missing) <= tolerance)
              return true;
            Voigt full = next.strain;
            if (!solve_for_strain(next.tangent, control, missing, full))
              return false;
            const Voigt before = next.strain;
            Instant trial = next;
            bool is_better = false;
            for (double part = 1; part > 1e-3 && !is_better; part /= 2)
              {
                Voigt strain;
                for (unsigned i = 0; i < 6; ++i)
                  strain[i] = before[i] + part * (full[i] - before[i]);
                respond(strain, trial);
                is_better = largest(miss(trial.stress)) < largest(missing);
              }
            if (!is_better)
              return false;
            next = trial;
          }
        return false;
      }

      static std::string instant(const Instant &now)
      {
        return std::to_string(now.time) + " s at " + std::to_string(to_celsius(now.temperature)) + " degC";
      }

      [[noreturn]] static void fail_beyond_small_strain(const Instant &now)
      {
        throw std::runtime_error("the path leaves the range of small strain at " + instant(now) + ": the largest strain is " +
                                 std::to_string(100 * largest(now.strain)) + " %, more than the " +
                                 std::to_string(std::lround(100 * largest_strain)) +
                                 " % up to which small strain is valid; the prescribed stress may be more than the material can carry");
      }

      [[noreturn]] static void fail(const Instant &now, const PathSegment &segment)
      {
        std::string stress;
        for (unsigned i = 0; i < 6; ++i)
          if (segment.control[i] == Control::stress)
            stress += (stress.empty() ? "" : ", ") + std::to_string(segment.target[i]);
        throw std::runtime_error("the path cannot be followed beyond " + instant(now) +
                                 ": no strain was found for the prescribed stresses (" + stress +
                                 " Pa at the end of the segment), which may be more than the material can carry");
      }

      const MaterialLaw &law_;
      const FreeStrain &free_strain_;
      const StepControl &control_;
      std::array<double, 3> free_strain_at_start_{};
      double largest_stress_ = 0;
      unsigned steps_ = 0;
    };

    void check(const PointPath &path)
    {
      const auto require = [](bool holds, const std::string &sentence) {
        if (!holds)
          throw std::invalid_argument(sentence);
      };
      require(!path.segments.empty(), "a path has no segment");
      require(path.temperature > 0, "a path begins at " + std::to_string(path.temperature) + " K; a temperature must be above 0 K");
      for (std::size_t i = 0; i < path.segments.size(); ++i)
        {
          const PathSegment &segment = path.segments[i];
          const std::string name = "segment " + std::to_string(i + 1) + " of the path ";
          require(segment.duration > 0 && std::isfinite(segment.duration),
                  name + "lasts " + std::to_string(segment.duration) + " s; it must last longer than 0 s");
          require(segment.temperature > 0 && std::isfinite(segment.temperature),
                  name + "ends at " + std::to_string(segment.temperature) + " K; a temperature must be above 0 K");
          require(segment.cure >= 0 && segment.cure <= 1,
                  name + "ends at a degree of cure of " + std::to_string(segment.cure) + "; it must lie between 0 and 1");
          require(segment.points > 0, name + "has no output point; it needs at least one, its end");
          for (const double target : segment.target)
            require(std::isfinite(target), name + "ends at a strain or stress that is not a finite number");
        }
    }
  } // namespace

  std::vector<PointRecord> drive(const MaterialLaw &law, const FreeStrain &free_strain, const PointPath &path, const StepControl &control)
  {
    check(path);
    Driver driver(law, free_strain, control);
    Instant now = driver.start(path.temperature, path.cure);
    std::vector<PointRecord> records = {{0, now.temperature, now.cure, now.strain, now.stress, 0, now.state}};
    for (const PathSegment &segment : path.segments)
      driver.go(now, segment, records);
    return records;
  }
} // namespace sagitta::materials
