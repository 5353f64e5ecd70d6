#include <solver/input/case/chosen_materials.h>

#include <solver/input/card/material_table.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/text/made_nodes.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>

#include <fmt/format.h>

#include <set>

namespace sagitta::input
{
  std::vector<ChosenMaterial> choose_materials(const std::vector<std::string> &names, const Library &library,
                                               const std::optional<TextFile> &case_file, const std::vector<std::string> &overrides,
                                               const std::vector<Source> &sources)
  {
    Node root;
    if (case_file)
      {
        root = parse_document(case_file->text, case_file->source);
        for (const std::string &assignment : overrides)
          apply_override(root, assignment);
        check(root, *case_type(), "");
      }
    const MaterialNames known(library, root.find("materials"));
    MaterialTable table(known);
    std::set<std::string> seen;
    const TypePointer type = reference("material");
    for (std::size_t i = 0; i < names.size(); ++i)
      {
        const Source source = sources.empty() ? Source{"command line", ""} : sources[i];
        const Node node = text_node(names[i], source);
        const std::string found = known.find(Value(node, *type, source.path));
        if (!seen.insert(found).second)
          throw sagitta::input_error(source, fmt::format("{} is named twice", names[i]));
        table.read(found, source);
      }
    std::vector<ChosenMaterial> chosen;
    for (unsigned m = 0; m < table.materials().size(); ++m)
      chosen.push_back({table.materials()[m], table.compound(m)});
    return chosen;
  }
} // namespace sagitta::input
