#pragma once

#include <solver/case/programme.h>
#include <solver/case/submodel.h>
#include <solver/model/model.h>
#include <solver/restore/field_file.h>

#include <mpi.h>

#include <memory>
#include <string>

namespace sagitta::submodel
{
  /// The finished run from which a submodel is cut: the fields of its directory, of the case and the version that they should be.
  class SourceRun
  {
  public:
    /// Opens the results of the source of a submodel, whose directory is known. Throws InputError when they are not there, are of another
    /// case or another version of Sagitta, or have a state of the submodel not at all or at another temperature. Both must outlive
    /// this. *Collective.*
    SourceRun(const Submodel &submodel, const Programme &programme, MPI_Comm communicator);

    const Submodel &submodel() const { return submodel_; }
    const restore::FieldFile &file() const { return *file_; }

    /// A field of the source in the window, of a state of the submodel. Not collective: throws FileError on the rank that cannot read it.
    restore::StoredField read(unsigned state, restore::Quantity quantity) const;

    /// Makes `field` a displacement that the submodel's solve may start from: that of the source on the cuts of the model, zero elsewhere.
    /// Throws InputError where the source has no material at a cut and the submodel has some. *Collective.*
    void set_on_cuts(unsigned state, const model::Model &model, const layered::LayeredSpace &space, layered::Vector<double> &field) const;

    /// The temperature of the source at the nodes of a model that has material there, complete and ghosted; inside, where the source has no
    /// material, the mean of its others. Throws as set_on_cuts(). *Collective.*
    layered::Vector<double> start_temperature(unsigned state, const model::Model &model, const layered::LayeredSpace &space) const;

  private:
    void check() const;

    const Submodel &submodel_;
    const Programme &programme_;
    std::unique_ptr<const restore::FieldFile> file_;
  };
} // namespace sagitta::submodel
