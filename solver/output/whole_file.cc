#include <solver/output/whole_file.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/output/locked_files.h>
#include <solver/output/own_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace sagitta::output
{
  namespace
  {
    [[noreturn]] void fail(const std::filesystem::path &file, int error)
    {
      throw FileError(describe_write_failure(file, error));
    }

    /// Does a file in fields/ belong to one of the states: STEM.pvtu, STEM.vtu, STEM_0.vtu or one of them with .partial behind?
    bool belongs_to(std::filesystem::path file, const std::set<std::string> &stems)
    {
      if (file.extension() == ".partial")
        file = file.stem();
      if (file.extension() != ".vtu" && file.extension() != ".pvtu")
        return false;
      const std::string stem = file.stem().string();
      const std::size_t end = stem.find_last_not_of("0123456789");
      const bool is_piece = end != std::string::npos && end + 1 < stem.size() && stem[end] == '_';
      return stems.count(stem) > 0 || (is_piece && stems.count(stem.substr(0, end)) > 0);
    }

    /// Stems of the fields that fields.pvd of an earlier run names.
    void add_earlier_stems(const std::filesystem::path &collection, std::set<std::string> &stems)
    {
      std::error_code error;
      if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(collection, error)))
        return; // a pipe would wait for a writer
      std::ifstream file(collection);
      const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      const std::string before = "file=\"fields/", behind = ".pvtu\"";
      for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1))
        if (const std::size_t end = text.find(behind, at); end != std::string::npos)
          stems.insert(text.substr(at + before.size(), end - at - before.size()));
    }

    /// All files of a run in its directory, results.json first.
    std::vector<std::filesystem::path> result_files(const std::filesystem::path &directory, const std::vector<std::string> &states)
    {
      std::set<std::string> stems;
      for (const std::string &state : states)
        stems.insert(file_stem(state));
      add_earlier_stems(directory / "fields.pvd", stems);
      std::vector<std::filesystem::path> files;
      for (const char *name : {"results.json", "model.json", "model.svg", "report.html", "warpage.h5", "history.h5", "sensitivities.svg",
                               "fields.h5", "fields.pvd"})
        files.push_back(directory / name);
      std::error_code error;
      if (std::filesystem::is_symlink(std::filesystem::symlink_status(directory / "fields", error)))
        return files; // the target of a link does not belong to this run
      for (std::filesystem::directory_iterator entry(directory / "fields", error), end; !error && entry != end; entry.increment(error))
        if (belongs_to(entry->path().filename(), stems))
          files.push_back(entry->path());
      return files;
    }

    void remove_earlier(const std::filesystem::path &file)
    {
      std::error_code error;
      std::filesystem::remove(file, error);
      if (error)
        throw FileError(
            fmt::format("cannot remove {} of an earlier run: {}; choose another directory with -o", file.string(), error.message()));
    }

    /// An open file of a process, such as the standard output behind /dev/stdout.
    bool is_open_file(const std::filesystem::path &file)
    {
      const std::string directory = file.parent_path().string();
      return directory == "/dev/fd" || (directory.compare(0, 6, "/proc/") == 0 && file.parent_path().filename() == "fd");
    }

    /// The target of a symbolic link, so that the target is replaced and the link remains. open() refuses links in a circle.
    std::filesystem::path follow_links(std::filesystem::path file)
    {
      std::error_code error;
      for (unsigned i = 0; i < 40 && !is_open_file(file) && std::filesystem::is_symlink(std::filesystem::symlink_status(file, error)); ++i)
        {
          const std::filesystem::path next = std::filesystem::read_symlink(file, error);
          if (error)
            break;
          file = file.parent_path() / next; // an absolute path replaces the path before it
        }
      return file;
    }

    /// A device, a pipe, a socket or an open file, itself or behind a link: it is written into and never replaced by a file.
    bool is_stream(const std::filesystem::path &file)
    {
      std::error_code ignored;
      const auto status = std::filesystem::status(file, ignored);
      return (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) && !std::filesystem::is_directory(status)) ||
             is_open_file(follow_links(file));
    }

    /// Writes all of the content and forces it to the disk. Errors name `target`, the name that the user gave.
    void write_through(int descriptor, std::string_view content, const std::filesystem::path &target)
    {
      while (!content.empty())
        {
          const ssize_t written = ::write(descriptor, content.data(), content.size());
          if (written < 0 && errno == EINTR)
            continue;
          if (written <= 0)
            fail(target, written < 0 ? errno : ENOSPC);
          content.remove_prefix(static_cast<std::size_t>(written));
        }
      // File systems may report a full disk (NFS: an exceeded quota) only here; some have nothing to synchronise and return EINVAL.
      if (::fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
        fail(target, errno);
    }

    /// Writes into a device, a pipe or an open file.
    void write_to_stream(const std::filesystem::path &target, std::string_view content)
    {
      const int descriptor = ::open(target.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC); // the content of a file behind /dev/stdout is kept
      if (descriptor < 0)
        fail(target, errno);
      try
        {
          write_through(descriptor, content, target);
        }
      catch (...)
        {
          ::close(descriptor);
          throw;
        }
      if (::close(descriptor) != 0 && errno != EINTR)
        fail(target, errno);
    }
  } // namespace

  WholeFile::WholeFile(std::filesystem::path target) : target_(std::move(target)), place_(follow_links(target_)), temporary_(place_)
  {
    temporary_ += ".partial";
  }

  WholeFile::WholeFile(WholeFile &&other) noexcept
      : target_(std::move(other.target_)), place_(std::move(other.place_)), temporary_(std::move(other.temporary_)),
        descriptor_(std::exchange(other.descriptor_, -1))
  {
  }

  WholeFile::~WholeFile()
  {
    if (descriptor_ < 0)
      return;
    ::unlink(temporary_.c_str());
    ::close(descriptor_);
  }

  void WholeFile::write(std::string_view content)
  {
    const OwnFile file = claim_file(temporary_);
    if (file.claim == Claim::another)
      throw FileError(fmt::format("cannot write {}: another process is writing it; choose another name with -o", target_.string()));
    if (file.claim == Claim::failed)
      fail(target_, errno);
    descriptor_ = file.descriptor;
    write_through(descriptor_, content, target_);
  }

  void WholeFile::commit()
  {
    if (is_stream(place_))
      throw FileError(fmt::format("cannot write {}: this is a device or a pipe, not a file", target_.string()));
    if (::rename(temporary_.c_str(), place_.c_str()) != 0)
      fail(target_, errno);
    ::close(std::exchange(descriptor_, -1)); // nothing is left to be written
  }

  void write_whole_file(const std::filesystem::path &target, std::string_view content)
  {
    if (is_stream(target))
      return write_to_stream(target, content);
    WholeFile file(target);
    file.write(content);
    file.commit();
  }

  void write_own_file(const std::filesystem::path &target, std::string_view content)
  {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(target, error);
    const bool is_plain = std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status);
    error.clear(); // a file that does not exist yet has no status
    if (std::filesystem::exists(status) && !is_plain)
      std::filesystem::remove(target, error);
    if (error)
      fail(target, error.value());
    write_whole_file(target, content);
  }

  std::string describe_write_failure(const std::filesystem::path &file, int error)
  {
    std::string sentence = fmt::format("cannot write {}", file.string());
    if (error != 0)
      sentence += fmt::format(": {}", std::strerror(error));

    std::filesystem::path directory = file.parent_path();
    if (directory.empty())
      directory = ".";
    switch (error)
      {
      case ENOSPC:
      case EDQUOT:
      case EFBIG:
      case EIO:
      case 0:
        {
          std::error_code unknown;
          const auto space = std::filesystem::space(directory, unknown);
          if (!unknown)
            sentence += fmt::format("; {:.1f} MB are free on the file system of {}", static_cast<double>(space.available) * 1e-6,
                                    directory.string());
          // Exported models and tables of materials have no fields that could be switched off.
          const std::string kind = file.extension() == ".partial" ? file.stem().extension().string() : file.extension().string();
          const bool is_of_run = kind == ".json" || kind == ".h5" || kind == ".vtu" || kind == ".pvtu" || kind == ".pvd";
          if (error == EFBIG)
            sentence += "; the size of a file is limited here (ulimit -f)";
          else
            sentence += is_of_run ? "; make room, choose another directory with -o, or switch the fields off (output: {fields: false})"
                                  : "; make room, or choose another directory with -o";
          break;
        }
      case ENOENT:
      case ENOTDIR:
        sentence += fmt::format("; {} is not a directory; choose another one with -o", directory.string());
        break;
      case EACCES:
      case EPERM:
      case EROFS:
        sentence += fmt::format("; files cannot be made in {}; choose another directory with -o", directory.string());
        break;
      default:
        break;
      }
    return sentence;
  }

  void write_on_every_rank(MPI_Comm communicator, const std::function<void()> &action)
  {
    const auto first = find_first_failure(communicator, [&]() {
      try
        {
          action();
        }
      catch (const std::bad_alloc &)
        {
          throw FileError("not enough memory is left to write the results; set more file groups (output: {file_groups: ...}) or switch the "
                          "fields off (output: {fields: false})");
        }
    });
    if (first)
      throw FileError(*first);
  }

  void on_first_rank(MPI_Comm communicator, const std::function<void()> &action)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    write_on_every_rank(communicator, [&]() {
      if (rank == 0)
        action();
    });
  }

  void make_directory(const std::filesystem::path &directory)
  {
    std::error_code error;
    const bool is_link = std::filesystem::is_symlink(std::filesystem::symlink_status(directory, error));
    error.clear(); // one that does not exist yet has no status
    if (is_link)
      std::filesystem::remove(directory, error);
    std::filesystem::create_directory(directory, error); // sets or clears the error
    if (error == std::errc::file_exists)
      throw FileError(fmt::format(
          "cannot make the directory {}: a file of that name exists; remove it, or choose another directory with -o", directory.string()));
    if (error)
      throw FileError(fmt::format("cannot make the directory {}: {}", directory.string(), error.message()));
  }

  DirectoryLock prepare_directory(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator)
  {
    DirectoryLock lock;
    on_first_rank(communicator, [&]() {
      std::error_code error;
      lock = make_and_lock(directory);
      // A directory without permission to write is found before the solve, not after it.
      WholeFile(directory / "results.json").write("{}\n");
      // All or nothing: the files of the earlier run remain if this one cannot begin.
      const std::vector<std::filesystem::path> earlier = result_files(directory, states);
      for (const std::filesystem::path &file : earlier)
        if (std::filesystem::is_directory(std::filesystem::symlink_status(file, error)))
          throw FileError(fmt::format("cannot write {}: a directory of that name exists; choose another directory with -o", file.string()));
      for (const std::filesystem::path &file : earlier)
        remove_earlier(file);
    });
    return lock;
  }

  void discard_results(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    std::error_code error;
    if (rank == 0)
      for (const std::filesystem::path &file : result_files(directory, states))
        std::filesystem::remove(file, error);
  }

  std::string file_stem(const std::string &name)
  {
    std::string stem;
    for (const char character : name)
      {
        const unsigned char byte = static_cast<unsigned char>(character);
        const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
                              byte == '_' || byte == '+' || byte >= 0x80 || (byte == '.' && !stem.empty());
        if (is_plain)
          stem += character;
        else
          stem += fmt::format("%{:02X}", byte);
      }
    return stem;
  }
} // namespace sagitta::output
