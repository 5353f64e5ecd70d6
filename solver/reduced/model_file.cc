#include <solver/reduced/model_file.h>

#include <solver/base/errors.h>
#include <solver/hdf5/handle.h>
#include <solver/hdf5/image.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <hdf5.h>

#include <cmath>
#include <string>
#include <system_error>
#include <vector>

namespace sagitta::reduced
{
  namespace
  {
    using hdf5::Handle;
    using hdf5::set_attribute;
    using Lists = std::vector<std::vector<double>>;

    constexpr const char *format = "sagitta reduced model";
    constexpr int version = 2, oldest_version = 1; // 2: thicknesses

    void write_numbers(hid_t place, const char *name, const std::vector<double> &values)
    {
      hdf5::write_numbers(place, name, values, {values.size()});
    }

    /// Lists of equal length behind one another.
    void write_lists(hid_t place, const char *name, const Lists &lists)
    {
      std::vector<double> values;
      for (const std::vector<double> &list : lists)
        values.insert(values.end(), list.begin(), list.end());
      write_numbers(place, name, values);
    }

    std::vector<double> read_numbers(hid_t place, const char *name, std::size_t expected)
    {
      if (H5Lexists(place, name, H5P_DEFAULT) <= 0)
        throw FileError(fmt::format("it has no {}", name));
      const Handle dataset(H5Dopen2(place, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const Handle space(H5Dget_space(dataset), H5Sclose, "read a space");
      std::vector<double> values(expected);
      if (H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(expected))
        throw FileError(fmt::format("its {} does not have the expected {} numbers", name, expected));
      if (expected > 0 && H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        throw FileError(fmt::format("its {} cannot be read", name));
      return values;
    }

    Lists read_lists(hid_t place, const char *name, std::size_t count, std::size_t length)
    {
      const std::vector<double> values = read_numbers(place, name, count * length);
      Lists lists;
      for (std::size_t i = 0; i < count; ++i)
        lists.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(i * length),
                           values.begin() + static_cast<std::ptrdiff_t>((i + 1) * length));
      return lists;
    }

    /// A count that a list in memory may have.
    std::size_t read_count(hid_t place, const char *name)
    {
      const double value = hdf5::read_number(place, name);
      constexpr double most = 1e8;
      if (!(value >= 0 && value <= most && value == std::floor(value)))
        throw FileError(fmt::format("its {} is not a valid count", name));
      return static_cast<std::size_t>(value);
    }

    // Numbers of one entry of the lists of parameters.
    constexpr unsigned material_numbers = 6, conductor_numbers = 3, strain_numbers = 3, load_numbers = 2, thickness_numbers = 3,
                       term_numbers = 3, load_power_numbers = 2;

    double number_of(const std::optional<unsigned> &index)
    {
      return index ? *index : -1.;
    }

    std::optional<unsigned> index_of(double number, std::size_t count)
    {
      if (number >= 0 && !(number < static_cast<double>(count)))
        throw FileError("one of its terms names a parameter that the model does not have");
      return number >= 0 ? std::optional<unsigned>(static_cast<unsigned>(number)) : std::nullopt;
    }

    void write_parameters(hid_t file, const ReducedModel &model)
    {
      std::vector<std::string> names;
      std::vector<double> numbers;
      for (const FreeMaterial &m : model.materials)
        {
          names.push_back(m.name);
          numbers.insert(numbers.end(), {m.young[0], m.young[1], m.poisson[0], m.poisson[1], m.base_young, m.base_poisson});
        }
      hdf5::write_texts(file, "materials", names);
      write_numbers(file, "material_ranges", numbers);
      names.clear();
      numbers.clear();
      for (const FreeConductor &conductor : model.conductors)
        {
          names.push_back(conductor.name);
          numbers.insert(numbers.end(), {conductor.conductivity[0], conductor.conductivity[1], conductor.base});
        }
      hdf5::write_texts(file, "conductors", names);
      write_numbers(file, "conductor_ranges", numbers);
      names.clear();
      numbers.clear();
      for (const FreeStrain &strain : model.strains)
        {
          names.push_back(strain.name);
          numbers.insert(numbers.end(), {strain.factors[0], strain.factors[1], strain.cte.value_or(NAN)});
        }
      hdf5::write_texts(file, "strains", names);
      write_numbers(file, "strain_ranges", numbers);
      numbers.clear();
      for (const LoadTerm &load : model.loads)
        numbers.insert(numbers.end(), {number_of(load.modulus), number_of(load.strain)});
      write_numbers(file, "loads", numbers);
    }

    void read_parameters(hid_t file, ReducedModel &model)
    {
      const std::vector<std::string> materials = hdf5::read_texts(file, "materials"), strains = hdf5::read_texts(file, "strains"),
                                     conductors = hdf5::read_texts(file, "conductors");
      const Lists ranges = read_lists(file, "material_ranges", materials.size(), material_numbers);
      for (std::size_t i = 0; i < materials.size(); ++i)
        model.materials.push_back(
            {materials[i], {{ranges[i][0], ranges[i][1]}}, {{ranges[i][2], ranges[i][3]}}, ranges[i][4], ranges[i][5]});
      const Lists conductivities = read_lists(file, "conductor_ranges", conductors.size(), conductor_numbers);
      for (std::size_t i = 0; i < conductors.size(); ++i)
        model.conductors.push_back({conductors[i], {{conductivities[i][0], conductivities[i][1]}}, conductivities[i][2]});
      const Lists factors = read_lists(file, "strain_ranges", strains.size(), strain_numbers);
      for (std::size_t i = 0; i < strains.size(); ++i)
        model.strains.push_back({strains[i],
                                 {{factors[i][0], factors[i][1]}},
                                 std::isfinite(factors[i][2]) ? std::optional<double>(factors[i][2]) : std::nullopt});
      for (const std::vector<double> &load : read_lists(file, "loads", read_count(file, "n_loads"), load_numbers))
        model.loads.push_back({index_of(load[0], model.n_coefficients()), index_of(load[1], model.strains.size())});
    }

    /// What free thicknesses add: the terms, the powers of the loads and the table.
    void write_thicknesses(hid_t file, const ReducedModel &model)
    {
      if (model.thicknesses.empty())
        return;
      const Handle group = hdf5::make_group(file, "thicknesses");
      std::vector<std::string> names;
      std::vector<double> ranges, terms, powers, counts;
      for (const FreeThickness &thickness : model.thicknesses)
        {
          names.push_back(thickness.layer);
          ranges.insert(ranges.end(), {thickness.range[0], thickness.range[1], thickness.base});
        }
      for (const StiffnessTerm &term : model.terms)
        terms.insert(terms.end(), {static_cast<double>(term.modulus), number_of(term.thickness), static_cast<double>(term.power)});
      for (const LoadTerm &load : model.loads)
        powers.insert(powers.end(), {number_of(load.thickness), static_cast<double>(load.power)});
      hdf5::write_texts(group, "layers", names);
      set_attribute(group, "fixed_thickness", model.fixed_thickness);
      set_attribute(group, "n_terms", static_cast<int>(model.n_terms()));
      write_numbers(group, "ranges", ranges);
      write_numbers(group, "terms", terms);
      write_numbers(group, "load_powers", powers);
      for (const std::vector<double> &line : model.table.nodes)
        counts.push_back(static_cast<double>(line.size()));
      write_numbers(group, "table_sizes", counts);
      write_lists(group, "table_nodes", model.table.nodes);
      write_numbers(group, "table_constants", model.table.constants);
    }

    void read_table(hid_t group, ReducedModel &model)
    {
      const std::vector<double> counts = read_numbers(group, "table_sizes", model.thicknesses.size());
      double all = 0, product = 1;
      for (const double count : counts)
        {
          if (!(count >= 1 && count <= 1e4 && count == std::floor(count)))
            throw FileError("its table has an invalid size");
          all += count;
          product *= count;
        }
      if (product > 1e8)
        throw FileError("its table has an invalid size");
      const std::vector<double> nodes = read_numbers(group, "table_nodes", static_cast<std::size_t>(all));
      auto next = nodes.begin();
      for (const double count : counts)
        {
          model.table.nodes.emplace_back(next, next + static_cast<std::ptrdiff_t>(count));
          next += static_cast<std::ptrdiff_t>(count);
        }
      model.table.constants = read_numbers(group, "table_constants", static_cast<std::size_t>(product));
      for (const double constant : model.table.constants)
        if (!(constant > 0))
          throw FileError("its table has a constant that is not positive");
    }

    void read_thicknesses(hid_t file, ReducedModel &model)
    {
      if (H5Lexists(file, "thicknesses", H5P_DEFAULT) <= 0)
        {
          for (unsigned c = 0; c < model.n_coefficients(); ++c)
            model.terms.push_back({c});
          return;
        }
      const Handle group(H5Gopen2(file, "thicknesses", H5P_DEFAULT), H5Gclose, "open a group");
      const std::vector<std::string> names = hdf5::read_texts(group, "layers");
      const Lists ranges = read_lists(group, "ranges", names.size(), thickness_numbers);
      for (std::size_t t = 0; t < names.size(); ++t)
        model.thicknesses.push_back({names[t], {{ranges[t][0], ranges[t][1]}}, ranges[t][2]});
      model.fixed_thickness = hdf5::read_number(group, "fixed_thickness");
      for (const std::vector<double> &term : read_lists(group, "terms", read_count(group, "n_terms"), term_numbers))
        model.terms.push_back(
            {index_of(term[0], model.n_coefficients()).value_or(0), index_of(term[1], names.size()), static_cast<int>(term[2])});
      const Lists powers = read_lists(group, "load_powers", model.loads.size(), load_power_numbers);
      for (std::size_t l = 0; l < powers.size(); ++l)
        {
          model.loads[l].thickness = index_of(powers[l][0], names.size());
          model.loads[l].power = static_cast<int>(powers[l][1]);
        }
      read_table(group, model);
    }

    /// One group per set of points.
    void write_sets(hid_t file, const ReducedModel &model)
    {
      for (std::size_t s = 0; s < model.sets.size(); ++s)
        {
          const PointSet &set = model.sets[s];
          const Handle group = hdf5::make_group(file, fmt::format("points_{}", s).c_str());
          set_attribute(group, "name", set.name);
          set_attribute(group, "is_highest", set.figure == PointSet::Figure::highest ? 1 : 0);
          set_attribute(group, "offset", set.offset);
          set_attribute(group, "count", static_cast<int>(model.certificate.norms[s].size()));
          set_attribute(group, "columns", static_cast<int>(set.x.size()));
          set_attribute(group, "rows", static_cast<int>(set.y.size()));
          write_numbers(group, "x", set.x);
          write_numbers(group, "y", set.y);
          write_numbers(group, "places", {set.places.begin(), set.places.end()});
          write_lists(group, "values", set.values);
          write_lists(group, "sketch", model.certificate.points[s]);
        }
    }

    void read_sets(hid_t file, std::size_t count, ReducedModel &model)
    {
      for (std::size_t s = 0; s < count; ++s)
        {
          const std::string name = fmt::format("points_{}", s);
          if (H5Lexists(file, name.c_str(), H5P_DEFAULT) <= 0)
            throw FileError(fmt::format("it has no {}", name));
          const Handle group(H5Gopen2(file, name.c_str(), H5P_DEFAULT), H5Gclose, "open a group");
          PointSet set;
          set.name = hdf5::read_text(group, "name");
          set.figure = hdf5::read_number(group, "is_highest") != 0 ? PointSet::Figure::highest : PointSet::Figure::peak_to_valley;
          set.offset = hdf5::read_number(group, "offset");
          const std::size_t points = read_count(group, "count");
          set.x = read_numbers(group, "x", read_count(group, "columns"));
          set.y = read_numbers(group, "y", read_count(group, "rows"));
          const bool is_map = set.figure == PointSet::Figure::peak_to_valley;
          for (const double place : read_numbers(group, "places", is_map ? points : 0))
            {
              if (!(place >= 0 && place < static_cast<double>(set.x.size() * set.y.size())))
                throw FileError("one of its points is outside of its grid");
              set.places.push_back(static_cast<unsigned>(place));
            }
          set.values = read_lists(group, "values", model.size, points);
          model.certificate.points.push_back(read_lists(group, "sketch", model.certificate.rows, points));
          model.sets.push_back(std::move(set));
        }
      model.certificate.find_norms();
    }

    void write(hid_t file, const ReducedModel &model)
    {
      set_attribute(file, "format", std::string(format));
      set_attribute(file, "format_version", model.thicknesses.empty() ? oldest_version : version);
      set_attribute(file, "case_name", model.case_name);
      set_attribute(file, "case_hash", model.case_hash);
      set_attribute(file, "state", model.state);
      set_attribute(file, "size", static_cast<int>(model.size));
      set_attribute(file, "points", static_cast<int>(model.points));
      set_attribute(file, "full_size", static_cast<double>(model.full_size));
      set_attribute(file, "n_sets", static_cast<int>(model.sets.size()));
      set_attribute(file, "n_loads", static_cast<int>(model.loads.size()));
      set_attribute(file, "sketch_rows", static_cast<int>(model.certificate.rows));
      write_parameters(file, model);
      write_thicknesses(file, model);
      hdf5::write_texts(file, "functionals", model.functionals);
      write_numbers(file, "reference", model.reference);
      write_lists(file, "stiffness", model.stiffness);
      write_lists(file, "load_vectors", model.load_vectors);
      write_lists(file, "functional_vectors", model.functional_vectors);
      write_lists(file, "sketch_stiffness", model.certificate.stiffness);
      write_lists(file, "sketch_loads", model.certificate.loads);
      write_lists(file, "sketch_functionals", model.certificate.functionals);
      write_sets(file, model);
    }

    ReducedModel read(hid_t file)
    {
      if (H5Aexists(file, "format") <= 0 || hdf5::read_text(file, "format") != format)
        throw FileError("it holds no reduced model");
      if (const double of_file = hdf5::read_number(file, "format_version"); of_file < oldest_version || of_file > version)
        throw FileError("its format has a version that this program does not read");
      ReducedModel model;
      model.case_name = hdf5::read_text(file, "case_name");
      model.case_hash = hdf5::read_text(file, "case_hash");
      model.state = hdf5::read_text(file, "state");
      model.size = static_cast<unsigned>(read_count(file, "size"));
      model.points = static_cast<unsigned>(read_count(file, "points"));
      model.full_size = static_cast<unsigned long long>(hdf5::read_number(file, "full_size"));
      model.functionals = hdf5::read_texts(file, "functionals");
      read_parameters(file, model);
      read_thicknesses(file, model);
      const std::size_t n = model.size, terms = model.n_terms(), loads = model.loads.size(), functionals = model.functionals.size();
      model.reference = read_numbers(file, "reference", model.n_coefficients());
      model.stiffness = read_lists(file, "stiffness", terms, n * n);
      model.load_vectors = read_lists(file, "load_vectors", loads, n);
      model.functional_vectors = read_lists(file, "functional_vectors", functionals, n);
      model.certificate.rows = static_cast<unsigned>(read_count(file, "sketch_rows"));
      const std::size_t rows = model.certificate.rows, parts = model.n_sketch_parts();
      model.certificate.stiffness = read_lists(file, "sketch_stiffness", parts * terms, rows * n);
      model.certificate.loads = read_lists(file, "sketch_loads", parts * loads, rows);
      model.certificate.functionals = read_lists(file, "sketch_functionals", parts * functionals, rows);
      if (n == 0 || rows == 0)
        throw FileError("it has no functions or no rows of a sketch");
      read_sets(file, read_count(file, "n_sets"), model);
      return model;
    }
  } // namespace

  void write_model(const std::filesystem::path &file, const ReducedModel &model, MPI_Comm communicator)
  {
    output::on_first_rank(communicator,
                          [&] { output::write_whole_file(file, hdf5::make_image([&](hid_t image) { write(image, model); })); });
  }

  ReducedModel read_model(const std::filesystem::path &path)
  {
    try
      {
        const hdf5::QuietErrors quiet;
        std::error_code error;
        if (!std::filesystem::exists(path, error))
          throw FileError("there is no such file; `sagitta reduce` writes it");
        const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        if (file < 0)
          throw FileError("it cannot be opened, or it is not an HDF5 file");
        const Handle owner(file, H5Fclose, "open a file");
        return read(file);
      }
    catch (const FileError &error)
      {
        throw FileError(path.string() + ": " + error.what());
      }
  }
} // namespace sagitta::reduced
