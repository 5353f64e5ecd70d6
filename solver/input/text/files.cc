#include <solver/input/text/files.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/text/beginning.h>
#include <solver/input/text/document.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace sagitta::input
{
  namespace
  {
    namespace fs = std::filesystem;

    /// Names beside a missing file, to suggest one.
    std::vector<std::string> neighbours(const fs::path &path)
    {
      std::vector<std::string> names;
      std::error_code error;
      for (fs::directory_iterator entry(path.has_parent_path() ? path.parent_path() : fs::path("."), error), end; !error && entry != end;
           entry.increment(error))
        if (names.push_back(entry->path().filename().string()); names.size() > 1000)
          break;
      return names;
    }

    /// Lines end in \n, whether the file has \r\n or, from old instruments and spreadsheets, \r alone.
    void unify_line_ends(std::string &text)
    {
      std::size_t end = 0;
      for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] != '\r')
          text[end++] = text[at];
        else if (at + 1 == text.size() || text[at + 1] != '\n')
          text[end++] = '\n';
      text.resize(end);
    }
  } // namespace

  namespace
  {
    TextFile read_bytes(const fs::path &path, std::size_t largest)
    {
      constexpr std::size_t longest_name = 1000;
      const std::string source = path.string();
      if (source.size() > longest_name)
        throw input_error(beginning(source), "", fmt::format("a name of {} characters is too long for a file", source.size()));
      std::error_code error;
      const fs::file_status status = fs::status(path, error);
      if (error && status.type() != fs::file_type::not_found)
        throw FileError(fmt::format("{}: the file cannot be reached: {}", source, error.message()));
      if (!fs::exists(status))
        throw input_error(source, "", "there is no such file" + did_you_mean(path.filename().string(), neighbours(path)));
      if (fs::is_directory(status))
        throw input_error(source, "",
                          fs::exists(path / "case.yaml") ? "this is a directory; did you mean its case.yaml?"
                                                         : "this is a directory, not a file");
      if (!fs::is_regular_file(status))
        throw input_error(source, "", "this is not a regular file");
      const std::uintmax_t size = fs::file_size(path, error);
      if (!error && size > largest)
        throw input_error(source, "", fmt::format("the file has {} MB; files above {} MB are refused", size >> 20, largest >> 20));
      std::ifstream stream(path, std::ios::binary);
      if (!stream)
        throw FileError(fmt::format("{}: the file cannot be opened: {}", source, std::strerror(errno)));
      std::string text(static_cast<std::size_t>(size), '\0');
      stream.read(text.data(), static_cast<std::streamsize>(size));
      if (stream.bad() || static_cast<std::uintmax_t>(stream.gcount()) != size)
        throw FileError(fmt::format("{}: reading stopped after {} of {} bytes", source, stream.gcount(), size));
      return {source, std::move(text)};
    }
  } // namespace

  // Line ends become \n.
  TextFile read_text_file(const fs::path &path)
  {
    TextFile file = read_bytes(path, largest_file);
    unify_line_ends(file.text);
    return file;
  }

  TextFile read_data_file(const fs::path &path)
  {
    TextFile file = read_bytes(path, largest_layout);
    const bool is_text = file.text.find('\0') == std::string::npos;
    if (is_text)
      unify_line_ends(file.text);
    if (is_text && file.text.size() > largest_file)
      throw input_error(file.source, "",
                        fmt::format("the file has {} MB; tables above {} MB are refused", file.text.size() >> 20, largest_file >> 20));
    return file;
  }

  std::vector<TextFile> read_cards(const fs::path &directory)
  {
    std::error_code error;
    if (!fs::is_directory(directory, error))
      throw input_error(directory.string(), "", "there is no such directory of material cards");
    std::vector<fs::path> paths;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
      if (entry->path().extension() == ".yaml")
        paths.push_back(entry->path());
    if (error)
      throw FileError(fmt::format("{}: this directory of material cards cannot be read: {}", directory.string(), error.message()));
    std::sort(paths.begin(), paths.end());
    std::vector<TextFile> cards;
    for (const fs::path &path : paths)
      cards.push_back(read_text_file(path));
    return cards;
  }

  std::vector<fs::path> library_directories(const std::vector<std::string> &extra)
  {
    std::vector<fs::path> directories(extra.begin(), extra.end());
    if (const char *environment = std::getenv("SAGITTA_LIBRARY"))
      {
        const std::string list = environment;
        for (std::size_t begin = 0; begin <= list.size();)
          {
            const std::size_t end = std::min(list.find(':', begin), list.size());
            if (end > begin)
              directories.emplace_back(list.substr(begin, end - begin));
            begin = end + 1;
          }
      }
    std::error_code error;
    // Beside the running program first: an installed tree may have been moved.
    const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "share" / "sagitta" / "materials";
    for (const fs::path &shipped : {beside, fs::path(installed_library_directory), fs::path(source_library_directory)})
      if (fs::is_directory(shipped, error))
        {
          directories.push_back(shipped);
          break;
        }
    return directories;
  }

  namespace
  {
    enum class Outcome : int
    {
      read,
      bad_input,
      broken_file,
      other
    };
  } // namespace

  std::vector<TextFile> read_on_root(MPI_Comm communicator, const std::function<std::vector<TextFile>()> &read)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    std::vector<TextFile> files;
    Outcome outcome = Outcome::read;
    std::string sentence;
    if (rank == 0)
      try
        {
          files = read();
        }
      catch (const InputError &error)
        {
          outcome = Outcome::bad_input;
          sentence = error.what();
        }
      catch (const FileError &error)
        {
          outcome = Outcome::broken_file;
          sentence = error.what();
        }
      catch (const std::exception &error)
        {
          outcome = Outcome::other;
          sentence = error.what();
        }
    // Every rank receives the result before any rank throws.
    unsigned long long head[2] = {static_cast<unsigned long long>(outcome), files.size()};
    MPI_Bcast(head, 2, MPI_UNSIGNED_LONG_LONG, 0, communicator);
    outcome = static_cast<Outcome>(head[0]);
    broadcast(sentence, 0, communicator);
    if (outcome == Outcome::bad_input)
      throw InputError(sentence);
    if (outcome != Outcome::read)
      throw FileError(sentence);
    files.resize(head[1]);
    for (TextFile &file : files)
      {
        broadcast(file.source, 0, communicator);
        broadcast(file.text, 0, communicator);
      }
    return files;
  }
} // namespace sagitta::input
