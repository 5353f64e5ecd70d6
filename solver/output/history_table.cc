#include <solver/output/history_table.h>

#include <solver/hdf5/handle.h>
#include <solver/hdf5/image.h>

#include <cmath>
#include <limits>
#include <utility>

namespace sagitta::output
{
  HistoryTable::HistoryTable(std::size_t n_states, std::vector<Figure> figures, std::vector<const char *> labels)
      : n_states_(n_states), figures_(std::move(figures)), labels_(std::move(labels))
  {
  }

  void HistoryTable::set(std::size_t state, const std::string &name, const std::vector<double> &values,
                         const std::vector<std::string> &texts)
  {
    for (unsigned count = 1;; ++count)
      {
        const std::string unique = count == 1 ? name : name + " (" + std::to_string(count) + ")";
        const auto [entry, is_new] = find_.emplace(unique, rows_.size());
        if (is_new)
          rows_.push_back({unique, texts, std::vector<std::vector<double>>(n_states_)});
        std::vector<double> &own = rows_[entry->second].by_state.at(state);
        if (!own.empty())
          continue; // the state has a thing of this name already
        own = values;
        return;
      }
  }

  void HistoryTable::write(hid_t place, const char *group) const
  {
    if (rows_.empty())
      return;
    const hdf5::Handle own = hdf5::make_group(place, group);
    std::vector<std::string> names;
    for (const Row &row : rows_)
      names.push_back(row.name);
    hdf5::write_texts(own, "names", names);
    for (std::size_t label = 0; label < labels_.size(); ++label)
      {
        std::vector<std::string> texts;
        for (const Row &row : rows_)
          texts.push_back(row.texts.at(label));
        hdf5::write_texts(own, labels_[label], texts);
      }
    std::size_t first = 0;
    for (const Figure &figure : figures_)
      {
        std::vector<double> values;
        bool is_known = false;
        for (std::size_t state = 0; state < n_states_; ++state)
          for (const Row &row : rows_)
            for (unsigned c = 0; c < figure.components; ++c)
              {
                const std::vector<double> &of_state = row.by_state[state];
                values.push_back(of_state.empty() ? std::numeric_limits<double>::quiet_NaN() : of_state.at(first + c));
                is_known = is_known || !std::isnan(values.back());
              }
        first += figure.components;
        if (!is_known)
          continue; // no state has it, such as a limit of the warpage
        std::vector<hsize_t> sizes = {n_states_, rows_.size()};
        if (figure.components > 1)
          sizes.push_back(figure.components);
        hdf5::write_numbers(own, figure.name, values, sizes, figure.unit);
        if (figure.components_are)
          {
            const hdf5::Handle dataset(H5Dopen2(own, figure.name, H5P_DEFAULT), H5Dclose, "open a dataset");
            hdf5::set_attribute(dataset, "components", std::string(figure.components_are));
          }
      }
  }
} // namespace sagitta::output
