#pragma once

#include <solver/case/requests.h>
#include <solver/model/model.h>

#include <string>

namespace sagitta::evaluation
{
  /// A face of the stack on a model: one boundary between elements, where there is material on its inner side.
  struct ModelFace
  {
    unsigned inside = 0;    ///< element on the inner side
    unsigned boundary = 0;  ///< element boundary, 0 .. n_elements
    int body = -1;          ///< -1: every part that reaches the plane
    meshing::Rectangle box; ///< that holds the face [m]
    std::string text = {};  ///< "lid.top"; of several parts "logic.top + mould.top"
  };

  /// The plane of a face. *Collective.*
  ModelFace find_face(const model::Model &model, const StackFace &face);

  /// Does the face hold a point of the package [m], the edges of its outline included? Local.
  bool holds(const model::Model &model, const ModelFace &face, double x, double y);
} // namespace sagitta::evaluation
