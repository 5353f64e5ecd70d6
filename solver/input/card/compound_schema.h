#pragma once

#include <materials/compound/conduction_estimate.h>
#include <materials/compound/elastic_estimate.h>
#include <solver/base/name_table.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/text/schema.h>

namespace sagitta::input
{
  enum class ParticleShape
  {
    sphere,
    plate,
    fibre
  };

  enum class ViscosityShiftModel
  {
    arrhenius,
    wlf
  };

  enum class ThinningModel
  {
    newtonian,
    cross,
    carreau
  };

  const NameTable<materials::ElasticScheme> &elastic_scheme_names();
  const NameTable<materials::ConductionScheme> &conduction_scheme_names();
  const NameTable<ParticleShape> &particle_shape_names();
  const NameTable<ViscosityShiftModel> &viscosity_shift_names();
  const NameTable<ThinningModel> &thinning_names();

  /// Keys of a card that is a filled compound: resin, fillers, schemes, maximum_packing, flow, cure_shrinkage. All are optional here, since
  /// a card need not be a compound; predict_compound() checks that those that go together are there.
  std::vector<Key> compound_keys(Use use);
} // namespace sagitta::input
