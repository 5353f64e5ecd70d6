#include <solver/input/text/document.h>

#include <solver/base/printable.h>
#include <solver/input/text/yaml_mistakes.h>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace sagitta::input
{
  const std::string &Node::written_key(const std::string &key) const
  {
    for (const auto &[own, shorthand] : shorthands)
      if (own == key)
        return shorthand;
    return key;
  }

  std::string entry_path(const std::string &path, const std::string &key, const Node &entry)
  {
    if (!entry.written_path.empty())
      return entry.written_path;
    return path.empty() ? key : path + "." + key;
  }

  const Node *Node::find(const std::string &key) const
  {
    for (const auto &entry : entries)
      if (entry.first == key)
        return &entry.second;
    return nullptr;
  }

  Node *Node::find(const std::string &key)
  {
    return const_cast<Node *>(static_cast<const Node &>(*this).find(key));
  }

  void Node::set(const std::string &key, Node value)
  {
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i].first == key)
        {
          key_places[i] = value.place;
          entries[i].second = std::move(value);
          return;
        }
    key_places.push_back(value.place);
    entries.emplace_back(key, std::move(value));
  }

  bool Node::erase(const std::string &key)
  {
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i].first == key)
        {
          entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
          key_places.erase(key_places.begin() + static_cast<std::ptrdiff_t>(i));
          return true;
        }
    return false;
  }

  InputError input_error(const std::string &place, const std::string &path, const std::string &sentence)
  {
    return sagitta::input_error({place, path}, sentence);
  }

  namespace
  {
    constexpr std::size_t deepest_level = 32;
    constexpr std::size_t most_nodes = 100000;

    std::size_t count_nodes(const Node &node)
    {
      std::size_t count = 1;
      for (const Node &item : node.items)
        count += count_nodes(item);
      for (const auto &entry : node.entries)
        count += count_nodes(entry.second);
      return count;
    }

    std::size_t depth(const Node &node)
    {
      std::size_t deepest = 0;
      for (const Node &item : node.items)
        deepest = std::max(deepest, depth(item));
      for (const auto &entry : node.entries)
        deepest = std::max(deepest, depth(entry.second));
      return deepest + 1;
    }

    /// Builds nodes from the events of yaml-cpp. Our own builder and not YAML::Load, because only the events let us stop at deep
    /// nesting, at anchors that contain themselves and at aliases that multiply, before they cost anything.
    class NodeBuilder : public YAML::EventHandler
    {
    public:
      explicit NodeBuilder(std::string source) : source_(std::move(source)) {}

      Node root;

      void OnDocumentStart(const YAML::Mark &) override {}
      void OnDocumentEnd() override {}

      void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { add_leaf(Node::Kind::empty, mark, anchor, "", false); }

      void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
      {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end())
          throw input_error(place(mark), path(),
                            "the alias (*) is inside its own anchor (&), which is an endless loop; write the values out");
        check_key_is_plain(mark);
        if (open_.size() + depth(found->second) > deepest_level)
          refuse_depth(mark);
        count(mark, count_nodes(found->second));
        Node copy = found->second;
        add(std::move(copy), mark);
      }

      void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override
      {
        refuse_tag(tag, mark);
        add_leaf(Node::Kind::scalar, mark, anchor, value, tag == "!");
      }

      void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
      {
        refuse_tag(tag, mark);
        open(Node::Kind::list, mark, anchor);
      }

      void OnSequenceEnd() override { close(); }

      void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
      {
        refuse_tag(tag, mark);
        open(Node::Kind::map, mark, anchor);
      }

      void OnMapEnd() override { close(); }

    private:
      struct Open
      {
        Node node;
        YAML::anchor_t anchor = 0;
        bool has_key = false;
        std::string key, key_place;
        std::map<std::string, int> lines; ///< of the keys so far
      };

      std::string place(const YAML::Mark &mark) const { return fmt::format("{}:{}", source_, mark.line + 1); }

      std::string path() const
      {
        std::string text;
        for (const Open &level : open_)
          if (level.node.kind == Node::Kind::list)
            text += fmt::format("[{}]", level.node.items.size());
          else if (level.has_key)
            text += (text.empty() ? "" : ".") + level.key;
        return text;
      }

      [[noreturn]] void refuse_depth(const YAML::Mark &mark) const
      {
        throw input_error(place(mark), "", fmt::format("the file is nested more than {} levels deep, which is the limit", deepest_level));
      }

      void refuse_tag(const std::string &tag, const YAML::Mark &mark) const
      {
        if (tag != "?" && tag != "!" && !tag.empty())
          throw input_error(place(mark), path(), fmt::format("the YAML tag {} is not supported; leave it out", tag));
      }

      /// Invisible characters would get into names, files and terminals: C libraries end a name at U+0000, a terminal obeys controls.
      void refuse_hidden(const std::string &text, const YAML::Mark &mark) const
      {
        if (const auto hidden = find_unprintable(text))
          throw input_error(place(mark), path(),
                            fmt::format("\"{}\" contains an invisible or misleading character ({}); remove it",
                                        in_one_line(text.substr(0, 80)), *hidden));
      }

      void count(const YAML::Mark &mark, std::size_t more)
      {
        nodes_ += more;
        if (nodes_ > most_nodes)
          throw input_error(place(mark), path(),
                            fmt::format("the file has more than {} values (with its aliases expanded), which is the limit", most_nodes));
      }

      bool expects_key() const { return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().has_key; }

      void check_key_is_plain(const YAML::Mark &mark) const
      {
        if (expects_key())
          throw input_error(place(mark), path(), "a list or map is in the place of a key; check whether a bracket is left open");
      }

      void add_leaf(Node::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor, const std::string &text, bool quoted)
      {
        Node node;
        node.kind = kind;
        node.text = text;
        node.quoted = quoted;
        node.place = place(mark);
        count(mark, 1);
        refuse_hidden(text, mark);
        if (anchor != 0)
          anchors_[anchor] = node;
        if (expects_key())
          {
            if (kind == Node::Kind::empty)
              throw input_error(place(mark), path(), "a key is missing before the colon");
            set_key(text, mark);
            return;
          }
        add(std::move(node), mark);
      }

      void set_key(const std::string &key, const YAML::Mark &mark)
      {
        constexpr std::size_t longest_key = 200;
        if (key.size() > longest_key)
          throw input_error(
              place(mark), "",
              fmt::format("a key has {} characters, which begin with \"{}\"; this is too long for a key", key.size(), key.substr(0, 40)));
        Open &level = open_.back();
        const auto [first, is_new] = level.lines.emplace(key, mark.line + 1);
        if (!is_new)
          throw input_error(place(mark), path(),
                            fmt::format("the key {} is given twice, first in line {}; keep one of the two", key, first->second));
        level.key = key;
        level.key_place = place(mark);
        level.has_key = true;
      }

      void open(Node::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
      {
        check_key_is_plain(mark);
        if (open_.size() >= deepest_level)
          refuse_depth(mark);
        count(mark, 1);
        Open level;
        level.node.kind = kind;
        level.node.place = place(mark);
        level.anchor = anchor;
        open_.push_back(std::move(level));
      }

      void close()
      {
        Open done = std::move(open_.back());
        open_.pop_back();
        if (done.anchor != 0)
          anchors_[done.anchor] = done.node;
        add(std::move(done.node), {});
      }

      void add(Node node, const YAML::Mark &)
      {
        if (open_.empty())
          {
            root = std::move(node);
            return;
          }
        Open &level = open_.back();
        if (level.node.kind == Node::Kind::list)
          level.node.items.push_back(std::move(node));
        else
          {
            level.node.entries.emplace_back(level.key, std::move(node));
            level.node.key_places.push_back(level.key_place);
            level.has_key = false;
          }
      }

      std::string source_;
      std::vector<Open> open_;
      std::map<YAML::anchor_t, Node> anchors_;
      std::size_t nodes_ = 0;
    };
  } // namespace

  void check_is_text(const std::string &text, const std::string &source, const std::string &expected)
  {
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();)
      {
        const std::size_t length = character_length(text, at);
        const auto byte = static_cast<unsigned char>(text[at]);
        const bool is_control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
        if (length == 0 || is_control)
          throw input_error(fmt::format("{}:{}", source, line), "",
                            fmt::format("this is not a text file: byte {} is 0x{:02x}; {} in UTF-8 is expected", at + 1, byte, expected));
        line += text[at] == '\n';
        at += length;
      }
  }

  Node parse_document(const std::string &text, const std::string &source)
  {
    if (text.size() > largest_file)
      throw input_error(source, "", fmt::format("the file has {} bytes; files above {} MB are refused", text.size(), largest_file >> 20));
    check_is_text(text, source, "a YAML file");
    NodeBuilder builder(source);
    try
      {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder) || builder.root.kind == Node::Kind::empty)
          throw input_error(source, "", "the file is empty; see docs/user_guide/case_file.md or `sagitta schema` for what it must contain");
        NodeBuilder second(source);
        if (parser.HandleNextDocument(second))
          throw input_error(second.root.place.empty() ? source : second.root.place, "",
                            "a second YAML document (---) begins here; a file must be one document");
      }
    catch (const YAML::Exception &error)
      {
        if (error.mark.is_null())
          throw input_error(source, "", fmt::format("this is not valid YAML: {}", error.msg));
        throw yaml_mistake(text, source, static_cast<std::size_t>(error.mark.line), static_cast<std::size_t>(error.mark.column), error.msg);
      }
    return std::move(builder.root);
  }
} // namespace sagitta::input
