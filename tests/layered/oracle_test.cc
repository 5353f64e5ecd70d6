// The layered operator against deal.II's three-dimensional elements.

#include <tests/layered/sample.h>
#include <tests/oracles/plan_embedding.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredOperator;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  // Sums of some 1e3 products with factors up to the inverse of the thinnest layer, rounded at 1e-16 each.
  constexpr double rounding = 1e-12;

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

  /// Largest difference of A u between a conforming layered space and the reference over the largest |A u|, for three random u.
  double compare_conforming(const std::shared_ptr<const LayeredSpace> &space, const MaterialField &material, const Reference3d &reference)
  {
    const layered::Coefficients coefficients = make_coefficients(*space, material);
    // Nothing is held: what touches no filled cell has zero rows on both sides.
    const std::vector<char> all(coefficients.filled().size(), 1);
    const auto held = std::make_shared<const layered::HeldUnknowns>(find_held_unknowns(*space, all, {}));
    const LayeredOperator<double> matrix(space, coefficients, held);
    EXPECT_EQ(space->n_dofs(), reference.n_dofs());

    const auto number = [&](unsigned dof, unsigned k, unsigned c) {
      const auto &at = space->plan().position(dof);
      const int index = reference.find({at[0], at[1], space->z_nodes()[k]}, c);
      EXPECT_GE(index, 0) << "no reference node at " << at[0] << ' ' << at[1];
      return std::max(index, 0);
    };
    double worst = 0;
    for (unsigned seed = 0; seed < 3; ++seed)
      {
        const dealii::Vector<double> u = random_vector(reference.n_dofs(), seed);
        const dealii::Vector<double> expected = reference.apply(u);
        layered::Vector<double> src, dst;
        space->initialise(src);
        space->initialise(dst);
        const unsigned n_c = space->n_components();
        for (unsigned i = 0; i < space->n_owned(); ++i)
          src.begin()[i] = u(number(i / space->column_size(), i / n_c % space->n_z(), i % n_c));
        matrix.vmult(dst, src);
        double difference = 0;
        for (unsigned i = 0; i < space->n_owned(); ++i)
          difference =
              std::max(difference, std::abs(dst.begin()[i] - expected(number(i / space->column_size(), i / n_c % space->n_z(), i % n_c))));
        worst = std::max(worst, largest(difference, world) / expected.linfty_norm());
      }
    return worst;
  }

  void record_difference(const std::string &quantity, double measured, const std::string &oracle)
  {
    record({quantity, measured, 0., "1", "1e-12 of the largest entry", oracle, "deal.II 9.4.1"});
  }

  TEST(Operator, EqualsThreeDimensionalElementsOnASnappedPackageOfScatteredMaterials)
  {
    const meshing::SnappedPlan plan = uneven_plan(false, 3);
    const auto mesh = make_mesh(plan, world);
    const auto grid = uneven_layers();
    dealii::Triangulation<3> box;
    make_box_mesh(box, {{lattice_lines(plan.map[0]), lattice_lines(plan.map[1]), grid->z}});
    for (unsigned degree = 1; degree <= 2; ++degree)
      for (const unsigned n_components : {1u, 3u})
        {
          const MaterialField material = scattered_material(plan, n_components);
          const double difference = compare_conforming(make_space(mesh, degree, true, grid, degree, n_components, world), material,
                                                       Reference3d(box, degree, n_components, grid->z, material));
          EXPECT_LT(difference, rounding) << "degree " << degree << ", components " << n_components;
          record_difference("degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components), difference, "FE_Q<3>");
        }
  }

  TEST(Operator, EqualsThreeDimensionalElementsOfHighDegree)
  {
    const meshing::SnappedPlan plan = uneven_plan(false, 2);
    const auto mesh = make_mesh(plan, world);
    const auto grid = uneven_layers();
    dealii::Triangulation<3> box;
    make_box_mesh(box, {{lattice_lines(plan.map[0]), lattice_lines(plan.map[1]), grid->z}});
    for (unsigned degree = 3; degree <= 4; ++degree)
      for (const unsigned n_components : {1u, 3u})
        {
          const MaterialField material = scattered_material(plan, n_components);
          const double difference = compare_conforming(make_space(mesh, degree, true, grid, degree, n_components, world), material,
                                                       Reference3d(box, degree, n_components, grid->z, material));
          EXPECT_LT(difference, rounding) << "degree " << degree << ", components " << n_components;
          record_difference("degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components), difference, "FE_Q<3>");
        }
  }

  TEST(Operator, EqualsThreeDimensionalElementsOnShearedQuadrilaterals)
  {
    const auto mesh = make_sheared_mesh(false, world);
    const auto grid = uneven_layers();
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
      for (const unsigned n_components : {1u, 3u})
        {
          const MaterialField material = [n_components](double, double, unsigned element) {
            std::array<double, 9> c = uniform_material(n_components)(0, 0, element);
            for (double &value : c)
              value *= 1 + element;
            return c;
          };
          const double difference = compare_conforming(make_space(mesh, degree, false, grid, degree, n_components, world), material,
                                                       Reference3d(extruded, degree, n_components, grid->z, material));
          EXPECT_LT(difference, rounding) << "degree " << degree << ", components " << n_components;
          record_difference("degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components), difference, "FE_Q<3>");
        }
  }

  /// Largest difference of A u and P' A P u on a graded plan over the largest entry. A is the three-dimensional reference on the evenly
  /// refined plan, P the embedding of PlanEmbedding.
  double compare_hanging(unsigned levels, unsigned degree, unsigned n_components)
  {
    const meshing::SnappedPlan plan = uneven_plan(true, levels);
    const auto mesh = make_mesh(plan, world);
    const auto grid = uneven_layers();
    const auto space = make_space(mesh, degree, true, grid, degree, n_components, world);
    const MaterialField material = scattered_material(plan, n_components);
    const layered::Coefficients coefficients = make_coefficients(*space, material);
    const std::vector<char> all(coefficients.filled().size(), 1);
    const auto held = std::make_shared<const layered::HeldUnknowns>(find_held_unknowns(*space, all, {}));
    const LayeredOperator<double> matrix(space, coefficients, held);

    std::vector<PlanBox> boxes;
    for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
      {
        const auto &b = space->plan().box(cell);
        boxes.push_back({b[0], b[1], b[2], b[3], static_cast<unsigned>(space->plan().cell(cell)->level())});
      }
    const PlanEmbedding embedding(degree, gather_boxes(boxes, world));

    // The unknowns of the embedding are exactly the columns that do not hang.
    double n_free = 0;
    for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
      n_free += !space->plan().is_hanging(dof);
    EXPECT_EQ(sum(n_free, world), embedding.nodes().size());
    EXPECT_GT(sum(double(space->plan().hanging().column.size()), world), 0) << "the plan has no hanging nodes";

    dealii::Triangulation<3> box;
    make_box_mesh(box, {{lattice_lines(plan.map[0]), lattice_lines(plan.map[1]), grid->z}});
    const Reference3d reference(box, degree, n_components, grid->z, material);
    const unsigned n_z = space->n_z();
    const auto index = [&](unsigned node, unsigned k, unsigned c) { return (node * n_z + k) * n_components + c; };

    // P, row by row: the unknowns of the reference lie over plan points at the heights of the layered space.
    std::vector<std::vector<std::pair<unsigned, double>>> rows(reference.n_dofs());
    PointTable<2> plan_points(1e-8);
    std::vector<std::map<unsigned, double>> expansions;
    for (unsigned point = 0; point < reference.n_dofs(); ++point)
      {
        const dealii::Point<3> &at = reference.position(point);
        const unsigned plan_point = plan_points.insert({at[0], at[1]});
        if (plan_point == expansions.size())
          expansions.push_back(embedding.expand({at[0], at[1]}));
        unsigned k = 0;
        while (k < n_z && std::abs(space->z_nodes()[k] - at[2]) > 1e-9)
          ++k;
        EXPECT_LT(k, n_z);
        unsigned c = 0;
        while (reference.find(at, c) != static_cast<int>(point))
          ++c;
        for (const auto &[node, weight] : expansions[plan_point])
          rows[point].emplace_back(index(node, k, c), weight);
      }

    const dealii::Vector<double> u = random_vector(embedding.nodes().size() * n_z * n_components, degree);
    dealii::Vector<double> fine(reference.n_dofs()), expected(u.size());
    for (unsigned r = 0; r < rows.size(); ++r)
      for (const auto &[column, weight] : rows[r])
        fine(r) += weight * u(column);
    const dealii::Vector<double> fine_result = reference.apply(fine);
    for (unsigned r = 0; r < rows.size(); ++r)
      for (const auto &[column, weight] : rows[r])
        expected(column) += weight * fine_result(r);

    layered::Vector<double> src, dst;
    space->initialise(src);
    space->initialise(dst);
    double difference = 0;
    for (const bool after : {false, true})
      {
        for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
          {
            if (space->plan().is_hanging(dof))
              continue;
            const int node = embedding.nodes().find({space->plan().position(dof)[0], space->plan().position(dof)[1]});
            EXPECT_GE(node, 0);
            for (unsigned k = 0; k < n_z && node >= 0; ++k)
              for (unsigned c = 0; c < n_components; ++c)
                {
                  const std::size_t i = (std::size_t(dof) * n_z + k) * n_components + c;
                  if (after)
                    difference = std::max(difference, std::abs(dst.begin()[i] - expected(index(node, k, c))));
                  else
                    src.begin()[i] = u(index(node, k, c));
                }
          }
        if (!after)
          matrix.vmult(dst, src);
      }
    return largest(difference, world) / expected.linfty_norm();
  }

  TEST(Operator, WithHangingNodesOnUnevenEdgesIsTheThreeDimensionalOneRestrictedToTheContinuousFields)
  {
    for (unsigned degree = 1; degree <= 4; ++degree)
      for (const unsigned n_components : {1u, 3u})
        {
          const double difference = compare_hanging(degree <= 2 ? 3 : 2, degree, n_components);
          EXPECT_LT(difference, rounding) << "degree " << degree << ", components " << n_components;
          record_difference("degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components), difference,
                            "P' A P, A of FE_Q<3>, P by geometry");
        }
  }
} // namespace
