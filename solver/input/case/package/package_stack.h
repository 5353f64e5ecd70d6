#pragma once

#include <meshing/families/structures.h>
#include <meshing/package/package.h>
#include <solver/input/text/value.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// The names of layers, parts, dies and bumps, each of which is used once.
  class PartNames
  {
  public:
    /// Throws InputError when the name is taken.
    void claim(const Value &name);

    /// The same for a name that is made. False: it is taken.
    bool claim(const std::string &name, const std::string &place) { return places_.emplace(name, place).second; }

  private:
    std::map<std::string, std::string> places_;
  };

  /// Width, height and steps of a fillet; without the outline of its die.
  meshing::Fillet read_fillet(const Value &fillet);

  /// A layer of the file, and the layers of the package that it is cut into.
  struct FileLayer
  {
    std::string name;
    double thickness = 0; ///< [m]
    unsigned first = 0, last = 0;
    meshing::Outline outline;
    std::set<double> cuts; ///< heights above its bottom where parts of bumps or steps of fillets end [m]
  };

  /// The layers of a package, cut where parts of bumps and steps of fillets end.
  class PackageStack
  {
  public:
    /// `outline` is that of layers without one of their own. Throws InputError for a name that is taken, an unknown layer of bumps or
    /// fillets, a fillet that is higher than the layers, and for what read_bump_stack() refuses.
    /// `between_thin_plates`: arrays whose homogenised layer is halved unless their entry says otherwise.
    PackageStack(const Value &package, const meshing::Outline &outline, PartNames &names, std::set<std::string> between_thin_plates = {});

    /// Is the layer of an entry of package.bumps homogenised in two halves?
    bool is_halved(const Value &bumps) const;

    /// The layer that `reference` names. Throws InputError for an unknown name.
    const FileLayer &find(const Value &reference) const { return layers_[find_index(reference)]; }

    /// The layers of a list of names, bottom to top. Throws InputError when one is named twice, or when they do not lie next to each other.
    std::vector<const FileLayer *> find_all(const Value &names) const;

    /// The layers of the file, bottom to top.
    const std::vector<FileLayer> &layers() const { return layers_; }

    /// The layers of the package, bottom to top.
    const std::vector<meshing::Layer> &pieces() const { return pieces_; }

  private:
    std::size_t find_index(const Value &reference) const;
    void refuse_thin_layers(const std::vector<Value> &layers) const;
    void cut_by_fillet(const Value &fillet);
    void add_pieces(FileLayer &layer, unsigned elements);

    std::set<std::string> between_thin_plates_;
    std::vector<FileLayer> layers_;
    std::vector<meshing::Layer> pieces_;
  };
} // namespace sagitta::input
