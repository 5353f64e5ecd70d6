#include <solver/application/resume.h>

#include <solver/base/agreement.h>
#include <solver/input/text/document.h>
#include <solver/restart/checkpoints.h>

#include <fmt/format.h>

#include <map>
#include <utility>

namespace sagitta::application
{
  namespace
  {
    using input::Node;

    /// Every value of a document by its key path; entries of lists that have a name by it.
    void flatten(const Node &node, const std::string &path, std::map<std::string, std::string> &values)
    {
      if (node.kind == Node::Kind::map)
        for (const auto &[key, entry] : node.entries)
          flatten(entry, path.empty() ? key : path + "." + key, values);
      else if (node.kind == Node::Kind::list)
        for (std::size_t i = 0; i < node.items.size(); ++i)
          {
            const Node *name = node.items[i].kind == Node::Kind::map ? node.items[i].find("name") : nullptr;
            flatten(node.items[i], name ? path + "." + name->text : fmt::format("{}[{}]", path, i), values);
          }
      else
        values[path] = node.kind == Node::Kind::scalar ? node.text : "nothing";
    }

    std::map<std::string, std::string> values_of(const std::string &text)
    {
      std::map<std::string, std::string> values;
      flatten(input::parse_document(text, "the case"), "", values);
      return values;
    }

    bool decides_results(const std::string &path)
    {
      return path != "title" && path.compare(0, 7, "output.") != 0;
    }

    std::string find(const std::map<std::string, std::string> &values, const std::string &path)
    {
      const auto found = values.find(path);
      return found == values.end() ? "absent" : found->second;
    }
  } // namespace

  std::vector<std::string> differing_keys(const std::string &before, const std::string &now)
  {
    const std::map<std::string, std::string> old = values_of(before), present = values_of(now);
    std::map<std::string, std::string> all = old;
    all.insert(present.begin(), present.end());
    std::vector<std::string> keys;
    for (const auto &[path, value] : all)
      if (decides_results(path) && find(old, path) != find(present, path))
        keys.push_back(fmt::format("{}: {}, then {}", path, find(old, path), find(present, path)));
    return keys;
  }

  void check_resumed(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    std::string sentence;
    if (rank == 0)
      for (const std::filesystem::path &file : restart::find_checkpoints(directory))
        try
          {
            std::string written;
            for (const auto &[name, text] : restart::read_notes(file))
              if (name == "case")
                written = text;
            const std::vector<std::string> keys = differing_keys(written, problem.source_text);
            if (keys.empty())
              break;
            constexpr std::size_t most = 10;
            for (std::size_t i = 0; i < keys.size() && i < most; ++i)
              sentence += (i > 0 ? "; " : "") + keys[i];
            if (keys.size() > most)
              sentence += fmt::format("; and {} more", keys.size() - most);
            sentence = fmt::format("--resume: the case has changed since {} was written: {}; undo the changes, run without --resume, or "
                                   "choose another directory with -o",
                                   file.string(), sentence);
            break;
          }
        catch (const std::exception &)
          {
            // The run itself reports what is wrong with the file, and takes an older one.
          }
    agree_on_error(sentence, communicator);
  }
} // namespace sagitta::application
