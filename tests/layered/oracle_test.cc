// The layered operator against deal.II's three-dimensional elements.

#include <tests/layered/sample.h>
#include <tests/oracles/plan_embedding.h>
#include <tests/verification_record.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredOperator;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  // Sums of some 1e3 products with factors up to the inverse of the thinnest layer, rounded at 1e-16 each; in single precision at 6e-8.
  constexpr double rounding = 1e-12, single_rounding = 1e-6;

  std::vector<double> lattice_lines(const meshing::AxisMap &map)
  {
    std::vector<double> lines;
    for (unsigned i = 0; i <= map.lattice().back(); ++i)
      lines.push_back(map.to_physical(i));
    return lines;
  }

  dealii::Vector<double> random_vector(unsigned n, unsigned seed)
  {
    dealii::Vector<double> v(n);
    for (unsigned i = 0; i < n; ++i)
      v(i) = scatter(i, seed);
    return v;
  }

  /// The worst of all lane widths.
  struct Difference
  {
    double in_double = 0, in_float = 0;
  };

  /// Where the unknowns of a layered space stand in the vector of an oracle: per owned unknown, -1 for none.
  using Places = std::vector<int>;

  /// Largest difference between A u of the layered operator and what the oracle expects, over all ranks.
  template <typename Number>
  double find_difference(const LayeredOperator<Number> &matrix, const Places &places, const dealii::Vector<double> &u,
                         const dealii::Vector<double> &expected)
  {
    layered::Vector<Number> src, dst;
    matrix.space().initialise(src);
    matrix.space().initialise(dst);
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] >= 0)
        src.begin()[i] = Number(u(places[i]));
    matrix.vmult(dst, src);
    double difference = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] >= 0)
        difference = std::max(difference, std::abs(double(dst.begin()[i]) - expected(places[i])));
    return largest(difference, world) / expected.linfty_norm();
  }

  /// The operators of all lane widths, in both precisions. Nothing is constrained: what touches no filled cell has zero rows in the oracle
  /// too.
  class Operators
  {
  public:
    /// `coefficients`: constant ones or tangents.
    template <typename CoefficientSet>
    Operators(const std::shared_ptr<const LayeredSpace> &space, const CoefficientSet &coefficients)
    {
      const std::vector<char> all(std::size_t(space->plan().n_cells()) * space->n_elements(), 1);
      const auto constrained = std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, all, {}));
      for (const std::size_t width : layered::lane_widths)
        {
          in_double_.push_back(std::make_unique<LayeredOperator<double>>(space, coefficients, constrained, width));
          in_float_.push_back(std::make_unique<LayeredOperator<float>>(space, coefficients, constrained, width));
        }
    }

    void compare(const Places &places, const dealii::Vector<double> &u, const dealii::Vector<double> &expected, Difference &worst) const
    {
      for (const auto &matrix : in_double_)
        worst.in_double = std::max(worst.in_double, find_difference(*matrix, places, u, expected));
      for (const auto &matrix : in_float_)
        worst.in_float = std::max(worst.in_float, find_difference(*matrix, places, u, expected));
    }

  private:
    std::vector<std::unique_ptr<LayeredOperator<double>>> in_double_;
    std::vector<std::unique_ptr<LayeredOperator<float>>> in_float_;
  };

  /// The constant coefficients of a material as a tangent, with couplings of all strains added and, if it varies, another tangent at every
  /// point.
  TangentField make_tangent_field(const MaterialField &material, unsigned n_components, bool is_varying)
  {
    return [=](const dealii::Point<3> &at, const dealii::Point<3> &centre, unsigned element) {
      const std::array<double, 9> c = material(centre[0], centre[1], element);
      Tangent tangent{};
      for (unsigned a = 0; a < 6; ++a)
        for (unsigned b = 0; b < 6; ++b)
          if (n_components == 3 || std::max(a, b) < 3)
            {
              const double place = is_varying ? 900 * at[0] + 700 * at[1] + 4000 * at[2] : 0;
              tangent[a][b] = (a == b ? c[a % 3] : .1 * c[(a + b) % 3]) * (1 + .3 * std::cos(place + a + b + a * b));
            }
      return tangent;
    };
  }

  /// The same at the quadrature points of a layered space, for its operator.
  layered::TangentFunction make_tangents(const LayeredSpace &space, const TangentField &field)
  {
    return [&space, field](unsigned cell, unsigned element, double *numbers) {
      const unsigned p = space.plan().degree(), q = space.degree_z(), size = space.n_components() == 1 ? 3 : 6;
      const dealii::QGauss<1> layer_rule(q + 1);
      const dealii::FE_Q<2> element_in_plan(1); // FEValues keeps a pointer to it
      dealii::FEValues<2> plan_points(space.plan().mapping(), element_in_plan, dealii::QGauss<2>(p + 1), dealii::update_quadrature_points);
      plan_points.reinit(space.plan().cell(cell));
      const double bottom = space.grid().z[element], height = space.grid().height(element);
      const auto plan_centre = space.plan().cell(cell)->center();
      const dealii::Point<3> centre(plan_centre[0], plan_centre[1], bottom + height / 2);
      bool is_filled = false;
      for (const dealii::Point<1> &z : layer_rule.get_points())
        for (const dealii::Point<2> &at : plan_points.get_quadrature_points())
          {
            const Tangent tangent = field({at[0], at[1], bottom + z[0] * height}, centre, element);
            for (unsigned a = 0; a < size; ++a)
              for (unsigned b = a; b < size; ++b)
                *numbers++ = tangent[a][b];
            is_filled |= tangent[0][0] != 0;
          }
      return is_filled;
    };
  }

  using Oracle = std::function<dealii::Vector<double>(const dealii::Vector<double> &)>;

  /// Largest difference of A u between a conforming layered space and the reference over the largest |A u|, for three random u.
  Difference compare_conforming(const LayeredSpace &space, const Operators &operators, const Reference3d &reference, const Oracle &oracle)
  {
    EXPECT_EQ(space.n_dofs(), reference.n_dofs());
    Places places;
    const unsigned n_c = space.n_components();
    for (unsigned i = 0; i < space.n_owned(); ++i)
      {
        const auto &at = space.plan().position(i / space.column_size());
        places.push_back(reference.find({at[0], at[1], space.z_nodes()[i / n_c % space.n_z()]}, i % n_c));
        EXPECT_GE(places.back(), 0) << "no reference node at " << at[0] << ' ' << at[1];
      }
    Difference worst;
    for (unsigned seed = 0; seed < 3; ++seed)
      {
        const dealii::Vector<double> u = random_vector(reference.n_dofs(), seed);
        operators.compare(places, u, oracle(u), worst);
      }
    return worst;
  }

  void check(const Difference &difference, const std::string &name, const std::string &oracle)
  {
    EXPECT_LT(difference.in_double, rounding) << name;
    EXPECT_LT(difference.in_float, single_rounding) << name;
    record({name, difference.in_double, 0., "1", "1e-12 of the largest entry", oracle, "deal.II 9.4.1"});
    record({name + "_single", difference.in_float, 0., "1", "1e-6 of the largest entry", oracle, "deal.II 9.4.1"});
  }

  std::string name_of(unsigned degree, unsigned n_components)
  {
    return "degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components);
  }

  /// Compares on the plan and its extrusion: both kinds of coefficients, 1 and 3 components.
  void check_conforming(const std::shared_ptr<const meshing::PlanTriangulation> &mesh, bool is_rectangular, unsigned degree,
                        const dealii::Triangulation<3> &extruded, const std::function<MaterialField(unsigned)> &make_material)
  {
    for (const unsigned n_components : {1u, 3u})
      {
        const auto grid = nonuniform_layers();
        const auto space = make_space({mesh, degree, is_rectangular, grid, degree, n_components, world});
        const MaterialField material = make_material(n_components);
        const Reference3d reference(extruded, degree, n_components, grid->z, material);
        check(compare_conforming(*space, Operators(space, make_coefficients(*space, material)), reference,
                                 [&](const dealii::Vector<double> &u) { return reference.apply(u); }),
              name_of(degree, n_components), "FE_Q<3>");
        const TangentField tangent = make_tangent_field(material, n_components, true);
        check(compare_conforming(*space, Operators(space, make_tangents(*space, tangent)), reference,
                                 [&](const dealii::Vector<double> &u) { return reference.apply(u, tangent); }),
              "tangent_" + name_of(degree, n_components), "FE_Q<3>, another tangent at every point");
      }
  }

  TEST(Operator, EqualsThreeDimensionalElementsOnASnappedPackageOfScatteredMaterials)
  {
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        const meshing::SnappedPlan plan = nonuniform_plan(false, degree <= 2 ? 3 : 2);
        dealii::Triangulation<3> box;
        make_box_mesh(box, {{lattice_lines(plan.map[0]), lattice_lines(plan.map[1]), nonuniform_layers()->z}});
        check_conforming(make_mesh(plan, world), true, degree, box,
                         [&](unsigned n_components) { return scattered_material(plan, n_components); });
      }
  }

  TEST(Operator, EqualsThreeDimensionalElementsOnShearedQuadrilaterals)
  {
    const auto mesh = make_sheared_mesh(false, world);
    const auto grid = nonuniform_layers();
    // The four cells of the bilinear map of the quadrilateral.
    const std::array<dealii::Point<2>, 4> corner{{{0, 0}, {3e-3, .5e-3}, {.7e-3, 2e-3}, {4e-3, 3.5e-3}}};
    const auto map = [&](double s, double t) {
      return dealii::Point<2>((1 - s) * (1 - t) * corner[0] + s * (1 - t) * corner[1] + (1 - s) * t * corner[2] + s * t * corner[3]);
    };
    std::vector<std::array<dealii::Point<2>, 4>> cells;
    for (double t = 0; t < 1; t += .5)
      for (double s = 0; s < 1; s += .5)
        cells.push_back({{map(s, t), map(s + .5, t), map(s, t + .5), map(s + .5, t + .5)}});
    dealii::Triangulation<3> extruded;
    extrude_plan(extruded, cells, grid->z);
    for (unsigned degree = 1; degree <= 4; ++degree)
      check_conforming(mesh, false, degree, extruded, [](unsigned n_components) {
        return [n_components](double, double, unsigned element) {
          std::array<double, 9> c = uniform_material(n_components)(0, 0, element);
          for (double &value : c)
            value *= 1 + element;
          return c;
        };
      });
  }

  PlanEmbedding embed(const layered::LayeredSpace &space)
  {
    std::vector<PlanBox> boxes;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        const auto &b = space.plan().box(cell);
        boxes.push_back({b[0], b[1], b[2], b[3], static_cast<unsigned>(space.plan().cell(cell)->level())});
      }
    return PlanEmbedding(space.plan().degree(), gather_boxes(boxes, world));
  }

  /// P' A P on the nodes of an embedding, times the z-nodes and components of a layered space: A is a three-dimensional reference, P the
  /// embedding.
  class RestrictedReference
  {
  public:
    RestrictedReference(const layered::LayeredSpace &space, const PlanEmbedding &embedding, const Reference3d &reference)
        : space_(space), embedding_(embedding), rows_(reference.n_dofs())
    {
      // P, row by row: the unknowns of the reference lie over plan points at the heights of the layered space.
      PointTable<2> plan_points(1e-8);
      std::vector<std::map<unsigned, double>> expansions;
      for (unsigned point = 0; point < reference.n_dofs(); ++point)
        {
          const dealii::Point<3> &at = reference.position(point);
          const unsigned plan_point = plan_points.insert({at[0], at[1]});
          if (plan_point == expansions.size())
            expansions.push_back(embedding.expand({at[0], at[1]}));
          unsigned k = 0;
          while (k < space.n_z() && std::abs(space.z_nodes()[k] - at[2]) > 1e-9)
            ++k;
          EXPECT_LT(k, space.n_z());
          unsigned c = 0;
          while (reference.find(at, c) != static_cast<int>(point))
            ++c;
          for (const auto &[node, weight] : expansions[plan_point])
            rows_[point].emplace_back(index(node, k, c), weight);
        }
    }

    unsigned size() const { return static_cast<unsigned>(embedding_.nodes().size()) * space_.column_size(); }

    /// P' A P u, `oracle` the product with A.
    dealii::Vector<double> apply(const dealii::Vector<double> &u, const Oracle &oracle) const
    {
      dealii::Vector<double> fine(static_cast<unsigned>(rows_.size())), result(u.size());
      for (unsigned r = 0; r < rows_.size(); ++r)
        for (const auto &[column, weight] : rows_[r])
          fine(r) += weight * u(column);
      const dealii::Vector<double> fine_result = oracle(fine);
      for (unsigned r = 0; r < rows_.size(); ++r)
        for (const auto &[column, weight] : rows_[r])
          result(column) += weight * fine_result(r);
      return result;
    }

    /// The places of the owned unknowns of the layered space.
    Places find_places() const
    {
      Places places(space_.n_owned(), -1);
      for (unsigned dof = 0; dof < space_.plan().n_owned(); ++dof)
        {
          if (space_.plan().is_hanging(dof))
            continue;
          const int node = embedding_.nodes().find({space_.plan().position(dof)[0], space_.plan().position(dof)[1]});
          EXPECT_GE(node, 0);
          for (unsigned k = 0; k < space_.n_z() && node >= 0; ++k)
            for (unsigned c = 0; c < space_.n_components(); ++c)
              places[(std::size_t(dof) * space_.n_z() + k) * space_.n_components() + c] = static_cast<int>(index(node, k, c));
        }
      return places;
    }

  private:
    unsigned index(unsigned node, unsigned k, unsigned c) const { return (node * space_.n_z() + k) * space_.n_components() + c; }

    const layered::LayeredSpace &space_;
    const PlanEmbedding &embedding_;
    std::vector<std::vector<std::pair<unsigned, double>>> rows_;
  };

  /// Largest difference of A u and P' A P u on a graded plan over the largest entry. A is the three-dimensional reference on the uniformly
  /// refined plan, P the embedding of PlanEmbedding. Tangents vary from cell to cell only: within a coarse cell the points of the fine ones
  /// lie elsewhere.
  void check_hanging(unsigned levels, unsigned degree, unsigned n_components)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, levels);
    const auto grid = nonuniform_layers();
    const auto space = make_space({make_mesh(plan, world), degree, true, grid, degree, n_components, world});
    const MaterialField material = scattered_material(plan, n_components);
    const PlanEmbedding embedding = embed(*space);

    // The unknowns of the embedding are exactly the columns that do not hang.
    double n_free = 0;
    for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
      n_free += !space->plan().is_hanging(dof);
    EXPECT_EQ(sum(n_free, world), embedding.nodes().size());
    EXPECT_GT(sum(double(space->plan().hanging().column.size()), world), 0) << "the plan has no hanging nodes";

    dealii::Triangulation<3> box;
    make_box_mesh(box, {{lattice_lines(plan.map[0]), lattice_lines(plan.map[1]), grid->z}});
    const Reference3d reference(box, degree, n_components, grid->z, material);
    const RestrictedReference restricted(*space, embedding, reference);
    const Places places = restricted.find_places();
    const dealii::Vector<double> u = random_vector(restricted.size(), degree);
    const TangentField tangent = make_tangent_field(material, n_components, false);
    Difference constant, with_tangents;
    Operators(space, make_coefficients(*space, material))
        .compare(places, u, restricted.apply(u, [&](const dealii::Vector<double> &fine) { return reference.apply(fine); }), constant);
    Operators(space, make_tangents(*space, tangent))
        .compare(places, u, restricted.apply(u, [&](const dealii::Vector<double> &fine) { return reference.apply(fine, tangent); }),
                 with_tangents);
    const std::string oracle = "P' A P, A of FE_Q<3>, P by geometry";
    check(constant, name_of(degree, n_components), oracle);
    check(with_tangents, "tangent_" + name_of(degree, n_components), oracle);
  }

  TEST(Operator, WithHangingNodesOnNonuniformEdgesIsTheThreeDimensionalOneRestrictedToTheContinuousFields)
  {
    for (unsigned degree = 1; degree <= 4; ++degree)
      for (const unsigned n_components : {1u, 3u})
        check_hanging(degree <= 2 ? 3 : 2, degree, n_components);
  }
} // namespace
