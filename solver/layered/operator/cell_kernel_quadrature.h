#pragma once

#include <solver/layered/operator/cell_kernel.h>
#include <solver/layered/space/reference_element.h>

namespace sagitta::layered
{
  /// The element integral by Gauss quadrature: for mapped plan cells, curved elements, and for tangents that differ between the points.
  /// Values go to the Gauss points, in the plan once for every plane of z-nodes, and derivatives are those of the polynomial through the
  /// values there: at a point they use the points on the three lines through it only. The flux is integrated by the transpose.
  ///
  /// In a curved element a plan point moves with the height, to X + b(z) D: its Jacobian is that of X plus b times that of D, and d/dz at
  /// fixed x and y is d/dz along the column less db/dz D . (d/dx, d/dy).
  template <int n_components, int p, int q, typename Number, std::size_t bytes, CellShape shape, CoefficientKind kind>
  class QuadratureForm
  {
    using Lane = LaneType<Number, bytes>;
    static constexpr unsigned lanes = Lanes<Number, bytes>::n;
    static constexpr int n = p + 1;
    static constexpr int nn = n * n;
    static constexpr int nz = q + 1;
    static constexpr int n_numbers = static_cast<int>(n_coefficients(n_components, kind));
    static constexpr bool is_rectangular = shape == CellShape::rectangle;
    static constexpr int n_geometry = is_rectangular ? 3 : nn * 5;

    /// A matrix that maps mirrored lines to mirrored lines: sums and differences of mirrored entries do half of the work each.
    template <int m>
    struct MirrorMatrix
    {
      static constexpr int half = m / 2;
      Number even[half][half], odd[half][half]; ///< of the upper half of the lines
      Number to_middle[half], from_middle[half], middle = 0;

      template <typename Entry>
      explicit MirrorMatrix(const Entry &entry)
      {
        for (int a = 0; a < half; ++a)
          {
            const int b = m - 1 - a;
            for (int i = 0; i < half; ++i)
              {
                even[a][i] = Number((entry(b, m - 1 - i) + entry(b, i)) / 2);
                odd[a][i] = Number((entry(b, m - 1 - i) - entry(b, i)) / 2);
              }
            to_middle[a] = Number(entry(half, a));
            from_middle[a] = Number(entry(b, half));
          }
        if (m % 2 == 1)
          middle = Number(entry(half, half));
      }

      template <int stride>
      void apply(Lane *line) const
      {
        Lane sum[half], difference[half];
        for (int i = 0; i < half; ++i)
          {
            sum[i] = line[(m - 1 - i) * stride] + line[i * stride];
            difference[i] = line[(m - 1 - i) * stride] - line[i * stride];
          }
        const Lane centre = line[half * stride]; // has no mirror image if m is odd
        for (int a = 0; a < half; ++a)
          {
            Lane with_sums = even[a][0] * sum[0], with_differences = odd[a][0] * difference[0];
            for (int i = 1; i < half; ++i)
              {
                with_sums += even[a][i] * sum[i];
                with_differences += odd[a][i] * difference[i];
              }
            if (m % 2 == 1)
              with_sums += from_middle[a] * centre;
            line[(m - 1 - a) * stride] = with_sums + with_differences;
            line[a * stride] = with_sums - with_differences;
          }
        if (m % 2 == 1)
          {
            Lane value = middle * centre;
            for (int i = 0; i < half; ++i)
              value += to_middle[i] * sum[i];
            line[half * stride] = value;
          }
      }
    };

    template <int m>
    struct Tables
    {
      MirrorMatrix<m> to_points, to_nodes; ///< values at the nodes of a line to values at its points, and the transpose
      Number derivative[m][m], weight[m];  ///< [point][value at a point]

      explicit Tables(const ReferenceElement &element)
          : to_points([&](int a, int i) { return element.values[a * m + i]; }),
            to_nodes([&](int i, int a) { return element.values[a * m + i]; })
      {
        ReferenceElement through_points = element;
        through_points.nodes = element.points;
        for (int a = 0; a < m; ++a)
          {
            weight[a] = Number(element.weights[a]);
            const std::vector<double> derivatives = through_points.evaluate_derivatives(element.points[a]);
            for (int i = 0; i < m; ++i)
              derivative[a][i] = Number(derivatives[i]);
          }
      }
    };

    static const Tables<n> &plan_tables()
    {
      static const Tables<n> tables{ReferenceElement(p)};
      return tables;
    }
    static const Tables<nz> &layer_tables()
    {
      static const Tables<nz> tables{ReferenceElement(q)};
      return tables;
    }

  public:
    QuadratureForm(const KernelData<Number> &data, unsigned batch) : data_(data), batch_(batch)
    {
      for (int i = 0; i < n_geometry; ++i)
        geometry_[i] = load_lanes<Lane>(&data.geometry[(std::size_t(batch) * n_geometry + i) * lanes]);
    }

    /// Where the frame puts the nodal values of the planes above the lowest, [plane * component][node].
    Lane (*source())[nn] { return u_[1]; }

