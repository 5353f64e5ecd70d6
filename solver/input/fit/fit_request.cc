#include <solver/input/fit/fit_request.h>

#include <solver/case/names.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/fit/fit_sections.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace sagitta::input
{
  namespace
  {
    Node checked_document(const TextFile &file, const std::vector<std::string> &overrides)
    {
      Node root = parse_document(file.text, file.source);
      for (const std::string &assignment : overrides)
        apply_override(root, assignment);
      check(root, *fit_type(), "");
      return root;
    }

    /// The elasticity of a card comes from one set of curves.
    void check_one_elasticity(const FitRequest &request, const Value &root)
    {
      std::size_t number = 0;
      for (const InelasticSection &section : request.inelasticity)
        number += std::visit([](const auto &fitted) { return !fitted.young; }, section.request) ? 1 : 0;
      if (number > 1 && request.card.find("elasticity") == nullptr)
        root.at("inelasticity").fail("several sets would fit Young's modulus, but a card has only one; give young in all sets except one");
    }

    void collect_data(const Node &node, const Type &type, std::set<std::string> &names)
    {
      const Type *resolved = resolve(type, node);
      if (resolved == nullptr)
        return;
      for (const Node &item : node.items)
        collect_data(item, *resolved->item, names);
      for (const auto &[key, inner] : node.entries)
        {
          const Key *declared = resolved->kind == Type::Kind::map ? resolved->find(key) : nullptr;
          const TypePointer &inner_type = declared ? declared->type : resolved->item;
          if (inner_type == nullptr || inner_type == part_of_card_type())
            continue;
          if (key == "file")
            names.insert(inner.text);
          else if ((key == "data" || key == "shift_factors") && inner.kind == Node::Kind::scalar)
            names.insert(inner.text);
          else if (key == "data" && inner.kind == Node::Kind::list)
            for (const Node &item : inner.items)
              names.insert(item.kind == Node::Kind::scalar ? item.text : item.find("file")->text);
          else
            collect_data(inner, *inner_type, names);
        }
    }
  } // namespace

  FitRequest parse_fit_request(const TextFile &file, const std::vector<std::string> &overrides,
                               const std::function<TextFile(const std::string &)> &table)
  {
    FitRequest request;
    const Node document = checked_document(file, overrides);
    request.card.kind = Node::Kind::map;
    if (const Node *card = document.find("card"))
      request.card = *card;
    const Value root(document, *fit_type(), "");
    request.name = root.at("name").text();
    request.description = root.at("description").text();
    request.source = root.at("source").text();
    request.evidence = root.at("kind").choice(evidence_names());
    const FitTables tables(table);
    if (root.has("glass_transition"))
      request.glass_transition = read_glass_transition_section(root.at("glass_transition"), tables);
    if (root.has("cure"))
      {
        request.cure = read_cure_section(root.at("cure"), tables);
        if (request.cure->request.diffusion == materials::DiffusionForm::free_volume && !request.glass_transition)
          root.at("cure").at("diffusion").fail("diffusion by the free volume needs the section glass_transition");
      }
    if (root.has("viscoelasticity"))
      request.viscoelasticity = read_viscoelastic_section(root.at("viscoelasticity"), tables);
    if (root.has("expansion"))
      request.expansion = read_expansion_section(root.at("expansion"), tables);
    if (root.has("inelasticity"))
      for (const auto &[name, value] : root.at("inelasticity").entries())
        request.inelasticity.push_back(read_inelastic_section(name, value, tables));
    request.table_remarks = tables.remarks();
    check_one_elasticity(request, root);
    if (request.glass_transition && !request.cure && request.card.find("cure") == nullptr)
      root.at("glass_transition")
          .fail("the glass transition over the degree of cure belongs to the section cure of a card; give cure here, or cure with its "
                "kinetics under card");
    if (!request.glass_transition && !request.cure && !request.viscoelasticity && !request.expansion && request.inelasticity.empty())
      throw input_error(
          file.source, "",
          "the request has nothing to fit; give at least one of glass_transition, cure, viscoelasticity, expansion and inelasticity");
    return request;
  }

  FitRequest read_fit_request(const std::string &file, const std::vector<std::string> &overrides, MPI_Comm communicator)
  {
    const TextFile request = read_on_root(communicator, [&] { return std::vector<TextFile>{read_text_file(file)}; }).front();
    std::set<std::string> names;
    collect_data(checked_document(request, overrides), *fit_type(), names);
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    const std::vector<TextFile> tables = read_on_root(communicator, [&] {
      std::vector<TextFile> result;
      for (const std::string &name : names)
        result.push_back(read_text_file(folder / name));
      return result;
    });
    return parse_fit_request(request, overrides, [&](const std::string &name) {
      return tables.at(static_cast<std::size_t>(std::distance(names.begin(), names.find(name))));
    });
  }
} // namespace sagitta::input
