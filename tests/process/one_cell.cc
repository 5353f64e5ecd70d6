#include <tests/process/one_cell.h>

#include <materials/laws/law_table.h>

#include <utility>

namespace sagitta::tests
{
  OneCell::OneCell(materials::Material material, materials::MechanicalLaw law, double stress_free_temperature)
      : materials_{{std::move(material)}, {law}}, numerics_{{meshing::PlanLattice{{1, 1}}, meshing::SymmetryRequest::none, 2, 2}}
  {
    package_.layers = {{"block", 0.1e-3, 1}};
    meshing::Body body;
    body.name = "block";
    body.outline = meshing::Rectangle{0, 1e-3, 0, 0.8e-3};
    body.stress_free_temperature = stress_free_temperature;
    package_.bodies = {body};
    model_ = std::make_unique<model::Model>(package_, conditions_, numerics_, MPI_COMM_WORLD);
    space_ = model_->make_spaces(3).back();
    laws_ = {materials::make_law_for_mesh(materials_[0], law)};
    blocks_ = std::make_unique<process::MaterialBlocks>(*model_, *space_, std::vector<char>{1});
  }

  layered::Vector<double> OneCell::displacement(const materials::Voigt &strain) const
  {
    layered::Vector<double> result;
    space_->initialise(result);
    const layered::PlanSpace &plan = space_->plan();
    for (unsigned d = 0; d < plan.n_owned(); ++d)
      for (unsigned k = 0; k < space_->n_z(); ++k)
        {
          const double x = plan.position(d)[0], y = plan.position(d)[1], z = space_->z_nodes()[k];
          double *u = result.begin() + (std::size_t(d) * space_->n_z() + k) * 3;
          u[0] = strain[0] * x + strain[5] * y + strain[4] * z;
          u[1] = strain[1] * y + strain[3] * z;
          u[2] = strain[2] * z;
        }
    space_->complete(result);
    return result;
  }
} // namespace sagitta::tests