    /// Where it finds the result of the planes below the highest.
    const Lane (*result() const)[nn] { return r_[0]; }

    /// Starts at a lowest plane, whose values are in source().
    void enter()
    {
      for (int c = 0; c < n_components; ++c)
        {
          to_points(u_[1][c]);
          for (int i = 0; i < nn; ++i)
            {
              bottom_[c][i] = u_[1][c][i];
              carry_[c][i] = Lane{};
            }
        }
    }

    /// Puts the result of the highest plane into result().
    void leave()
    {
      for (int c = 0; c < n_components; ++c)
        {
          for (int i = 0; i < nn; ++i)
            r_[0][c][i] = carry_[c][i];
          to_nodes(r_[0][c]);
        }
    }

    void integrate(unsigned element)
    {
      for (int k = 1; k < nz; ++k)
        for (int c = 0; c < n_components; ++c)
          to_points(u_[k][c]);
      for (int c = 0; c < n_components; ++c)
        for (int i = 0; i < nn; ++i)
          {
            Lane line[nz];
            line[0] = bottom_[c][i];
            for (int k = 1; k < nz; ++k)
              line[k] = u_[k][c][i];
            bottom_[c][i] = line[q];
            layer_.to_points.template apply<1>(line);
            for (int k = 0; k < nz; ++k)
              {
                u_[k][c][i] = line[k];
                r_[k][c][i] = Lane{};
              }
          }
      integrate_element(element);
      for (int c = 0; c < n_components; ++c)
        for (int i = 0; i < nn; ++i)
          {
            Lane line[nz];
            for (int k = 0; k < nz; ++k)
              line[k] = r_[k][c][i];
            layer_.to_nodes.template apply<1>(line);
            r_[0][c][i] = line[0] + carry_[c][i];
            for (int k = 1; k < q; ++k)
              r_[k][c][i] = line[k];
            carry_[c][i] = line[q];
          }
      for (int k = 0; k < q; ++k)
        for (int c = 0; c < n_components; ++c)
          to_nodes(r_[k][c]);
    }

  private:
    void to_points(Lane (&plane)[nn]) const
    {
      for (int j = 0; j < n; ++j)
        plan_.to_points.template apply<1>(&plane[j * n]);
      for (int i = 0; i < n; ++i)
        plan_.to_points.template apply<n>(&plane[i]);
    }

    void to_nodes(Lane (&plane)[nn]) const
    {
      for (int i = 0; i < n; ++i)
        plan_.to_nodes.template apply<n>(&plane[i]);
      for (int j = 0; j < n; ++j)
        plan_.to_nodes.template apply<1>(&plane[j * n]);
    }

    void integrate_element(unsigned element)
    {
      if constexpr (shape == CellShape::curved)
        if (const int place = data_.curved_element[std::size_t(batch_) * data_.n_elements + element]; place >= 0)
          return integrate_points<true>(element, &data_.curved_growth[std::size_t(place) * nz * 2 * lanes]);
      integrate_points<false>(element, nullptr);
    }

    /// Inverse Jacobian, determinant, dx/dz and dy/dz at a point that has moved.
    void find_metric(int point, const Lane &growth, const Lane &slope, Lane (&metric)[7]) const
    {
      const Number *geometry = &data_.curved_geometry[(std::size_t(data_.curved_batch[batch_]) * nn + point) * 10 * lanes];
      const auto number = [&](int k) { return load_lanes<Lane>(geometry + k * lanes); };
      const Lane x_xi = number(0) + growth * number(4), x_eta = number(1) + growth * number(5), y_xi = number(2) + growth * number(6),
                 y_eta = number(3) + growth * number(7);
      metric[4] = x_xi * y_eta - x_eta * y_xi;
      const Lane inverse = Number(1) / metric[4];
      metric[0] = y_eta * inverse;
      metric[1] = -x_eta * inverse;
      metric[2] = -y_xi * inverse;
      metric[3] = x_xi * inverse;
      metric[5] = slope * number(8);
      metric[6] = slope * number(9);
    }

