#include <solver/process/stage_package.h>

#include <algorithm>

namespace sagitta::process
{
  namespace
  {
    /// A body with an empty outline.
    meshing::Body with_empty_outline(meshing::Body body)
    {
      const meshing::Rectangle box = meshing::bounding_box(body.outline);
      body.outline = meshing::Rectangle{box.x_min, box.x_min, box.y_min, box.y_min};
      body.first_layer = body.last_layer = 0;
      return body;
    }
  } // namespace

  std::optional<unsigned> StagePackage::find_layer(unsigned layer_of_whole) const
  {
    const auto found = std::find(layers.begin(), layers.end(), layer_of_whole);
    return found == layers.end() ? std::nullopt : std::make_optional(static_cast<unsigned>(found - layers.begin()));
  }

  std::optional<double> StagePackage::find_height(const meshing::Package &whole, double z) const
  {
    const std::vector<double> of_whole = whole.interfaces(), own = package.interfaces();
    const double rounding = 1e-9 * of_whole.back();
    for (unsigned l = 0; l < layers.size(); ++l)
      if (const unsigned layer = layers[l]; z >= of_whole[layer] - rounding && z <= of_whole[layer + 1] + rounding)
        return own[l] + (z - of_whole[layer]);
    return std::nullopt;
  }

  StagePackage make_stage_package(const meshing::Package &whole, const std::vector<char> &present)
  {
    StagePackage stage;
    const auto has_part = [&](unsigned layer) {
      for (unsigned b = 0; b < whole.bodies.size(); ++b)
        if (const meshing::Body &body = whole.bodies[b];
            present[b] && body.kind != meshing::BodyKind::gap && body.first_layer <= layer && layer <= body.last_layer)
          return true;
      return false;
    };
    for (unsigned layer = 0; layer < whole.layers.size(); ++layer)
      if (has_part(layer))
        {
          stage.layers.push_back(layer);
          stage.package.layers.push_back(whole.layers[layer]);
        }
    for (unsigned b = 0; b < whole.bodies.size(); ++b)
      {
        meshing::Body body = whole.bodies[b];
        if (!present[b])
          {
            body.kind = meshing::BodyKind::gap;
            body.power.clear();
          }
        const auto first = std::lower_bound(stage.layers.begin(), stage.layers.end(), body.first_layer);
        const auto end = std::upper_bound(stage.layers.begin(), stage.layers.end(), body.last_layer);
        if (first == end)
          body = with_empty_outline(std::move(body));
        else
          {
            body.first_layer = static_cast<unsigned>(first - stage.layers.begin());
            body.last_layer = static_cast<unsigned>(end - stage.layers.begin()) - 1;
          }
        stage.package.bodies.push_back(std::move(body));
      }
    return stage;
  }
} // namespace sagitta::process
