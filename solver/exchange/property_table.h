#pragma once

#include <solver/case/case.h>
#include <solver/exchange/brick_mesh.h>

#include <array>
#include <string>
#include <vector>

namespace sagitta::exchange
{
  /// Rows of numbers over temperature.
  struct PropertyRow
  {
    double temperature; ///< [K]
    std::vector<double> values;
  };
  using PropertyTable = std::vector<PropertyRow>;

  /// What fills bricks, as tables over temperature of one equivalent material: of several parts in one cell the same mean that Sagitta
  /// itself solves with (mechanics::ThermoelasticLaw, conduction::ConductionLaw). Tables that do not change have one row.
  struct BrickMaterial
  {
    std::string name;
    std::string remark;         ///< the parts and their shares
    PropertyTable elasticity;   ///< isotropic: E [Pa], nu; else c11, c12, c22, c13, c23, c33, c66, c55, c44 [Pa] as CalculiX wants them
    PropertyTable expansion;    ///< 1 or 3 columns: free strain over (T - PropertyTables::reference) [1/K]
    PropertyTable density;      ///< [kg/m3]; empty without acceleration
    PropertyTable conductivity; ///< 1 or 3 columns [W/(m K)]; empty without a solved temperature
  };

  struct PropertyTables
  {
    /// Temperature [K] from which the secant expansions count, and the initial temperature of all nodes. It is the stress-free temperature
    /// when all parts have the same. If not, it is 0 K: every part's strain from its *own* stress-free temperature, divided by T, gives the
    /// right strain at every temperature of the tables, although parts share nodes and CalculiX takes off the strain at the initial
    /// temperature (which is 0 K times the coefficient).
    double reference;
    std::vector<BrickMaterial> materials; ///< per composition of the mesh
  };

  /// Tables at the uniform temperatures of the case's states; if a temperature is solved for, also every 5 K from 25 K below the lowest
  /// temperature that the case states to 500 K above the highest.
  PropertyTables make_property_tables(const Case &problem, const std::vector<meshing::Composition> &compositions);
} // namespace sagitta::exchange
