// results.json parsed back, warpage.h5 read back, the table read as a person would.

#include <solver/output/results_json.h>
#include <solver/output/warpage_file.h>
#include <solver/results/summary.h>

#include <tests/output/read_hdf5.h>
#include <tests/output/scratch_directory.h>
#include <tests/results/sample_result.h>

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
  using tests::path_result;
  using tests::rank_in;
  using tests::read_dataset;
  using tests::read_number_attribute;
  using tests::read_text_attribute;
  using tests::sample_result;
  using tests::ScratchDirectory;

  nlohmann::json read_json(const std::filesystem::path &file)
  {
    std::ifstream in(file);
    return nlohmann::json::parse(in);
  }

  TEST(Warnings, AreInTheTableAndInTheFile)
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

  TEST(MeasuredFaces, AreInTheTableAndInTheFile)
  {
    results::RunResult result = sample_with_faces();
    result.states[0].top.name = "lid";
    const nlohmann::json warpage = output::to_json(result)["states"][0]["warpage"];
    ASSERT_EQ(warpage["faces"].size(), 1u);
    EXPECT_EQ(warpage["top"]["name"], "lid");
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
    std::size_t named = 0;
    for (std::size_t at = out.str().find(" lid "); at != std::string::npos; at = out.str().find(" lid ", at + 1))
      ++named;
    EXPECT_GE(named, 2u) << "in the summary of states and in the table of faces\n" << out.str();
    EXPECT_NE(out.str().find("package.bottom and board.top  200.00 um"), std::string::npos) << out.str();
  }

  TEST(ResultsJson, HasEveryFigureWithItsUnit)
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

  TEST(ResultsJson, HasEveryOneOfEqualParts)
  {
    results::RunResult result = sample_result();
    result.states[1].stresses.assign(401, result.states[0].stresses[0]);
    EXPECT_EQ(output::to_json(result)["states"][1]["stresses"].size(), 401u);
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
    // A bound that does not exist is not an error.
    result = sample_result();
    result.predicted[0].estimates = {{"modulus", "1", std::nullopt, {1, 0, infinity}, "made up"}};
    EXPECT_EQ(output::find_not_finite(result), "");
  }

  TEST(ResultsJson, NamesTheLawOfEveryMaterialAndTheStepsOfAPath)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::write_results_json(scratch.path() / "path.json", path_result(), MPI_COMM_WORLD);
    const nlohmann::json json = read_json(scratch.path() / "path.json");
    EXPECT_FALSE(json["states"][0]["history"].contains("step"));
    EXPECT_EQ(json["materials"],
              nlohmann::json::parse(R"([{"name": "silicon", "law": "elastic"}, {"name": "lmc", "law": "viscoelastic"}])"));
    EXPECT_EQ(json["states"][0]["history"], nlohmann::json::parse(R"({"time": {"value": 600.0, "unit": "s"}, "steps": 7, "rejected": 2,
      "iterations": 31, "solves": 20, "most_iterations": 11, "cure": [{"name": "lmc", "degree": 0.925}]})"));
    EXPECT_EQ(json["states"][1]["history"]["time"]["value"], 4200.);
    EXPECT_EQ(json["solver"]["displacement"]["iterations_total"], 75);

    const results::PathResults steps{{}, {{"moulding", "mould", {"lmc"}, {}}, {"grind", "grind", {}, {"lmc"}}}};
    output::write_results_json(scratch.path() / "steps.json", path_result(), MPI_COMM_WORLD, steps);
    const nlohmann::json states = read_json(scratch.path() / "steps.json")["states"];
    EXPECT_EQ(states[0]["history"]["step"],
              nlohmann::json::parse(R"({"name": "moulding", "kind": "mould", "joins": ["lmc"], "leaves": []})"));
    EXPECT_EQ(states[1]["history"]["step"]["leaves"], nlohmann::json{"lmc"});
    EXPECT_EQ(states[1]["history"]["time"]["value"], 4200.);

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

  TEST(ResultsJson, IsValidWithNotANumberAndInvalidText)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    results::RunResult result = sample_result();
    result.states[0].probes[0].temperature = std::numeric_limits<double>::quiet_NaN();
    result.case_title = "\xff\xfe";
    output::write_results_json(scratch.path() / "results.json", result, MPI_COMM_WORLD);
    EXPECT_TRUE(read_json(scratch.path() / "results.json")["states"][0]["probes"][0]["temperature"]["value"].is_null());
  }

  TEST(WarpageFile, HasTheMapsAndTheirFigures)
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
} // namespace