    /// `growth`: of a curved element, see KernelData.
    template <bool is_curved>
    void integrate_points(unsigned element, const Number *growth)
    {
      const Number height = data_.heights[element], inverse_height = 1 / height;
      const std::size_t place = std::size_t(batch_) * data_.n_elements + element;
      constexpr std::size_t n_points = kind == CoefficientKind::tangent ? nn * nz : 1;
      const Number *numbers = &data_.coefficients[place * n_points * n_numbers * lanes];
      for (int k = 0; k < nz; ++k)
        for (int j = 0; j < n; ++j)
          for (int i = 0; i < n; ++i)
            {
              const int point = j * n + i;
              Lane own[7];
              if constexpr (is_curved)
                {
                  find_metric(point, load_lanes<Lane>(growth + 2 * k * lanes), load_lanes<Lane>(growth + (2 * k + 1) * lanes), own);
                  own[4] *= plan_.weight[i] * plan_.weight[j];
                }
              const Lane *metric = is_curved ? own : is_rectangular ? geometry_ : geometry_ + point * 5;
              const Lane weight =
                  (is_rectangular ? metric[2] * (plan_.weight[i] * plan_.weight[j]) : metric[4]) * (height * layer_.weight[k]);
              Lane g[n_components][3], f[n_components][3];
              for (int c = 0; c < n_components; ++c)
                {
                  Lane x = plan_.derivative[i][0] * u_[k][c][j * n], y = plan_.derivative[j][0] * u_[k][c][i],
                       z = layer_.derivative[k][0] * u_[0][c][point];
                  for (int l = 1; l < n; ++l)
                    {
                      x += plan_.derivative[i][l] * u_[k][c][j * n + l];
                      y += plan_.derivative[j][l] * u_[k][c][l * n + i];
                    }
                  for (int l = 1; l < nz; ++l)
                    z += layer_.derivative[k][l] * u_[l][c][point];
                  g[c][0] = is_rectangular ? x * metric[0] : x * metric[0] + y * metric[2];
                  g[c][1] = is_rectangular ? y * metric[1] : x * metric[1] + y * metric[3];
                  g[c][2] = z * inverse_height;
                  if constexpr (is_curved)
                    g[c][2] -= own[5] * g[c][0] + own[6] * g[c][1];
                }
              law(numbers + (kind == CoefficientKind::tangent ? (k * nn + point) * n_numbers * lanes : 0), g, weight, f);
              for (int c = 0; c < n_components; ++c)
                {
                  if constexpr (is_curved)
                    {
                      f[c][0] -= own[5] * f[c][2];
                      f[c][1] -= own[6] * f[c][2];
                    }
                  const Lane x = is_rectangular ? f[c][0] * metric[0] : f[c][0] * metric[0] + f[c][1] * metric[1];
                  const Lane y = is_rectangular ? f[c][1] * metric[1] : f[c][0] * metric[2] + f[c][1] * metric[3];
                  const Lane z = f[c][2] * inverse_height;
                  for (int l = 0; l < n; ++l)
                    {
                      r_[k][c][j * n + l] += plan_.derivative[i][l] * x;
                      r_[k][c][l * n + i] += plan_.derivative[j][l] * y;
                    }
                  for (int l = 0; l < nz; ++l)
                    r_[l][c][point] += layer_.derivative[k][l] * z;
                }
            }
    }

    /// Gradient -> flux times the weight of the point; both as [component][axis].
    static void law(const Number *numbers, const Lane (&g)[n_components][3], const Lane weight, Lane (&f)[n_components][3])
    {
      const auto number = [&](int k) { return load_lanes<Lane>(numbers + k * lanes); };
      if constexpr (kind == CoefficientKind::tangent)
        {
          constexpr int size = n_components == 1 ? 3 : 6;
          Lane strain[size], stress[size];
          if constexpr (n_components == 1)
            for (int a = 0; a < 3; ++a)
              strain[a] = weight * g[0][a];
          else
            for (int a = 0; a < 3; ++a)
              {
                const int b = (a + 1) % 3, c = (a + 2) % 3;
                strain[a] = weight * g[a][a];
                strain[3 + a] = weight * (g[b][c] + g[c][b]);
              }
          for (int a = 0; a < size; ++a)
            {
              stress[a] = number(tangent_index(a, 0, size)) * strain[0];
              for (int b = 1; b < size; ++b)
                stress[a] += number(tangent_index(a, b, size)) * strain[b];
            }
          for (int a = 0; a < 3; ++a)
            if constexpr (n_components == 1)
              f[0][a] = stress[a];
            else
              {
                const int b = (a + 1) % 3, c = (a + 2) % 3;
                f[a][a] = stress[a];
                f[b][c] = f[c][b] = stress[3 + a];
              }
        }
      else if constexpr (n_components == 1)
        for (int a = 0; a < 3; ++a)
          f[0][a] = weight * number(a) * g[0][a];
      else
        {
          // c11 c22 c33 c12 c13 c23 c44 c55 c66
          f[0][0] = weight * (number(0) * g[0][0] + number(3) * g[1][1] + number(4) * g[2][2]);
          f[1][1] = weight * (number(3) * g[0][0] + number(1) * g[1][1] + number(5) * g[2][2]);
          f[2][2] = weight * (number(4) * g[0][0] + number(5) * g[1][1] + number(2) * g[2][2]);
          f[1][2] = f[2][1] = weight * number(6) * (g[1][2] + g[2][1]);
          f[0][2] = f[2][0] = weight * number(7) * (g[0][2] + g[2][0]);
          f[0][1] = f[1][0] = weight * number(8) * (g[0][1] + g[1][0]);
        }
    }

    const KernelData<Number> &data_;
    unsigned batch_;
    const Tables<n> &plan_ = plan_tables();
    const Tables<nz> &layer_ = layer_tables();
    Lane geometry_[n_geometry];
    Lane bottom_[n_components][nn], carry_[n_components][nn]; ///< planes of the element below and the one above have in common
    Lane u_[nz][n_components][nn], r_[nz][n_components][nn];
  };
} // namespace sagitta::layered
