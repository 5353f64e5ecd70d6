// results.json parsed back, warpage.h5 read back, the table and the stage log read as a person would.

#include <solver/base/stage_log.h>
#include <solver/output/results_json.h>
#include <solver/output/warpage_file.h>
#include <solver/results/summary.h>

#include <tests/output/sample_result.h>
#include <tests/output/scratch_directory.h>

#include <gtest/gtest.h>

#include <hdf5.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

namespace
{
  using namespace sagitta;
  using test::rank_in;
  using test::sample_result;
  using test::ScratchDirectory;

  nlohmann::json read_json(const std::filesystem::path &file)
  {
    std::ifstream in(file);
    return nlohmann::json::parse(in);
  }

  TEST(Warnings, StandInTheTableAndInTheFile)
  {
    results::RunResult result = sample_result();
    result.warnings = {{results::WarningKind::large_deflection, "too far", "cooled", {}},
                       {results::WarningKind::coarse_mesh, "too wide", {}, "mould"}};
    const nlohmann::json json = output::to_json(result);
    EXPECT_EQ(json["warnings"], nlohmann::json::parse(R"([{"kind": "large_deflection", "text": "too far", "state": "cooled", "part": null},
      {"kind": "coarse_mesh", "text": "too wide", "state": null, "part": "mould"}])"));
    std::ostringstream out;
    results::print_summary(out, result);
    EXPECT_NE(out.str().find("\nWarnings\n  cooled: too far [large_deflection]\n  mould: too wide [coarse_mesh]\n"), std::string::npos)
        << out.str();
  }

  /// The sample with a third face, whose sign is uncertain, and a gap.
  results::RunResult sample_with_faces()
  {
    results::RunResult result = sample_result();
    results::StateResult &room = result.states[0];
    room.faces = {{"die_back", room.top}};
    room.faces[0].warpage.face = "die.top";
    room.faces[0].warpage.sign_is_certain = false;
    results::SurfaceMap change = room.bottom.map;
    for (double &height : change.heights)
      height = 2e-6;
    change.heights.front() = -1e-6;
    room.gaps = {results::make_gap("joint height", {{"package.bottom", "board.top"}}, 2e-4, change)};
    return result;
  }

  TEST(MeasuredFaces, StandInTheTableAndInTheFile)
  {
    const results::RunResult result = sample_with_faces();
    const nlohmann::json warpage = output::to_json(result)["states"][0]["warpage"];
    ASSERT_EQ(warpage["faces"].size(), 1u);
    EXPECT_EQ(warpage["faces"][0]["name"], "die_back");
    EXPECT_EQ(warpage["faces"][0]["face"], "die.top");
    EXPECT_EQ(warpage["faces"][0]["sign_is_certain"], false);
    EXPECT_EQ(warpage["faces"][0]["value"], result.states[0].top.value);
    ASSERT_EQ(warpage["gaps"].size(), 1u);
    EXPECT_EQ(warpage["gaps"][0]["upper"], "package.bottom");
    EXPECT_EQ(warpage["gaps"][0]["lower"], "board.top");
    EXPECT_EQ(warpage["gaps"][0]["distance"], (nlohmann::json{{"value", 2e-4}, {"unit", "m"}}));
    EXPECT_EQ(warpage["gaps"][0]["change"]["smallest"]["value"], -1e-6);
    EXPECT_EQ(warpage["gaps"][0]["change"]["largest"]["value"], 2e-6);

    std::ostringstream out;
    results::print_summary(out, result);
    EXPECT_NE(out.str().find("-162.00 um (?)"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("package.bottom and board.top  200.00 um"), std::string::npos) << out.str();
  }

  TEST(ResultsJson, CarriesEveryFigureWithItsUnit)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto file = scratch.path() / "results.json";
    const results::RunResult result = sample_result();
    output::write_results_json(file, result, MPI_COMM_WORLD);
    const nlohmann::json json = read_json(file); // the writer is collective: the file is there on every rank

    EXPECT_EQ(json["case"]["hash"], result.case_hash);
    EXPECT_EQ(json["case"]["title"], result.case_title);
    EXPECT_EQ(json["revision"], "abc123");
    EXPECT_EQ(json["ranks"], 2);
    EXPECT_EQ(json["mesh"]["dofs"], 85731);
    EXPECT_EQ(json["mesh"]["volumes"][0]["volume"], (nlohmann::json{{"value", 3.75e-9}, {"unit", "m3"}}));
    EXPECT_EQ(json["solver"]["displacement"]["iterations"], 14);
    EXPECT_EQ(json["solver"]["displacement"]["iterations_total"], 25);
    EXPECT_EQ(json["solver"]["displacement"]["relative_residual"], 7e-9);
    EXPECT_EQ(json["solver"]["temperature"]["iterations"], 9);
    EXPECT_EQ(json["solver"]["temperature"]["residual_history"], (nlohmann::json{1., 1e-4, 3e-9}));
    EXPECT_EQ(json["solver"]["temperature"]["passes"], (nlohmann::json{6, 3}));
    EXPECT_FALSE(json["states"][0]["solver"]["displacement"].contains("passes"));
    EXPECT_EQ(json["predicted_materials"][0]["values"], nlohmann::json::parse(R"([{"property": "compound.maximum_packing",
      "value": "80 vol%", "kind": "predicted", "source": "Farr and Groot"}])"));
    EXPECT_EQ(json["time"]["stages"]["solve"], (nlohmann::json{{"value", 3.5}, {"unit", "s"}}));
    EXPECT_EQ(json["time"]["total"]["value"], 4.0);
    EXPECT_EQ(json["memory"]["peak"], (nlohmann::json{{"value", 400e6}, {"unit", "B"}}));

