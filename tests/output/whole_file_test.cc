// Files are complete or absent; every rank learns of a failure. A full disk is simulated by a limit on the size of files, which makes
// the same system calls fail at the same place; /dev/full gives the errno itself.

#include <solver/base/errors.h>
#include <solver/output/directory_lock.h>
#include <solver/output/field_file_writer.h>
#include <solver/output/locked_files.h>
#include <solver/output/results_json.h>
#include <solver/output/vtu.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>

#include <tests/output/scratch_directory.h>
#include <tests/results/sample_result.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{
  using namespace sagitta;
  using tests::rank_in;
  using tests::ranks_in;
  using tests::ScratchDirectory;

  /// While it lives, this process cannot write files beyond some bytes.
  class SmallFiles
  {
  public:
    explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
      getrlimit(RLIMIT_FSIZE, &before_);
      rlimit limited = before_;
      limited.rlim_cur = bytes;
      setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~SmallFiles()
    {
      setrlimit(RLIMIT_FSIZE, &before_);
      std::signal(SIGXFSZ, handler_);
    }
    SmallFiles(const SmallFiles &) = delete;
    SmallFiles &operator=(const SmallFiles &) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
  };

  std::string read_text(const std::filesystem::path &file)
  {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  std::set<std::string> files_in(const std::filesystem::path &directory)
  {
    std::set<std::string> names;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(directory))
      if (entry.is_regular_file())
        names.insert(entry.path().filename().string());
    return names;
  }

  /// The sentence of the FileError that an action throws; every rank must throw the same.
  template <typename Action>
  std::string failure_of(const Action &action)
  {
    std::string sentence;
    try
      {
        action();
        ADD_FAILURE() << "no FileError";
      }
    catch (const FileError &error)
      {
        sentence = error.what();
      }
    std::string first = sentence;
    int length = static_cast<int>(first.size());
    MPI_Bcast(&length, 1, MPI_INT, 0, MPI_COMM_WORLD);
    first.resize(static_cast<std::size_t>(length));
    MPI_Bcast(first.data(), length, MPI_CHAR, 0, MPI_COMM_WORLD);
    EXPECT_EQ(sentence, first);
    return sentence;
  }

  /// A piece of 2000 trilinear cells: about 300 kB even when compressed, as its field is noise.
  results::FieldPiece large_piece()
  {
    results::FieldPiece piece;
    piece.degree = piece.degree_z = 1;
    piece.part_names = {"mould"};
    piece.material_names = {"R4507"};
    results::Field noise{"noise", "K", 1, {}};
    std::uint64_t state = 1;
    for (unsigned cell = 0; cell < 2000; ++cell)
      {
        for (unsigned point = 0; point < 8; ++point)
          {
            piece.connectivity.push_back(static_cast<std::int64_t>(piece.points.size() / 3));
            for (const double coordinate : {double(point & 1) + cell, double(point >> 1 & 1), double(point >> 2)})
              piece.points.push_back(coordinate);
            state = state * 6364136223846793005u + 1442695040888963407u;
            noise.data.push_back(static_cast<double>(state >> 11));
          }
        piece.part_ids.push_back(0);
        piece.material_ids.push_back(0);
      }
    piece.point_fields = {noise};
    return piece;
  }

  TEST(WholeFile, HasItsNameOnlyWhenItIsCommitted)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto target = scratch.path() / "a.json";
    {
      output::WholeFile file(target);
      file.write("first");
      EXPECT_FALSE(std::filesystem::exists(target));
      EXPECT_TRUE(std::filesystem::exists(file.temporary()));
      EXPECT_EQ(file.temporary().parent_path(), target.parent_path());
      file.commit();
    }
    EXPECT_EQ(read_text(target), "first");
    {
      output::WholeFile abandoned(target);
      abandoned.write("second");
    }
    EXPECT_EQ(read_text(target), "first");
    EXPECT_EQ(files_in(scratch.path()), std::set<std::string>{"a.json"});
    output::write_whole_file(target, "third");
    EXPECT_EQ(read_text(target), "third");
  }

  TEST(WholeFile, OnAFullDiskKeepsTheEarlierFileAndNoTemporary)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto target = scratch.path() / "a.json";
    output::write_whole_file(target, "first");
    {
      const SmallFiles limit(4096);
      EXPECT_THROW(output::write_whole_file(target, std::string(100000, 'x')), FileError);
    }
    EXPECT_EQ(read_text(target), "first");
    EXPECT_EQ(files_in(scratch.path()), std::set<std::string>{"a.json"});
  }

  TEST(WholeFile, ExplainsAFullDevice)
  {
    // The file is a link to the device that is always full.
    const ScratchDirectory scratch(MPI_COMM_SELF);
    std::filesystem::create_symlink("/dev/full", scratch.path() / "a.json");
    try
      {
        output::write_whole_file(scratch.path() / "a.json", "content");
        ADD_FAILURE() << "no FileError";
      }
    catch (const FileError &error)
      {
        const std::string sentence = error.what();
        EXPECT_NE(sentence.find("a.json: No space left on device"), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("MB are free"), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("make room"), std::string::npos) << sentence;
      }
    EXPECT_TRUE(files_in(scratch.path()).empty());
  }

  TEST(WholeFile, ReplacesTheTargetOfALink)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    std::filesystem::create_directory(scratch.path() / "there");
    std::ofstream(scratch.path() / "there" / "old.inp") << "old";
    std::filesystem::create_symlink("there/old.inp", scratch.path() / "near.inp");
    std::filesystem::create_symlink(scratch.path() / "near.inp", scratch.path() / "far.inp");
    std::filesystem::create_symlink("there/none.inp", scratch.path() / "new.inp");
    output::write_whole_file(scratch.path() / "far.inp", "first");
    output::write_whole_file(scratch.path() / "new.inp", "second");
    EXPECT_EQ(read_text(scratch.path() / "there" / "old.inp"), "first");
    EXPECT_EQ(read_text(scratch.path() / "there" / "none.inp"), "second");
    for (const char *link : {"near.inp", "far.inp", "new.inp"})
      EXPECT_TRUE(std::filesystem::is_symlink(scratch.path() / link)) << link;
    EXPECT_EQ(files_in(scratch.path() / "there"), (std::set<std::string>{"old.inp", "none.inp"}));
  }

  TEST(WholeFile, WritesIntoAPipeAndDoesNotReplaceIt)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto pipe = scratch.path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_GE(reader, 0);
    output::write_whole_file(pipe, "through");
    char text[16] = {};
    EXPECT_EQ(::read(reader, text, sizeof text), 7);
    EXPECT_STREQ(text, "through");
    {
      output::WholeFile file(pipe);
      file.write("not through");
      EXPECT_THROW(file.commit(), FileError);
    }
    ::close(reader);
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    EXPECT_TRUE(files_in(scratch.path()).empty());
  }

  TEST(OwnFile, ReplacesLinksAndPipesWithoutFollowingThem)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto precious = scratch.path() / "precious";
    std::ofstream(precious) << "precious";
    std::filesystem::create_symlink("precious", scratch.path() / "overview.svg");
    std::filesystem::create_symlink("precious", scratch.path() / "overview.svg.partial");
    ASSERT_EQ(::mkfifo((scratch.path() / "plan.svg").c_str(), 0600), 0);
    for (const char *name : {"overview.svg", "plan.svg", "new.svg"})
      {
        output::write_own_file(scratch.path() / name, name);
        EXPECT_EQ(read_text(scratch.path() / name), name);
        EXPECT_FALSE(std::filesystem::is_symlink(scratch.path() / name)) << name;
      }
    EXPECT_EQ(read_text(precious), "precious");
    std::filesystem::create_directory(scratch.path() / "folder");
    EXPECT_THROW(output::write_own_file(scratch.path() / "folder", ""), FileError);
  }

  TEST(WholeFile, AddsToTheFileBehindAnOpenDescriptor)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto file = scratch.path() / "log";
    std::ofstream(file) << "before ";
    const int open_file = ::open(file.c_str(), O_WRONLY | O_APPEND);
    ASSERT_GE(open_file, 0);
    std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(open_file), scratch.path() / "out");
    output::write_whole_file(scratch.path() / "out", "through ");
    EXPECT_EQ(::write(open_file, "after", 5), 5);
    ::close(open_file);
    EXPECT_EQ(read_text(file), "before through after");
  }

  TEST(WholeFile, ReportsThatADeviceIsFull)
  {
    // A link made by the test: if it were replaced, the device would remain.
    const ScratchDirectory scratch(MPI_COMM_SELF);
    std::filesystem::create_symlink("/dev/full", scratch.path() / "full.inp");
    EXPECT_THROW(output::write_whole_file(scratch.path() / "full.inp", "content"), FileError);
    EXPECT_TRUE(std::filesystem::is_symlink(scratch.path() / "full.inp"));
    EXPECT_TRUE(files_in(scratch.path()).empty());
  }

  TEST(Output, KeepsTheEarlierRunWhereANewOneCannotBegin)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        std::ofstream(scratch.path() / "results.json") << "{}";
        std::filesystem::create_directory(scratch.path() / "warpage.h5");
      }
    MPI_Barrier(MPI_COMM_WORLD);
    EXPECT_NE(failure_of([&]() { output::prepare_directory(scratch.path(), {}, MPI_COMM_WORLD); }).find("warpage.h5: a directory"),
              std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(scratch.path() / "results.json"));
  }

  TEST(Output, BelowAFileThatIsNoDirectoryFailsWithTheSameMessageOnEveryRank)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      std::ofstream(scratch.path() / "file") << "a file";
    MPI_Barrier(MPI_COMM_WORLD);
    const auto bad = scratch.path() / "file" / "below";
    const auto result = tests::sample_result();
    const output::FileInfo info;
    EXPECT_NE(failure_of([&]() { output::prepare_directory(bad, {}, MPI_COMM_WORLD); }).find("below"), std::string::npos);
    EXPECT_NE(failure_of([&]() { output::prepare_directory(scratch.path() / "file", {}, MPI_COMM_WORLD); }).find("file"),
              std::string::npos);
    const std::string sentence = failure_of([&]() { output::write_results_json(bad / "results.json", result, MPI_COMM_WORLD); });
    EXPECT_NE(sentence.find("cannot write"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("results.json: Not a directory"), std::string::npos) << sentence;
    failure_of([&]() { output::write_warpage_file(bad / "warpage.h5", result.states, info, MPI_COMM_WORLD); });
    failure_of([&]() { output::write_state({bad, info, 1}, "room", large_piece(), MPI_COMM_WORLD); });
    failure_of([&]() { output::write_collection(bad, {"room"}, MPI_COMM_WORLD); });
  }

  TEST(Output, OnAFullDiskOfAnyRankLeavesNoFileAndFailsOnEveryRank)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const int last = ranks_in(MPI_COMM_WORLD) - 1;
    const results::FieldPiece piece = large_piece();
    {
      // Each rank writes a file; only the last one's fails, and still no file may look complete.
      const SmallFiles limit(rank_in(MPI_COMM_WORLD) == last ? 20000 : RLIM_INFINITY);
      const std::string sentence = failure_of([&]() { output::write_state({scratch.path(), {}, 100}, "room", piece, MPI_COMM_WORLD); });
      EXPECT_NE(sentence.find("cannot write"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("room_" + std::to_string(last) + ".vtu"), std::string::npos) << sentence;
    }
    MPI_Barrier(MPI_COMM_WORLD);
    EXPECT_TRUE(files_in(scratch.path()).empty());
    MPI_Barrier(MPI_COMM_WORLD);
    {
      const SmallFiles limit(1000);
      const auto result = tests::sample_result();
      failure_of([&]() { output::write_results_json(scratch.path() / "results.json", result, MPI_COMM_WORLD); });
      failure_of([&]() { output::write_warpage_file(scratch.path() / "warpage.h5", result.states, {}, MPI_COMM_WORLD); });
    }
    MPI_Barrier(MPI_COMM_WORLD);
    EXPECT_TRUE(files_in(scratch.path()).empty());
    // With room again the same calls work.
    output::write_state({scratch.path(), {}, 1}, "room", piece, MPI_COMM_WORLD);
    EXPECT_EQ(files_in(scratch.path()), (std::set<std::string>{"room_0.vtu", "room.pvtu"}));
  }

  TEST(Output, ADiskThatIsFullAnywhereWithinAVtuFileIsNoticed)
  {
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const results::FieldPiece piece = large_piece();
    output::write_state({scratch.path(), {}, 1}, "room", piece, MPI_COMM_SELF);
    const auto size = std::filesystem::file_size(scratch.path() / "fields" / "room_0.vtu");
    std::filesystem::remove_all(scratch.path() / "fields");
    for (const rlim_t limit : {rlim_t{0}, rlim_t{1}, size / 7, size / 2, size - 9000, size - 100, size - 1})
      {
        const SmallFiles small(limit);
        EXPECT_THROW(output::write_state({scratch.path(), {}, 1}, "room", piece, MPI_COMM_SELF), FileError) << limit << " of " << size;
        EXPECT_TRUE(files_in(scratch.path()).empty());
      }
  }

  /// A row of cells of degree 1 in two layers, as many as make a file of some hundred kB; nodes and cells of this rank.
  results::NodalGrid long_grid()
  {
    const auto rank = static_cast<std::uint64_t>(rank_in(MPI_COMM_WORLD)), ranks = static_cast<std::uint64_t>(ranks_in(MPI_COMM_WORLD));
    constexpr std::uint64_t cells = 1000;
    results::NodalGrid grid;
    grid.reference_nodes = grid.reference_nodes_z = {0, 1};
    grid.n_cells = cells * ranks;
    grid.n_nodes = 4 * grid.n_cells;
    grid.first_cell = cells * rank;
    grid.first_node = 4 * grid.first_cell;
    for (std::uint64_t cell = grid.first_cell; cell < grid.first_cell + cells; ++cell)
      for (std::uint64_t i = 0; i < 4; ++i)
        {
          grid.nodes.insert(grid.nodes.end(), {static_cast<double>(cell + i % 2), static_cast<double>(i / 2)});
          grid.cells.push_back(static_cast<std::int64_t>(4 * cell + i));
        }
    grid.parts.assign(2 * cells, 0);
    grid.z = {0, 1, 2};
    grid.part_names = {"strip"};
    grid.part_materials = {"silicon"};
    return grid;
  }

  TEST(NodalFields, OnAFullDiskOfAnyRankLeaveNoFileAndFailOnEveryRank)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto file = scratch.path() / "fields.h5";
    const results::NodalGrid grid = long_grid();
    const results::NodalValues values{std::vector<double>(grid.n_own_nodes() * 9, 1e-6), std::vector<double>(grid.n_own_nodes() * 3, 300)};
    const auto write = [&]() {
      output::FieldFileWriter writer(file, grid, {{"room", 298.15}, {"hot", std::nullopt}}, {}, MPI_COMM_WORLD);
      writer.write(1, values);
      writer.commit();
    };
    const bool is_last = rank_in(MPI_COMM_WORLD) == ranks_in(MPI_COMM_WORLD) - 1;
    for (const rlim_t limit : {rlim_t{1000}, rlim_t{200000}})
      {
        const SmallFiles small(is_last ? limit : RLIM_INFINITY);
        const std::string sentence = failure_of(write);
        EXPECT_NE(sentence.find("fields.h5: File too large"), std::string::npos) << sentence;
        MPI_Barrier(MPI_COMM_WORLD);
        EXPECT_TRUE(files_in(scratch.path()).empty());
        MPI_Barrier(MPI_COMM_WORLD); // before the next files are begun
      }
    write();
    EXPECT_EQ(files_in(scratch.path()), (std::set<std::string>{"fields.h5"}));
  }

  TEST(PrepareDirectory, CreatesItAndRemovesFilesOfAnEarlierRun)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto directory = scratch.path() / "deep" / "results";
    output::prepare_directory(directory, {"room"}, MPI_COMM_WORLD);
    EXPECT_TRUE(std::filesystem::is_directory(directory));
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        std::filesystem::create_directory(directory / "fields");
        for (const char *name :
             {"results.json", "warpage.h5", "history.h5", "notes.txt", "fields/room_3.vtu", "fields/room_0.vtu.partial", "fields/room.pvtu",
              "fields/hot_0.vtu", "fields/hot.pvtu", "fields/mine.vtu", "fields/room_b.vtu", "fields/picture.png"})
          std::ofstream(directory / name) << "old";
        // The earlier run had a state that the present one has not.
        std::ofstream(directory / "fields.pvd") << "<DataSet timestep=\"0\" part=\"0\" name=\"hot\" file=\"fields/hot.pvtu\"/>\n";
      }
    output::prepare_directory(directory, {"room"}, MPI_COMM_WORLD);
    MPI_Barrier(MPI_COMM_WORLD); // the first rank has the lock, and has released it
    EXPECT_EQ(files_in(directory), (std::set<std::string>{"notes.txt", "picture.png", "mine.vtu", "room_b.vtu"}));
  }

  /// A pipe, a link to a victim and a directory of links may lie where files of a run are made; what is outside stays as it is.
  TEST(PrepareDirectory, NeitherFollowsLinksNorWaitsForPipes)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto directory = scratch.path() / "results", outside = scratch.path() / "outside";
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        std::filesystem::create_directories(directory);
        std::filesystem::create_directories(outside);
        for (const char *name : {"victim", "room.pvtu", "room_0.vtu"})
          std::ofstream(outside / name) << "precious";
        std::filesystem::create_symlink(outside, directory / "fields");
        std::filesystem::create_symlink(outside / "victim", directory / "results.json.partial");
        std::filesystem::create_symlink(outside / "victim", directory / "sagitta.lock");
        ASSERT_EQ(::mkfifo((directory / "warpage.h5.partial").c_str(), 0600), 0);
        ASSERT_EQ(::mkfifo((directory / "fields.pvd").c_str(), 0600), 0);
      }
    MPI_Barrier(MPI_COMM_WORLD);
    const auto result = tests::sample_result();
    {
      const auto lock = output::prepare_directory(directory, {"room"}, MPI_COMM_WORLD);
      output::write_state({directory, {}, 1}, "room", large_piece(), MPI_COMM_WORLD);
      output::write_collection(directory, {"room"}, MPI_COMM_WORLD);
      output::write_warpage_file(directory / "warpage.h5", result.states, {}, MPI_COMM_WORLD);
      output::write_results_json(directory / "results.json", result, MPI_COMM_WORLD);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    for (const char *name : {"victim", "room.pvtu", "room_0.vtu"})
      EXPECT_EQ(read_text(outside / name), "precious") << name;
    EXPECT_FALSE(std::filesystem::is_symlink(directory / "fields"));
    EXPECT_EQ(files_in(directory), (std::set<std::string>{"results.json", "warpage.h5", "fields.pvd", "room.pvtu", "room_0.vtu"}));
  }

  TEST(PrepareDirectory, ReportsThatADirectoryHasTheNameOfAFile)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      std::filesystem::create_directory(scratch.path() / "fields.pvd");
    MPI_Barrier(MPI_COMM_WORLD);
    const std::string sentence = failure_of([&]() { output::prepare_directory(scratch.path(), {}, MPI_COMM_WORLD); });
    EXPECT_NE(sentence.find("fields.pvd: a directory of that name exists"), std::string::npos) << sentence;
  }

  TEST(DirectoryLock, AlsoExcludesWritersOfSingleFiles)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const auto write = [&] { output::write_files(scratch.path() / "tables", {{"a.csv", "1\n"}, {"b.csv", "2\n"}}, MPI_COMM_WORLD); };
    write();
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        EXPECT_TRUE(std::filesystem::exists(scratch.path() / "tables" / "b.csv"));
        EXPECT_FALSE(std::filesystem::exists(scratch.path() / "tables" / "sagitta.lock")) << "the lock is released";
      }
    output::DirectoryLock lock;
    if (rank_in(MPI_COMM_WORLD) == 0)
      lock = output::DirectoryLock(scratch.path() / "tables");
    MPI_Barrier(MPI_COMM_WORLD);
    EXPECT_THROW(write(), FileError) << "on every rank";
  }

  TEST(DirectoryLock, ExcludesOtherProcessesUntilItsOwnEnds)
  {
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;
    const ScratchDirectory scratch(MPI_COMM_SELF);
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t other = ::fork();
    if (other == 0)
      {
        const output::DirectoryLock lock(scratch.path());
        [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
        ::pause();
        ::_exit(0);
      }
    char signal = 0;
    ASSERT_EQ(::read(ready[0], &signal, 1), 1);
    std::string sentence;
    try
      {
        const output::DirectoryLock lock(scratch.path());
      }
    catch (const FileError &error)
      {
        sentence = error.what();
      }
    EXPECT_NE(sentence.find("another run (process " + std::to_string(other) + " on "), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("choose another directory with -o"), std::string::npos) << sentence;
    ::kill(other, SIGKILL);
    ::waitpid(other, nullptr, 0);
    EXPECT_TRUE(std::filesystem::exists(scratch.path() / "sagitta.lock")) << "what the killed process left";
    {
      const output::DirectoryLock lock(scratch.path());
      EXPECT_THROW(output::DirectoryLock second(scratch.path()), FileError);
    }
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "sagitta.lock"));
    ::close(ready[0]);
    ::close(ready[1]);
  }

  TEST(WholeFile, IsWrittenByOneAtATime)
  {
    const ScratchDirectory scratch(MPI_COMM_SELF);
    const auto target = scratch.path() / "table.csv";
    output::WholeFile first(target);
    first.write("first");
    {
      output::WholeFile second(target);
      EXPECT_THROW(second.write("second"), FileError);
    }
    first.commit();
    EXPECT_EQ(read_text(target), "first");
    EXPECT_EQ(files_in(scratch.path()), std::set<std::string>{"table.csv"});
  }

  TEST(DiscardResults, RemovesAllFilesOfAFailedRun)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    output::prepare_directory(scratch.path(), {"room", "hot"}, MPI_COMM_WORLD);
    output::write_state({scratch.path(), {}, 1}, "room", large_piece(), MPI_COMM_WORLD);
    output::discard_results(scratch.path(), {"room", "hot"}, MPI_COMM_WORLD);
    MPI_Barrier(MPI_COMM_WORLD);
    EXPECT_TRUE(files_in(scratch.path()).empty());
  }

  TEST(FileStem, KeepsNamesReadableSafeAndDifferent)
  {
    EXPECT_EQ(output::file_stem("room"), "room");
    EXPECT_EQ(output::file_stem("peak_260-b+c.2"), "peak_260-b+c.2");
    EXPECT_EQ(output::file_stem("../../etc"), "%2E.%2F..%2Fetc");
    EXPECT_EQ(output::file_stem("25 degC"), "25%20degC");
    EXPECT_EQ(output::file_stem("100%"), "100%25");
    EXPECT_EQ(output::file_stem("\xc2\xb5m"), "\xc2\xb5m");
  }
} // namespace
