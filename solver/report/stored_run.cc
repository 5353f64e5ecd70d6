#include <solver/report/stored_run.h>

#include <solver/base/errors.h>
#include <solver/hdf5/handle.h>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>

namespace sagitta::report
{
  namespace
  {
    std::string read_text(const std::filesystem::path &file)
    {
      std::ifstream stream(file, std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
      if (!stream && !stream.eof())
        throw FileError(fmt::format("{} cannot be read", file.string()));
      return text;
    }

    bool is_file(const std::filesystem::path &file)
    {
      std::error_code error;
      return std::filesystem::is_regular_file(file, error);
    }

    Json read_json(const std::filesystem::path &file, const char *format)
    {
      Json json;
      try
        {
          json = Json::parse(read_text(file));
        }
      catch (const Json::parse_error &error)
        {
          throw FileError(fmt::format("{} is not a JSON file: {}; run the case again", file.string(), error.what()));
        }
      if (!json.is_object() || json.value("format", "") != format || json.value("format_version", 0) != 1)
        throw FileError(
            fmt::format("{} is not a file of the format \"{}\", version 1; run the case again with this program", file.string(), format));
      return json;
    }

    std::vector<double> read_numbers(hid_t place, const char *name)
    {
      const hdf5::Handle dataset(H5Dopen2(place, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const hdf5::Handle space(H5Dget_space(dataset), H5Sclose, "read a space");
      std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
      hdf5::check(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read a dataset");
      return values;
    }

    herr_t collect_name(hid_t, const char *name, const H5L_info_t *, void *names)
    {
      static_cast<std::vector<std::string> *>(names)->emplace_back(name);
      return 0;
    }

    std::vector<std::string> names_in(hid_t place)
    {
      std::vector<std::string> names;
      hdf5::check(H5Literate(place, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names), "list a group");
      return names;
    }

    HeightMap read_map(hid_t place, const std::string &name)
    {
      const hdf5::Handle group(H5Gopen2(place, name.c_str(), H5P_DEFAULT), H5Gclose, "open a group");
      HeightMap map{read_numbers(group, "x"), read_numbers(group, "y"), read_numbers(group, "w")};
      if (map.w.size() != map.x.size() * map.y.size() || map.x.size() < 2 || map.y.size() < 2)
        throw FileError(fmt::format("the sizes of the map {} do not agree", name));
      return map;
    }

    void read_maps(const std::filesystem::path &path, StoredRun &run)
    {
      const hdf5::QuietErrors quiet;
      const hdf5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file");
      for (const std::string &name : names_in(file))
        {
          const hdf5::Handle state(H5Gopen2(file, name.c_str(), H5P_DEFAULT), H5Gclose, "open a group");
          auto &maps = run.maps[hdf5::read_text(state, "name")];
          for (const char *face : {"bottom", "top"})
            maps[face] = read_map(state, face);
          if (H5Lexists(state, "faces", H5P_DEFAULT) <= 0)
            continue;
          const hdf5::Handle faces(H5Gopen2(state, "faces", H5P_DEFAULT), H5Gclose, "open a group");
          for (const std::string &face : names_in(faces))
            maps[face] = read_map(faces, face);
        }
    }

    /// Different labels: the names of the cases, else of the directories, else the whole paths.
    void label(std::vector<StoredRun> &runs)
    {
      const auto try_with = [&](const auto &name) {
        std::set<std::string> used;
        for (StoredRun &run : runs)
          used.insert(run.label = name(run));
        return used.size() == runs.size();
      };
      if (!try_with([](const StoredRun &run) { return run.results.at("case").at("name").template get<std::string>(); }) &&
          !try_with([](const StoredRun &run) { return run.directory.filename().string(); }))
        try_with([](const StoredRun &run) { return run.directory.string(); });
    }
  } // namespace

  const Json *StoredRun::find_state(const std::string &name) const
  {
    for (const Json &state : states())
      if (state.at("name") == name)
        return &state;
    return nullptr;
  }

  const Json &StoredRun::lengths(const Json &part, const char *key) const
  {
    static const Json none = Json::array();
    return part.contains(key) ? part.at(key).at("value") : none;
  }

  StoredRun read_run(const std::filesystem::path &given)
  {
    StoredRun run;
    run.directory = given.filename().empty() ? given.parent_path() : given; // without a slash at the end
    if (!is_file(run.directory / "results.json"))
      throw InputError(fmt::format("{}: there is no results.json, so that no run has finished in this directory; name the directory of a "
                                   "finished run (`sagitta run CASE -o DIR`)",
                                   given.string()));
    run.results = read_json(run.directory / "results.json", "sagitta results");
    if (is_file(run.directory / "model.json"))
      run.model = read_json(run.directory / "model.json", "sagitta model");
    if (is_file(run.directory / "model.svg"))
      run.drawing = read_text(run.directory / "model.svg");
    const std::filesystem::path maps = run.directory / "warpage.h5";
    try
      {
        if (is_file(maps))
          read_maps(maps, run);
      }
    catch (const FileError &error)
      {
        throw FileError(fmt::format("{} cannot be read: {}", maps.string(), error.what()));
      }
    return run;
  }

  std::vector<StoredRun> read_runs(const std::vector<std::string> &directories)
  {
    std::vector<StoredRun> runs;
    std::set<std::string> known;
    for (const std::string &directory : directories)
      {
        std::error_code error;
        if (!known.insert(std::filesystem::weakly_canonical(directory, error).string()).second)
          throw InputError(fmt::format("{} is named twice; a run is compared with others, not with itself", directory));
        runs.push_back(read_run(directory));
      }
    label(runs);
    return runs;
  }

  double number(const Json &quantity)
  {
    return quantity.at("value").get<double>();
  }

  bool has_temperature(const Json &state)
  {
    return state.at("temperature").is_object();
  }
} // namespace sagitta::report