    ASSERT_EQ(json["states"].size(), 2u);
    const auto &room = json["states"][0];
    EXPECT_EQ(room["name"], "room");
    EXPECT_EQ(room["temperature"], (nlohmann::json{{"value", 298.15}, {"unit", "K"}}));
    EXPECT_EQ(room["warpage"]["bottom"]["value"].get<double>(), result.states[0].bottom.value);
    EXPECT_EQ(room["warpage"]["bottom"]["unit"], "m");
    EXPECT_EQ(room["warpage"]["bottom"]["shape"], "convex");
    EXPECT_EQ(room["warpage"]["bottom"]["within_limit"], true);
    EXPECT_EQ(room["warpage"]["top"]["shape"], "concave");
    EXPECT_EQ(room["warpage"]["top"]["limit"]["value"], 1e-4);
    EXPECT_EQ(room["warpage"]["top"]["limit"]["source"], "JEITA ED-7306 at reflow");
    EXPECT_EQ(room["warpage"]["bottom"]["face"], "rdl.bottom");
    EXPECT_EQ(room["warpage"]["bottom"]["sign_is_certain"], true);
    const auto &quadratic = room["warpage"]["bottom"]["quadratic"];
    EXPECT_NEAR(quadratic["kx"]["value"].get<double>(), 2, 1e-9); // the sample is -(x^2 + y^2)
    EXPECT_EQ(quadratic["kx"]["unit"], "1/m");
    EXPECT_EQ(quadratic["kx"]["uncertainty"]["unit"], "1/m");
    EXPECT_NEAR(quadratic["bow"]["value"].get<double>(), 40.5e-6, 1e-12);
    EXPECT_EQ(quadratic["bows"].size(), 2u);
    EXPECT_EQ(quadratic["shape"], "dome");
    EXPECT_FALSE(room["warpage"].contains("faces"));
    EXPECT_EQ(room["warpage"]["top"]["within_limit"], false);
    EXPECT_EQ(room["stresses"][0]["von_mises"]["value"], 123e6);
    EXPECT_EQ(room["stresses"][0]["von_mises"]["at"]["value"][2], 15e-6);
    EXPECT_EQ(room["stresses"][0]["von_mises"]["percentiles"]["95"], (nlohmann::json{{"value", 61e6}, {"unit", "Pa"}}));
    EXPECT_EQ(room["stresses"][0]["first_principal"]["percentiles"]["99"], (nlohmann::json{{"value", -52e6}, {"unit", "Pa"}}));
    EXPECT_EQ(room["probes"][0]["name"], "corner");
    EXPECT_EQ(room["probes"][0]["displacement"], (nlohmann::json{{"value", {1e-6, 2e-6, -3e-6}}, {"unit", "m"}}));
    EXPECT_EQ(room["solver"]["displacement"]["iterations"], 11);

