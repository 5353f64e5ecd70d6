// history.h5 read back by HDF5: what the states of a path have, as arrays over the states.

#include <solver/base/errors.h>
#include <solver/hdf5/handle.h>
#include <solver/output/history_file.h>
#include <solver/output/whole_file.h>

#include <tests/output/read_hdf5.h>
#include <tests/output/scratch_directory.h>
#include <tests/results/sample_result.h>

#include <gtest/gtest.h>

#include <hdf5.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using tests::path_result;
  using tests::rank_in;
  using tests::read_dataset;
  using tests::read_text_attribute;
  using tests::ScratchDirectory;

  const output::FileInfo info = {"fan_out", "0123456789abcdef0123456789abcdef", "0.1.0", "abc123"};

  results::PartFlow flow_of(const std::string &part, const std::string &layer, double strain)
  {
    return {part, "sac305", "", layer, {{0, 0}}, 1e-12, strain, 2 * strain, 3e6 * strain};
  }

  /// A path in which a die leaves after the first state, two balls have one name, and the second state has a solved temperature.
  results::RunResult changing_path()
  {
    results::RunResult result = path_result();
    result.states[0].stresses.push_back(result.states[0].stresses[0]);
    result.states[0].stresses[1].von_mises = 5e6;
    result.states[1].stresses = {
        {"ball", "sac305", 20e6, {{0, 0, 0}}, 10e6, {{0, 0, 0}}, {{15e6, 18e6}}, {{5e6, 8e6}}, {{1, 2, 3, 4, 5, 6}}}};
    result.states[1].history->cure[0].range = std::array<double, 2>{{.9, .99}};
    result.states[1].history->hottest = results::HottestPoint{361, 3000, {{1e-3, 2e-3, 3e-4}}};
    result.states[1].temperatures = {{"logic", std::nullopt, 360.5, 350, 340}, {"logic", "core", 360, 358, 356}};
    result.states[1].bottom.limit.reset();
    return result;
  }

  const results::PathResults steps = {{{"operating <solved>/hot", {flow_of("ball", "", .01), flow_of("ball", "lowest_element", .02)}}},
                                      {{"moulding", "mould", {"lmc", "logic"}, {}}, {"grind", "grind", {}, {"lmc"}}}};

  std::string bytes_of(const std::filesystem::path &file)
  {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  TEST(HistoryFile, HoldsThePathAsArraysOverItsStates)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const results::RunResult result = changing_path();
    const auto name = scratch.path() / "history.h5";
    output::write_history_file(name, result, steps, info, MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;

    const hid_t file = H5Fopen(name.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    std::vector<hsize_t> sizes;
    EXPECT_EQ(read_text_attribute(file, "/", "format"), "sagitta history");
    EXPECT_EQ(read_text_attribute(file, "/", "case_hash"), info.case_hash);
    EXPECT_EQ(hdf5::read_texts(file, "states"), (std::vector<std::string>{"room", "operating <solved>/hot"}));
    EXPECT_EQ(hdf5::read_texts(file, "step"), (std::vector<std::string>{"moulding", "grind"}));
    EXPECT_EQ(hdf5::read_texts(file, "step_kind"), (std::vector<std::string>{"mould", "grind"}));
    EXPECT_EQ(hdf5::read_texts(file, "joins"), (std::vector<std::string>{"lmc, logic", ""}));
    EXPECT_EQ(hdf5::read_texts(file, "leaves"), (std::vector<std::string>{"", "lmc"}));
    EXPECT_EQ(read_dataset(file, "time", sizes), (std::vector<double>{600, 4200}));
    EXPECT_EQ(read_text_attribute(file, "time", "unit"), "s");
    EXPECT_EQ(read_dataset(file, "iterations", sizes), (std::vector<double>{31, 44}));
    EXPECT_EQ(read_dataset(file, "solves", sizes), (std::vector<double>{20, 40}));
    EXPECT_EQ(read_dataset(file, "most_iterations", sizes), (std::vector<double>{11, 14}));
    const std::vector<double> temperature = read_dataset(file, "temperature", sizes);
    EXPECT_EQ(temperature[0], 298.15);
    EXPECT_TRUE(std::isnan(temperature[1])) << "it is solved, and differs from point to point";
    EXPECT_EQ(read_dataset(file, "temperature_max", sizes), (std::vector<double>{298.15, 360.5}));

    EXPECT_EQ(hdf5::read_texts(file, "warpage/names"), (std::vector<std::string>{"bottom", "top"}));
    EXPECT_EQ(read_dataset(file, "warpage/value", sizes)[2], result.states[1].bottom.value);
    EXPECT_EQ(sizes, (std::vector<hsize_t>{2, 2}));
    EXPECT_EQ(read_dataset(file, "warpage/bow", sizes)[1], result.states[0].top.quadratic->mean_bow.value);
    EXPECT_EQ(read_dataset(file, "warpage/curvature", sizes)[5], result.states[0].top.quadratic->kxy.value);
    EXPECT_EQ(sizes, (std::vector<hsize_t>{2, 2, 3}));
    EXPECT_EQ(read_text_attribute(file, "warpage/curvature", "unit"), "1/m");
    EXPECT_EQ(read_dataset(file, "warpage/limit", sizes)[0], result.states[0].bottom.limit->value);
    EXPECT_TRUE(std::isnan(read_dataset(file, "warpage/limit", sizes)[2]));

    EXPECT_EQ(read_dataset(file, "cure/degree", sizes), (std::vector<double>{.925, .96}));
    EXPECT_EQ(read_dataset(file, "cure/least", sizes), (std::vector<double>{.925, .9}));
    EXPECT_EQ(read_dataset(file, "hottest/time", sizes)[1], 3000);
    EXPECT_EQ(hdf5::read_texts(file, "temperatures/names"), (std::vector<std::string>{"logic", "logic/core"}));
    EXPECT_EQ(read_dataset(file, "temperatures/mean", sizes)[3], 358);
    EXPECT_EQ(read_dataset(file, "probes/displacement", sizes), (std::vector<double>{1e-6, 2e-6, -3e-6, 1e-6, 2e-6, -3e-6}));
    H5Fclose(file);
  }

  TEST(HistoryFile, HasNoNumberWhereAPartIsNotThere)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto name = scratch.path() / "history.h5";
    output::write_history_file(name, changing_path(), steps, info, MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;

    const hid_t file = H5Fopen(name.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    std::vector<hsize_t> sizes;
    EXPECT_EQ(hdf5::read_texts(file, "stresses/names"), (std::vector<std::string>{"logic", "logic (2)", "ball"}));
    EXPECT_EQ(hdf5::read_texts(file, "stresses/materials"), (std::vector<std::string>{"silicon", "silicon", "sac305"}));
    const std::vector<double> stress = read_dataset(file, "stresses/von_mises", sizes);
    EXPECT_EQ(sizes, (std::vector<hsize_t>{2, 3}));
    EXPECT_EQ(stress[0], 123e6);
    EXPECT_EQ(stress[1], 5e6);
    EXPECT_TRUE(std::isnan(stress[2]));
    EXPECT_TRUE(std::isnan(stress[3]));
    EXPECT_EQ(stress[5], 20e6);
    // xx, yy, zz, yz, xz, xy of the program are xx, yy, zz, xy, yz, xz in the file.
    EXPECT_EQ(read_text_attribute(file, "stresses/mean", "components"), "xx, yy, zz, xy, yz, xz");
    const std::vector<double> mean = read_dataset(file, "stresses/mean", sizes);
    EXPECT_EQ(std::vector<double>(mean.end() - 6, mean.end()), (std::vector<double>{1, 2, 3, 6, 4, 5}));

    EXPECT_EQ(hdf5::read_texts(file, "flow/names"), (std::vector<std::string>{"ball", "ball/lowest_element"}));
    EXPECT_EQ(hdf5::read_texts(file, "flow/layers"), (std::vector<std::string>{"", "lowest_element"}));
    const std::vector<double> strain = read_dataset(file, "flow/equivalent_strain", sizes);
    EXPECT_TRUE(std::isnan(strain[0])) << "nothing has flowed in the first state";
    EXPECT_EQ(strain[3], .02);
    EXPECT_EQ(read_dataset(file, "flow/dissipated_energy", sizes)[2], 3e4);
    EXPECT_EQ(read_text_attribute(file, "flow/dissipated_energy", "unit"), "J/m3");
    H5Fclose(file);
  }

  TEST(HistoryFile, IsTheSameBytesForTheSameResultsAndOnlyOfAPath)
  {
    EXPECT_TRUE(output::has_history(path_result()));
    EXPECT_FALSE(output::has_history(tests::sample_result()));
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    for (const char *name : {"one.h5", "other.h5"})
      output::write_history_file(scratch.path() / name, changing_path(), steps, info, MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        EXPECT_GT(bytes_of(scratch.path() / "one.h5").size(), 1000u);
        EXPECT_TRUE(bytes_of(scratch.path() / "one.h5") == bytes_of(scratch.path() / "other.h5"));
      }
  }

  TEST(HistoryFile, ThatCannotBeWrittenIsNamedOnEveryRank)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto name = scratch.path() / "missing" / "history.h5";
    try
      {
        output::write_history_file(name, changing_path(), steps, info, MPI_COMM_WORLD);
        ADD_FAILURE() << "nothing was refused";
      }
    catch (const FileError &error)
      {
        EXPECT_NE(std::string(error.what()).find(name.string()), std::string::npos) << error.what();
      }
  }
} // namespace
