#include <solver/process/path_record.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // Numbers of HeatedPoints at a point.
    constexpr std::size_t n_of_heat = 4;

    void append(std::vector<double> &to, const mechanics::ThermoelasticLaw &law, std::size_t n_materials)
    {
      for (std::size_t m = 0; m < n_materials; ++m)
        if (const auto &step = law.steps()[m])
          {
            const materials::OrthotropicStiffness &c = step->stiffness;
            to.insert(to.end(), {1, c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66});
            to.insert(to.end(), step->cure_strain.begin(), step->cure_strain.end());
          }
        else
          to.push_back(0);
    }

    void append(std::vector<double> &to, const Instant &instant)
    {
      to.insert(to.end(), {instant.time, instant.temperature});
      to.insert(to.end(), instant.cure.begin(), instant.cure.end());
      for (const std::array<double, 3> &moved : instant.moved_transition)
        to.insert(to.end(), moved.begin(), moved.end());
    }

    void append(std::vector<double> &to, const StateInfo &info)
    {
      const results::SolveInfo &solve = info.solve;
      to.insert(to.end(), {double(solve.iterations), solve.relative_residual, solve.set_up_seconds, solve.solve_seconds, solve.energy_error,
                           double(solve.residual_history.size())});
      to.insert(to.end(), solve.residual_history.begin(), solve.residual_history.end());
      to.insert(to.end(),
                {double(info.history.steps), double(info.history.rejected), double(info.history.iterations), double(info.history.solves)});
      const auto &hottest = info.history.hottest;
      to.push_back(hottest ? 1 : 0);
      if (hottest)
        to.insert(to.end(), {hottest->temperature, hottest->time, hottest->at[0], hottest->at[1], hottest->at[2]});
    }

    /// Takes numbers from a list, one after the other.
    class Reader
    {
    public:
      explicit Reader(const std::vector<double> &numbers) : numbers_(numbers) {}

      double next()
      {
        if (at_ == numbers_.size())
          throw std::invalid_argument("the record of a path is of another model: it ends early");
        return numbers_[at_++];
      }

      void set(Instant &instant)
      {
        instant.time = next();
        instant.temperature = next();
        for (double &cure : instant.cure)
          cure = next();
        for (std::array<double, 3> &moved : instant.moved_transition)
          for (double &strain : moved)
            strain = next();
      }

      void set(StateInfo &info)
      {
        info.solve.iterations = static_cast<unsigned>(next());
        for (double *number :
             {&info.solve.relative_residual, &info.solve.set_up_seconds, &info.solve.solve_seconds, &info.solve.energy_error})
          *number = next();
        info.solve.residual_history.resize(static_cast<std::size_t>(next()));
        for (double &residual : info.solve.residual_history)
          residual = next();
        for (unsigned *count : {&info.history.steps, &info.history.rejected, &info.history.iterations, &info.history.solves})
          *count = static_cast<unsigned>(next());
        info.history.hottest.reset();
        if (next() == 0)
          return;
        results::HottestPoint &hottest = info.history.hottest.emplace();
        for (double *number : {&hottest.temperature, &hottest.time, &hottest.at[0], &hottest.at[1], &hottest.at[2]})
          *number = next();
      }

      std::vector<std::optional<mechanics::MaterialStep>> steps(std::size_t n_materials)
      {
        std::vector<std::optional<mechanics::MaterialStep>> steps(n_materials);
        for (auto &step : steps)
          if (next() != 0)
            {
              step.emplace();
              materials::OrthotropicStiffness &c = step->stiffness;
              for (double *modulus : {&c.c11, &c.c22, &c.c33, &c.c12, &c.c13, &c.c23, &c.c44, &c.c55, &c.c66})
                *modulus = next();
              for (double &strain : step->cure_strain)
                strain = next();
            }
        return steps;
      }

      void finish() const
      {
        if (at_ != numbers_.size())
          throw std::invalid_argument("the record of a path is of another model: it has more numbers");
      }

    private:
      const std::vector<double> &numbers_;
      std::size_t at_ = 0;
    };
  } // namespace

  namespace
  {
    /// Takes the memory of a block and what heat conduction, if it is solved, keeps at its points.
    template <typename F>
    void take_block(const PathSolver &solver, std::size_t b, std::vector<double> &memory, HeatedPoints *heated, const F &take)
    {
      const std::size_t begin = solver.states().first(b), n = solver.blocks().n_points();
      take(memory.data() + begin, solver.states().first(b + 1) - begin);
      if (!heated)
        return;
      take(&heated->cure[b * n], n);
      for (std::vector<double> &strain : heated->moved_transition)
        take(&strain[b * n], n);
    }
  } // namespace

  std::vector<double> PathRecorder::shared_numbers(const PathState &state) const
  {
    const std::size_t n_materials = solver_.materials().size();
    std::vector<double> numbers = {double(state.next_state), double(state.is_in_equilibrium)};
    append(numbers, state.now);
    append(numbers, state.law, n_materials);
    const StepValues &step = state.step;
    numbers.insert(numbers.end(), {step.largest_stress, step.smallest_stress, step.next_step, step.largest_energy, double(step.has_rate),
                                   double(step.set_up.has_value())});
    if (step.set_up)
      {
        append(numbers, step.set_up->law, n_materials);
        numbers.push_back(step.set_up->temperature);
      }
    const SegmentProgress &segment = state.segment;
    numbers.insert(numbers.end(), {double(state.steps), double(segment.has_begun)});
    if (segment.has_begun)
      {
        append(numbers, segment.start);
        numbers.insert(numbers.end(), {double(segment.piece), segment.done});
      }
    append(numbers, state.info);
    return numbers;
  }

  void PathRecorder::set_shared(const std::vector<double> &numbers, PathState &state) const
  {
    const meshing::Package &package = solver_.model().package();
    const Materials &cards = solver_.materials();
    Reader reader(numbers);
    state.next_state = static_cast<unsigned>(reader.next());
    state.is_in_equilibrium = reader.next() != 0;
    reader.set(state.now);
    state.law = {package, cards, reader.steps(cards.size())};
    StepValues &step = state.step;
    step.largest_stress = reader.next();
    step.smallest_stress = reader.next();
    step.next_step = reader.next();
    step.largest_energy = reader.next();
    step.has_rate = reader.next() != 0;
    if (reader.next() != 0)
      {
        auto steps = reader.steps(cards.size());
        const double temperature = reader.next();
        step.set_up = LawAt{{package, cards, std::move(steps)}, temperature};
      }
    state.steps = static_cast<unsigned long long>(reader.next());
    state.segment.has_begun = reader.next() != 0;
    if (state.segment.has_begun)
      {
        state.segment.start = state.now; // has lists of the right length
        reader.set(state.segment.start);
        state.segment.piece = static_cast<unsigned>(reader.next());
        state.segment.done = reader.next();
      }
    reader.set(state.info);
    reader.finish();
  }

  CellLayout PathRecorder::layout(unsigned cell) const
  {
    const MaterialBlocks &blocks = solver_.blocks();
    std::vector<std::array<std::size_t, 3>> parts; // element, body, numbers per point
    for (std::size_t b = blocks.first_of(cell); b < blocks.first_of(cell + 1); ++b)
      parts.push_back(
          {{blocks[b].element, blocks[b].body,
            (solver_.states().first(b + 1) - solver_.states().first(b)) / blocks.n_points() + (solver_.heat() ? n_of_heat : 0)}});
    if (const MaterialBlocks *elastic = solver_.births().elastic())
      for (std::size_t b = elastic->first_of(cell); b < elastic->first_of(cell + 1); ++b)
        parts.push_back({{(*elastic)[b].element, (*elastic)[b].body, 0}});
    std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a[0] < b[0]; });

    CellLayout layout;
    layout.n_nodal = std::size_t(blocks.space().plan().dofs_per_cell()) * blocks.space().column_size();
    layout.n_fields = 2 + solver_.joined().size();
    if (solver_.heat())
      layout.n_temperatures = std::size_t(blocks.space().plan().dofs_per_cell()) * blocks.space().n_z();
    for (const auto &[element, body, numbers] : parts)
      {
        layout.n_carrying += layout.block_of_element.empty() || layout.block_of_element.back() != element ? 1 : 0;
        layout.block_of_element.push_back(static_cast<unsigned>(element));
        layout.bodies.push_back(static_cast<unsigned>(body));
        layout.memory.push_back(numbers);
      }
    return layout;
  }

  std::size_t PathRecorder::n_values(unsigned cell) const
  {
    const CellLayout of_cell = layout(cell);
    std::size_t per_point = 6 * of_cell.n_carrying;
    for (const std::size_t numbers : of_cell.memory)
      per_point += numbers;
    return of_cell.n_fields * of_cell.n_nodal + of_cell.n_temperatures + per_point * solver_.blocks().n_points();
  }

  PathRecord PathRecorder::record(const PathState &state) const
  {
    const MaterialBlocks &blocks = solver_.blocks();
    const layered::LayeredSpace &space = blocks.space();
    const std::size_t column = space.column_size();
    PathRecord record{shared_numbers(state), {0}, {}, state.info.solve.method};
    std::vector<Vector<double>> fields{state.displacement, state.rate};
    for (const Birth &birth : solver_.joined())
      fields.push_back(birth.displacement);
    for (Vector<double> &field : fields)
      if (!field.has_ghost_elements())
        field.update_ghost_values();
    const HeatedPoints *heated = state.now.points.get();
    std::size_t carried = 0;
    const auto append_range = [&](const double *from, std::size_t n) { record.values.insert(record.values.end(), from, from + n); };
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        for (const Vector<double> &field : fields)
          for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
            append_range(field.begin() + space.plan().cell_dofs(cell)[i] * column, column);
        if (heated)
          for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
            append_range(heated->temperature.begin() + std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z(), space.n_z());
        for (std::size_t b = blocks.first_of(cell); b < blocks.first_of(cell + 1); ++b)
          {
            const std::size_t begin = solver_.states().first(b), n = blocks.n_points();
            append_range(state.memory.data() + begin, solver_.states().first(b + 1) - begin);
            if (!heated)
              continue;
            append_range(&heated->cure[b * n], n);
            for (const std::vector<double> &strain : heated->moved_transition)
              append_range(&strain[b * n], n);
          }
        const std::size_t n_carried = layout(cell).n_carrying * 6 * blocks.n_points();
        append_range(state.carried.values().data() + carried, n_carried);
        carried += n_carried;
        record.first_value.push_back(record.values.size());
      }
    return record;
  }

  PathState PathRecorder::restore(const PathRecord &record, std::vector<Vector<double>> *at_births) const
  {
    const MaterialBlocks &blocks = solver_.blocks();
    const layered::LayeredSpace &space = blocks.space();
    const std::size_t column = space.column_size();
    PathState state = solver_.start();
    set_shared(record.shared, state);
    state.info.solve.method = record.method;
    std::shared_ptr<HeatedPoints> heated;
    if (state.now.points)
      heated = std::make_shared<HeatedPoints>(*state.now.points);
    std::vector<Vector<double>> births(solver_.joined().size());
    std::vector<Vector<double> *> fields = {&state.displacement, &state.rate};
    for (Vector<double> &birth : births)
      {
        space.initialise(birth);
        fields.push_back(&birth);
      }
    const double *from = record.values.data();
    const auto take = [&](double *to, std::size_t n) {
      std::copy(from, from + n, to);
      from += n;
    };
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        if (record.first_value[cell + 1] - record.first_value[cell] != n_values(cell))
          throw std::invalid_argument("the record of a path is of another model: a cell has other parts");
        for (Vector<double> *field : fields)
          for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
            take(field->begin() + space.plan().cell_dofs(cell)[i] * column, column);
        if (heated)
          for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
            take(heated->temperature.begin() + std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z(), space.n_z());
        for (std::size_t b = blocks.first_of(cell); b < blocks.first_of(cell + 1); ++b)
          take_block(solver_, b, state.memory, heated.get(), take);
        const CellLayout parts = layout(cell);
        for (std::size_t p = 0; p < parts.block_of_element.size(); ++p)
          if (p == 0 || parts.block_of_element[p] != parts.block_of_element[p - 1])
            take(state.carried.values(cell, parts.block_of_element[p]), 6 * std::size_t(blocks.n_points()));
      }
    for (Vector<double> *field : fields)
      {
        field->zero_out_ghost_values();
        space.complete(*field);
      }
    if (heated)
      {
        heated->temperature.zero_out_ghost_values();
        solver_.heat()->space()->complete(heated->temperature);
        heated->is_uniform = state.steps == 0;
        state.now.points = heated;
      }
    state.temperature = solver_.temperature(state.now);
    solver_.describe(state);
    if (at_births)
      at_births->swap(births);
    return state;
  }
} // namespace sagitta::process
