#include <solver/sensitivity/mirrored_parameters.h>

namespace sagitta::sensitivity
{
  namespace
  {
    Side mirrored(Side side, const meshing::Reflection &reflection)
    {
      const bool is_turned = (axis_of(side) == 0 && reflection.in_x) || (axis_of(side) == 1 && reflection.in_y);
      return is_turned ? opposite(side) : side;
    }

    bool is_same_body(const std::optional<unsigned> &a, const std::optional<unsigned> &b, const model::Model &model,
                      const meshing::Reflection &reflection)
    {
      return a.has_value() == b.has_value() && (!a || model.images()(*a, reflection) == *b);
    }

    bool is_image(const Parameter &a, const Parameter &b, const model::Model &model, const meshing::Reflection &reflection)
    {
      if (a.kind != b.kind)
        return false;
      if (a.kind == ParameterKind::power)
        return model.images()(a.index, reflection) == b.index;
      if (a.kind != ParameterKind::film)
        return false;
      const FacePlace &first = model.conditions().thermal.films[a.index].face, &second = model.conditions().thermal.films[b.index].face;
      return mirrored(first.side, reflection) == second.side && is_same_body(first.body, second.body, model, reflection);
    }
  } // namespace

  std::vector<std::vector<unsigned>> group_mirrored(const std::vector<Parameter> &parameters, const model::Model &model)
  {
    std::vector<std::vector<unsigned>> groups;
    std::vector<char> is_taken(parameters.size(), 0);
    for (unsigned p = 0; p < parameters.size(); ++p)
      {
        if (is_taken[p])
          continue;
        groups.push_back({p});
        for (unsigned other = p + 1; other < parameters.size(); ++other)
          for (const meshing::Reflection &reflection : model.mirror().reflections())
            if (!is_taken[other] && is_image(parameters[p], parameters[other], model, reflection))
              {
                is_taken[other] = 1;
                groups.back().push_back(other);
              }
      }
    return groups;
  }
} // namespace sagitta::sensitivity
