#include <solver/study/ledger_files.h>

#include <solver/hdf5/handle.h>
#include <solver/output/whole_file.h>
#include <solver/study/model_use.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::study
{
  namespace
  {
    using hdf5::checked;
    using hdf5::Handle;
    using hdf5::set_attribute;

    void write_numbers(hid_t group, const std::string &name, const std::vector<double> &values, const std::string &unit)
    {
      const hsize_t size = values.size();
      const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "make a space");
      const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
      checked(H5Pset_obj_track_times(properties, false), "set a property"); // the same study writes the same bytes
      const Handle dataset(H5Dcreate2(group, output::file_stem(name).c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                           H5Dclose, "make a dataset");
      checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write a dataset");
      set_attribute(dataset, "name", name);
      set_attribute(dataset, "unit", unit);
    }

    void write_parameters(hid_t file, const Study &study, const std::vector<Candidate> &candidates)
    {
      const Handle group = hdf5::make_group(file, "parameters");
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        {
          const Parameter &parameter = study.parameters[p];
          std::vector<double> numbers;
          std::vector<std::string> labels;
          for (const Candidate &candidate : candidates)
            {
              numbers.push_back(candidate.is_base() ? no_number : candidate.values[p].number);
              labels.push_back(candidate.is_base() ? "" : candidate.values[p].label);
            }
          if (parameter.is_numeric())
            write_numbers(group, parameter.name, numbers, parameter.unit);
          else
            hdf5::write_texts(group, output::file_stem(parameter.name).c_str(), labels);
        }
    }

    void write_outputs(hid_t file, const Study &study, const Decision &decision)
    {
      const Handle group = hdf5::make_group(file, "outputs");
      for (std::size_t o = 0; o < study.outputs.size(); ++o)
        {
          std::vector<double> values;
          for (const Entry &entry : decision.entries)
            values.push_back(entry.values[o]);
          write_numbers(group, study.outputs[o].name, values, info(study.outputs[o].measure).si_unit);
        }
    }

    /// The outputs that have a column for the bound of a reduced model.
    std::vector<Output> bounded_outputs(const Study &study)
    {
      std::vector<Output> outputs;
      for (const Output &output : study.outputs)
        if (study.reduced_model && may_have_model(output))
          outputs.push_back(output);
      return outputs;
    }

    void write_bounds(hid_t file, const Study &study, const Decision &decision)
    {
      const std::vector<Output> outputs = bounded_outputs(study);
      if (outputs.empty())
        return;
      const Handle group = hdf5::make_group(file, "bounds");
      for (const Output &output : outputs)
        {
          std::vector<double> values;
          for (const Entry &entry : decision.entries)
            values.push_back(bound_of(output, entry));
          write_numbers(group, output.name, values, info(output.measure).si_unit);
        }
    }

    void write_hdf5(const std::filesystem::path &path, const Study &study, const std::vector<Candidate> &candidates,
                    const Decision &decision)
    {
      const hdf5::QuietErrors quiet;
      const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "make a file");
      set_attribute(file, "format", std::string("sagitta study ledger"));
      set_attribute(file, "format_version", 1);
      set_attribute(file, "study", study.name);
      std::vector<std::string> hashes, statuses, sentences;
      std::vector<double> within, ranks, scores, front, seconds, iterations;
      for (std::size_t c = 0; c < candidates.size(); ++c)
        {
          const Entry &entry = decision.entries[c];
          hashes.push_back(candidates[c].hash);
          statuses.push_back(status_names().name(entry.status));
          sentences.push_back(entry.sentence);
          within.push_back(entry.is_within);
          ranks.push_back(static_cast<double>(entry.rank));
          scores.push_back(entry.rank > 0 ? entry.score : no_number);
          front.push_back(entry.is_on_front);
          seconds.push_back(entry.record ? entry.record->seconds : no_number);
          iterations.push_back(entry.record ? entry.record->iterations : no_number);
        }
      hdf5::write_texts(file, "hash", hashes);
      hdf5::write_texts(file, "status", statuses);
      hdf5::write_texts(file, "sentence", sentences);
      write_numbers(file, "within_limits", within, "1");
      write_numbers(file, "rank", ranks, "1");
      write_numbers(file, "score", scores, "1");
      write_numbers(file, "on_front", front, "1");
      write_numbers(file, "seconds", seconds, "s");
      write_numbers(file, "iterations", iterations, "1");
      write_parameters(file, study, candidates);
      write_outputs(file, study, decision);
      write_bounds(file, study, decision);
    }

    std::string make_csv(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision)
    {
      std::string text = "candidate,hash,status";
      for (const Parameter &parameter : study.parameters)
        text += "," + csv_text(parameter.name + (parameter.is_numeric() && !parameter.unit.empty() ? " [" + parameter.unit + "]" : ""));
      for (const Output &output : study.outputs)
        text += "," + csv_text(output.name + " [" + info(output.measure).unit + "]");
      const std::vector<Output> bounded = bounded_outputs(study);
      for (const Output &output : bounded)
        text += "," + csv_text("bound of " + output.name + " [" + info(output.measure).unit + "]");
      text += ",within_limits,rank,score,on_front,seconds,iterations,revision,sentence\n";
      for (std::size_t c = 0; c < candidates.size(); ++c)
        {
          const Entry &entry = decision.entries[c];
          text += fmt::format("{},{},{}", c, candidates[c].hash.substr(0, 16), status_names().name(entry.status));
          for (std::size_t p = 0; p < study.parameters.size(); ++p)
            text += "," + (candidates[c].is_base()            ? std::string()
                           : study.parameters[p].is_numeric() ? csv_number(candidates[c].values[p].number)
                                                              : csv_text(candidates[c].values[p].label));
          for (std::size_t o = 0; o < study.outputs.size(); ++o)
            text += "," + csv_number(study.outputs[o].shown(entry.values[o]));
          for (const Output &output : bounded)
            text += "," + csv_number(bound_of(output, entry) / info(output.measure).si);
          const bool is_solved = entry.status == Status::solved;
          text += fmt::format(",{},{},{},{}", is_solved ? (entry.is_within ? "yes" : "no") : "",
                              entry.rank > 0 ? std::to_string(entry.rank) : "", entry.rank > 0 ? csv_number(entry.score) : "",
                              entry.rank > 0 ? (entry.is_on_front ? "yes" : "no") : "");
          text += entry.record
                      ? fmt::format(",{:.3f},{},{}", entry.record->seconds, entry.record->iterations, csv_text(entry.record->revision))
                      : std::string(",,,");
          text += "," + csv_text(entry.sentence) + "\n";
        }
      return text;
    }
  } // namespace

  std::string csv_text(const std::string &text)
  {
    if (text.find_first_of(",\"\n\r") == std::string::npos)
      return text;
    std::string result = "\"";
    for (const char c : text)
      result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + "\"";
  }

  std::string csv_number(double value)
  {
    return std::isfinite(value) ? fmt::format("{:.9g}", value) : "";
  }

  void write_ledger(const std::filesystem::path &directory, const Study &study, const std::vector<Candidate> &candidates,
                    const Decision &decision)
  {
    output::WholeFile file(directory / "ledger.h5");
    write_hdf5(file.temporary(), study, candidates, decision);
    file.commit();
    output::write_whole_file(directory / "ledger.csv", make_csv(study, candidates, decision));
  }
} // namespace sagitta::study