    const auto &operating = json["states"][1];
    EXPECT_EQ(operating["temperature"], "solved");
    EXPECT_EQ(operating["temperature_range"]["value"], (nlohmann::json{310.0, 360.5}));
    EXPECT_EQ(operating["hotspots"][0]["part"], "logic");
    EXPECT_EQ(operating["hotspots"][0]["temperature"], (nlohmann::json{{"value", 360.5}, {"unit", "K"}}));
    EXPECT_EQ(operating["hotspots"][0]["rise"]["value"], 62.35);
  }

  /// The sample as a path in time.
  results::RunResult path_result()
  {
    results::RunResult result = sample_result();
    result.materials = {{"silicon", "elastic"}, {"lmc", "viscoelastic"}};
    result.states[0].history = results::HistoryInfo{600, 7, 2, 31, {{"lmc", 0.925}}};
    result.states[1].history = results::HistoryInfo{4200, 12, 0, 44, {{"lmc", 0.96}}};
    return result;
  }

  TEST(ResultsJson, NamesTheFirstFigureThatIsNotFinite)
  {
    results::RunResult result = sample_result();
    EXPECT_EQ(output::find_not_finite(result), "");
    for (const results::StateResult &state : result.states)
      EXPECT_EQ(output::find_not_finite(state), "");

    const double infinity = std::numeric_limits<double>::infinity(), nothing = std::numeric_limits<double>::quiet_NaN();
    results::StateResult state = result.states[1];
    state.hotspots[0].temperature = infinity;
    EXPECT_EQ(output::find_not_finite(state), "hotspots[0].temperature.value");
    state = result.states[0];
    state.probes[0].stress[2] = nothing;
    EXPECT_EQ(output::find_not_finite(state), "probes[0].stress.value[2]");
    result.states[0].bottom.value = -infinity;
    EXPECT_EQ(output::find_not_finite(result), "states[0].warpage.bottom.value");
    result = sample_result();
    result.mesh.volumes[0].volume = nothing;
    EXPECT_EQ(output::find_not_finite(result), "mesh.volumes[0].volume.value");
    // A bound that does not exist is no fault.
    result = sample_result();
    result.predicted[0].estimates = {{"modulus", "1", std::nullopt, {1, 0, infinity}, "made up"}};
    EXPECT_EQ(output::find_not_finite(result), "");
  }

  TEST(ResultsJson, NamesTheLawOfEveryMaterialAndHowAPathWent)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::write_results_json(scratch.path() / "path.json", path_result(), MPI_COMM_WORLD);
    const nlohmann::json json = read_json(scratch.path() / "path.json");
    EXPECT_EQ(json["materials"],
              nlohmann::json::parse(R"([{"name": "silicon", "law": "elastic"}, {"name": "lmc", "law": "viscoelastic"}])"));
    EXPECT_EQ(json["states"][0]["history"], nlohmann::json::parse(R"({"time": {"value": 600.0, "unit": "s"}, "steps": 7, "rejected": 2,
      "iterations": 31, "cure": [{"name": "lmc", "degree": 0.925}]})"));
    EXPECT_EQ(json["states"][1]["history"]["time"]["value"], 4200.);
    EXPECT_EQ(json["solver"]["displacement"]["iterations_total"], 75);

    output::write_results_json(scratch.path() / "elastic.json", sample_result(), MPI_COMM_WORLD);
    EXPECT_FALSE(read_json(scratch.path() / "elastic.json")["states"][0].contains("history"));
  }

  TEST(ResultsJson, GivesTheStressOfAProbeInTheOrderThatItNames)
  {
    const auto stress = output::to_json(sample_result())["states"][0]["probes"][0]["stress"];
    std::map<std::string, double> by_name;
    for (std::size_t c = 0; c < 6; ++c)
      by_name[stress["components"][c]] = stress["value"][c];
    EXPECT_EQ(by_name, (std::map<std::string, double>{{"xx", 1e6}, {"yy", 2e6}, {"zz", 3e6}, {"yz", 4e6}, {"xz", 5e6}, {"xy", 6e6}}));
  }

  TEST(ResultsJson, StaysReadableWithNumbersAndNamesThatAreNotProper)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    results::RunResult result = sample_result();
    result.states[0].probes[0].temperature = std::numeric_limits<double>::quiet_NaN();
    result.case_title = "\xff\xfe";
    output::write_results_json(scratch.path() / "results.json", result, MPI_COMM_WORLD);
    EXPECT_TRUE(read_json(scratch.path() / "results.json")["states"][0]["probes"][0]["temperature"]["value"].is_null());
  }

  std::string read_text_attribute(hid_t file, const char *object, const char *name)
  {
    const hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t type = H5Aget_type(attribute);
    char *text = nullptr;
    EXPECT_GE(H5Aread(attribute, type, &text), 0);
    const std::string result = text ? text : "";
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
    return result;
  }

  double read_number_attribute(hid_t file, const char *object, const char *name)
  {
    double value = 0;
    const hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
    EXPECT_GE(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), 0);
    H5Aclose(attribute);
    return value;
  }

  std::vector<double> read_dataset(hid_t file, const char *name, std::vector<hsize_t> &sizes)
  {
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    sizes.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Sclose(space);
    H5Dclose(dataset);
    return values;
  }

  TEST(WarpageFile, HoldsTheMapsAndTheirFigures)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    results::RunResult result = sample_with_faces();
    result.states[0].bottom.map.x.pop_back(); // unequal axes: an exchanged order of x and y would show
    result.states[0].bottom.map.heights.resize(10 * 11);
    const auto name = scratch.path() / "warpage.h5";
    output::write_warpage_file(name, result.states, {"fan_out", result.case_hash, "0.1.0", "abc123"}, MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;

    const hid_t file = H5Fopen(name.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    EXPECT_EQ(read_text_attribute(file, "/", "case_hash"), result.case_hash);
    EXPECT_EQ(read_text_attribute(file, "/room", "name"), "room");
    EXPECT_EQ(read_number_attribute(file, "/room", "temperature"), 298.15);
    EXPECT_EQ(read_number_attribute(file, "/room/bottom", "value"), result.states[0].bottom.value);
    EXPECT_EQ(read_number_attribute(file, "/room/top", "magnitude"), result.states[0].top.peak_to_valley);
    EXPECT_EQ(read_text_attribute(file, "/room/bottom", "shape"), "convex");
    EXPECT_EQ(read_text_attribute(file, "/room/bottom", "face"), "rdl.bottom");
    EXPECT_EQ(read_text_attribute(file, "/room/bottom", "limit_source"), "JEITA ED-7306 at reflow");
    EXPECT_EQ(read_text_attribute(file, "/room/bottom/w", "unit"), "m");
    std::vector<hsize_t> sizes;
    EXPECT_EQ(read_dataset(file, "/room/bottom/w", sizes), result.states[0].bottom.map.heights);
    EXPECT_EQ(sizes, (std::vector<hsize_t>{11, 10}));
    EXPECT_EQ(read_dataset(file, "/room/bottom/x", sizes), result.states[0].bottom.map.x);
    EXPECT_EQ(read_text_attribute(file, "/room/faces/die_back", "face"), "die.top");
    EXPECT_EQ(read_dataset(file, "/room/faces/die_back/w", sizes).size(), 121u);
    EXPECT_EQ(read_text_attribute(file, "/room/gaps/joint%20height", "upper"), "package.bottom");
    EXPECT_EQ(read_number_attribute(file, "/room/gaps/joint%20height", "distance"), 2e-4);
    EXPECT_EQ(read_dataset(file, "/room/gaps/joint%20height/w", sizes).at(0), -1e-6);
    // A name with a slash must not make a group of its own.
    const char *operating = "/operating%20%3Csolved%3E%2Fhot";
    EXPECT_EQ(read_text_attribute(file, operating, "name"), "operating <solved>/hot");
    EXPECT_EQ(H5Aexists_by_name(file, operating, "temperature", H5P_DEFAULT), 0);
    EXPECT_EQ(read_number_attribute(file, operating, "temperature_max"), 360.5);
    H5Fclose(file);
  }

  TEST(Summary, SaysWhatAnEngineerAsksForInTheUnitsOfTheField)
  {
    std::ostringstream out;
    results::print_summary(out, sample_result());
    const std::string text = out.str();
    for (const char *words : {"+40.50 um",
                              "convex",
                              "-162.00 um",
                              "concave",
                              "100 um: pass",
                              "100 um: FAIL",
                              "25.0 degC",
                              "87.35 degC",
                              "+62.35 K",
                              "(-0.5, 0, 0.015) mm",
                              "123.0 MPa",
                              "85731 unknown displacements",
                              "14",
                              "5.0e-09",
                              "2 ranks",
                              "4.00 s",
                              "400 MB",
                              "(5, 5, 0) mm",
                              "-3 um",
                              "quarter",
                              "the edge of a at x = 1 mm is averaged"})
      EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
    EXPECT_EQ(text.find("nan"), std::string::npos);
  }

  TEST(Summary, BeginsWithOneLinePerStateAndShowsStressesOnRequest)
  {
    std::ostringstream brief, full;
    results::RunResult result = sample_result();
    results::print_summary(brief, result);
    results::print_summary(full, result, {true});
    const std::string text = brief.str();
    const std::size_t first = text.find("\n  room "), end = text.find('\n', first + 1);
    ASSERT_NE(first, std::string::npos) << text;
    const std::string line = text.substr(first, end - first);
    for (const char *words : {"25.0 degC", "+40.50 um", "-162.00 um", "convex, concave", "logic 123.0 MPa"})
      EXPECT_NE(line.find(words), std::string::npos) << words << " is missing in" << line;
    EXPECT_NE(text.find("logic 87.4 degC"), std::string::npos) << text;
    EXPECT_EQ(text.find("-45.0 MPa"), std::string::npos) << text;
    for (const char *words : {"-45.0 MPa", "61.0 MPa", "87.0 MPa", "-70.0 MPa", "-52.0 MPa"})
      EXPECT_NE(full.str().find(words), std::string::npos) << words << " is missing in\n" << full.str();
  }

  TEST(Summary, ShowsTheWorstOfPartsThatAreAlikeInOneLine)
  {
    results::RunResult result = sample_result();
    results::StateResult &state = result.states[1];
    state.stresses.clear();
    std::map<std::string, std::string> groups;
    for (unsigned i = 0; i < 400; ++i)
      {
        const std::string name = "balls_" + std::to_string(i);
        groups[name] = "balls";
        // The largest von Mises stress is in the 300th, the largest tension in the 21st, the hottest is the 7th.
        state.stresses.push_back({name, "solder", i == 300 ? 55.5e6 : 10e6 + i, {{1e-3, 0, 0}}, i == 21 ? 44.4e6 : 5e6, {{0, 2e-3, 0}}});
        state.temperatures.push_back({name, std::nullopt, i == 7 ? 351.25 : 340. + 1e-3 * i, 330, 320});
      }
    state.stresses.push_back({"logic", "silicon", 80e6, {{0, 0, 0}}, 70e6, {{0, 0, 0}}});
    std::ostringstream out;
    results::print_summary(out, result, {true, groups});
    const std::string text = out.str();
    for (const char *words : {"balls_300 (worst of 400 balls)", "55.5 MPa", "+44.4 MPa", "of balls_21", "balls_7 (hottest of 400 balls)",
                              "78.10 degC", "\n  operating <solved>/hot  logic "})
      EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
    EXPECT_EQ(text.find("balls_299"), std::string::npos) << text;
    EXPECT_EQ(output::to_json(result)["states"][1]["stresses"].size(), 401u) << "the file keeps all";
  }

  TEST(Summary, OfManyStatesDoesNotGrowByMoreThanWhatEachIsAskedFor)
  {
    results::RunResult result = sample_result();
    const auto lines = [](const results::RunResult &run) {
      std::ostringstream out;
      results::print_summary(out, run);
      const std::string text = out.str();
      return std::count(text.begin(), text.end(), '\n');
    };
    result.states.assign(13, result.states[0]);
    for (results::StateResult &state : result.states)
      {
        state.probes.clear();
        state.stresses.assign(20, state.stresses[0]);
      }
    // A line in the summary and two for the faces of each state; the rest is the run's.
    EXPECT_LE(lines(result), 3 * 13 + 40);
  }

  TEST(Summary, NamesTheLawOfEveryMaterialAndHowAPathWent)
  {
    std::ostringstream out;
    results::print_summary(out, path_result());
    const std::string text = out.str();
    const auto line = [&](const std::string &beginning) {
      const std::size_t at = text.find("\n  " + beginning) + 1;
      return at == 0 ? std::string("no line begins with " + beginning) : text.substr(at, text.find('\n', at) - at);
    };
    EXPECT_NE(line("lmc ").find("viscoelastic"), std::string::npos) << text;
    EXPECT_NE(line("silicon ").find("elastic"), std::string::npos) << text;
    const std::string path = text.substr(text.find("Path in time"));
    for (const char *word : {"600 s", "4200 s", "lmc 0.925", "lmc 0.960"})
      EXPECT_NE(path.find(word), std::string::npos) << word << " in\n" << text;
  }

  TEST(StageLog, InABatchLogPrintsOneLineForEveryStageOnOneRankOnly)
  {
    std::ostringstream out;
    StageLog log(MPI_COMM_WORLD, out, StageLog::Style::batch);
    log.begin("mesh");
    log.share(0.5);
    log.begin("solve");
    log.remark("11 iterations");
    log.remark("residual 5e-9");
    log.end();
    log.end(); // nothing runs: nothing happens
    ASSERT_EQ(log.costs().size(), 2u);
    EXPECT_EQ(log.costs()[0].stage, "mesh");
    EXPECT_GE(log.costs()[1].seconds, 0);
    EXPECT_GT(log.costs()[1].peak_bytes, 1e6);
    const std::string text = out.str();
    if (rank_in(MPI_COMM_WORLD) != 0)
      EXPECT_TRUE(text.empty());
    else
      {
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
        EXPECT_EQ(text.rfind("mesh", 0), 0u);
        EXPECT_NE(text.find("MB   11 iterations; residual 5e-9\n"), std::string::npos) << text;
        EXPECT_EQ(text.find('\r'), std::string::npos);
      }
    // Every rank knows the same costs.
    double seconds = log.costs()[1].seconds;
    MPI_Bcast(&seconds, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    EXPECT_EQ(seconds, log.costs()[1].seconds);
  }

  TEST(StageLog, OnATerminalRewritesOneLineAndLeavesItWhenAnErrorCutsAStageShort)
  {
    std::ostringstream out;
    {
      StageLog log(MPI_COMM_SELF, out, StageLog::Style::terminal);
      log.begin("solve");
      usleep(150000);
      log.share(0.25);
      log.share(0.26); // too soon after the last one
    }
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2);
    EXPECT_NE(text.find("solve  25 %"), std::string::npos) << text;
    EXPECT_NE(text.find(" left"), std::string::npos) << text;
    EXPECT_EQ(text.back(), '\n');
  }

  TEST(StageLog, NeverTakesBackWhatItReportedAsDone)
  {
    std::ostringstream out;
    StageLog log(MPI_COMM_SELF, out, StageLog::Style::terminal);
    const auto report_share = [&](double share) {
      usleep(150000); // longer than the time between two prints
      out.str("");
      log.share(share);
      return out.str();
    };
    log.begin("solve");
    log.begin_part();
    EXPECT_NE(report_share(.8).find("solve  40 %"), std::string::npos) << out.str();
    EXPECT_NE(report_share(.2).find("solve  40 %"), std::string::npos) << out.str();
    log.begin_part();
    EXPECT_NE(report_share(.4).find("solve  60 %"), std::string::npos) << out.str();
    log.begin("next");
    EXPECT_NE(report_share(.3).find("next  30 %"), std::string::npos) << out.str();
  }
} // namespace
