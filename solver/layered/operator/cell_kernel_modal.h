#pragma once

#include <solver/layered/operator/cell_kernel.h>
#include <solver/layered/operator/modal_element.h>

#include <numeric>

namespace sagitta::layered
{
  /// The element integral on rectangles with constant coefficients, exactly and without quadrature: in products of modes (ModalElement)
  /// the integral of strain times stress is a sum over the modes of the strain. Per mode and component a strain is a factor of few
  /// modes of the displacement, and none at all for the highest mode of its axis.
  template <int n_components, int p, int q, typename Number, std::size_t bytes>
  class ModalForm
  {
    using Lane = LaneType<Number, bytes>;
    static constexpr unsigned lanes = Lanes<Number, bytes>::n;
    static constexpr int n = p + 1;
    static constexpr int nn = n * n;
    static constexpr int nz = q + 1;
    static constexpr int n_numbers = static_cast<int>(n_coefficients(n_components, CoefficientKind::constant));

    template <int m>
    struct Tables
    {
      Number forward[m][m], backward[m][m], derivative[m][m], test_derivative[m][m], mass;
      Number middle = 0; ///< factor of the middle node (of the sum of the two middle nodes) of a line in mode 0
      explicit Tables(const ModalElement &element) : mass(Number(element.mass))
      {
        for (int i = 0; i < m * m; ++i)
          {
            forward[i / m][i % m] = Number(element.forward[i]);
            backward[i / m][i % m] = Number(element.backward[i]);
            derivative[i / m][i % m] = Number(element.derivative[i]);
            test_derivative[i / m][i % m] = Number(element.test_derivative[i]);
          }
        middle = Number(std::accumulate(element.forward.begin(), element.forward.begin() + m, 0.) / (m % 2 == 1 ? 1 : 2));
      }
    };

    static const Tables<n> &plan_tables()
    {
      static const Tables<n> tables{ModalElement(p)};
      return tables;
    }
    static const Tables<nz> &layer_tables()
    {
      static const Tables<nz> tables{ModalElement(q)};
      return tables;
    }

  public:
    /// Reads the geometry of a batch.
    ModalForm(const KernelData<Number> &data, unsigned batch) : data_(data), batch_(batch)
    {
      const Number *geometry = &data.geometry[std::size_t(batch) * 3 * lanes];
      const Lane area = load_lanes<Lane>(geometry + 2 * lanes) * (plan_.mass * plan_.mass * layer_.mass);
      for (int axis = 0; axis < 2; ++axis)
        {
          const Lane inverse_width = load_lanes<Lane>(geometry + axis * lanes);
          for (int k = 0; k < n; ++k)
            for (int l = k + 1; l < n; l += 2)
              {
                derivative_[axis][k][l] = inverse_width * plan_.derivative[k][l];
                test_per_height_[axis][l][k] = inverse_width * area * plan_.test_derivative[l][k];
              }
        }
      for (int k = 0; k < nz; ++k)
        for (int l = k + 1; l < nz; l += 2)
          test_z_[l][k] = area * layer_.test_derivative[l][k];
    }

    /// Where the frame puts the nodal values of the planes above the lowest, [plane * component][node].
    Lane (*source())[nn] { return u_[1]; }

    /// Where it finds the result of the planes below the highest.
    const Lane (*result() const)[nn] { return r_[0]; }

    /// Starts at a lowest plane, whose values are in source().
    void enter()
    {
      for (int c = 0; c < n_components; ++c)
        for (int i = 0; i < nn; ++i)
          {
            bottom_[c][i] = u_[1][c][i];
            carry_[c][i] = Lane{};
          }
    }

    /// Puts the result of the highest plane into result().
    void leave() { write_plane(carry_, r_[0]); }

    void integrate(unsigned element)
    {
      // Less a constant first, which has no strain: where values differ little across the element, and they are close in thin layers and
      // fine plans, these differences are exact, and no rounding error of the values themselves is left to be differentiated.
      for (int c = 0; c < n_components; ++c)
        {
          const Lane constant = bottom_[c][nn / 2];
          for (int i = 0; i < nn; ++i)
            {
              Lane nodes[nz], modes[nz];
              nodes[0] = bottom_[c][i] - constant;
              for (int k = 1; k < nz; ++k)
                nodes[k] = u_[k][c][i] - constant;
              bottom_[c][i] = u_[q][c][i];
              to_modes<nz, 1>(layer_, nodes, modes);
              for (int k = 0; k < nz; ++k)
                u_[k][c][i] = modes[k];
            }
        }
      for (int k = 0; k < nz; ++k)
        read_plane(u_[k]);
      integrate_modes(element, u_, r_);
      for (int c = 0; c < n_components; ++c)
        for (int i = 0; i < nn; ++i)
          {
            Lane nodes[nz], modes[nz];
            for (int k = 0; k < nz; ++k)
              modes[k] = r_[k][c][i];
            to_nodes<nz, 1>(layer_.backward, modes, nodes);
            r_[0][c][i] = nodes[0] + carry_[c][i];
            for (int k = 1; k < q; ++k)
              r_[k][c][i] = nodes[k];
            carry_[c][i] = nodes[q];
          }
      for (int k = 0; k < q; ++k)
        write_plane(r_[k], r_[k]);
    }

  private:
    /// Nodal values of a plane, [component][ix + n iy], become its modes.
    void read_plane(Lane (&plane)[n_components][nn]) const
    {
      for (int c = 0; c < n_components; ++c)
        {
          Lane half[nn];
          for (int j = 0; j < n; ++j)
            to_modes<n, 1>(plan_, &plane[c][j * n], &half[j * n]);
          for (int i = 0; i < n; ++i)
            to_modes<n, n>(plan_, &half[i], &plane[c][i]);
        }
    }

    /// The transpose, for the result.
    void write_plane(const Lane (&modal)[n_components][nn], Lane (&nodal)[n_components][nn]) const
    {
      for (int c = 0; c < n_components; ++c)
        {
          Lane half[nn];
          for (int i = 0; i < n; ++i)
            to_nodes<n, n>(plan_.backward, &modal[c][i], &half[i]);
          for (int j = 0; j < n; ++j)
            to_nodes<n, 1>(plan_.backward, &half[j * n], &nodal[c][j * n]);
        }
    }

    /// Modes of the values on a line of nodes: even modes use the sums of mirrored nodes, odd ones the differences. What is constant is
    /// taken out of the sums first: it leaves nothing in the modes above 0, not even a rounding error, which thin layers would magnify.
    template <int m, int stride>
    static void to_modes(const Tables<m> &table, const Lane *nodes, Lane *modes)
    {
      constexpr int half = m / 2, n_sums = (m - 1) / 2;
      Lane sum[half], difference[half];
      for (int i = 0; i < half; ++i)
        {
          sum[i] = nodes[(m - 1 - i) * stride] + nodes[i * stride];
          difference[i] = nodes[(m - 1 - i) * stride] - nodes[i * stride];
        }
      const Lane middle = m % 2 == 1 ? nodes[half * stride] : sum[half - 1];
      for (int i = 0; i < n_sums; ++i)
        sum[i] -= m % 2 == 1 ? 2 * middle : middle;
      for (int k = 0; k < m; ++k)
        {
          Lane mode = m == 2 && k == 0 ? middle : k % 2 == 0 ? sum[0] : difference[0]; // times forward[k][m - 1] = 1
          for (int i = 1; i < (k % 2 == 0 ? n_sums : half); ++i)
            mode += table.forward[k][m - 1 - i] * (k % 2 == 0 ? sum[i] : difference[i]);
          if (k == 0 && m > 2)
            mode += table.middle * middle;
          modes[k * stride] = mode;
        }
    }

    template <int m, int stride>
    static void to_nodes(const Number (&backward)[m][m], const Lane *modes, Lane *nodes)
    {
      for (int i = m - 1; i >= (m - 1) / 2; --i)
        {
          Lane even = i == m - 1 ? modes[0] : backward[i][0] * modes[0];
          for (int k = 2; k < m; k += 2)
            even += backward[i][k] * modes[k * stride];
          if (i == m - 1 - i)
            {
              nodes[i * stride] = even;
              continue;
            }
          Lane odd = backward[i][1] * modes[stride];
          for (int k = 3; k < m; k += 2)
            odd += backward[i][k] * modes[k * stride];
          nodes[i * stride] = even + odd;
          nodes[(m - 1 - i) * stride] = even - odd;
        }
    }

    void integrate_modes(unsigned element, const Lane (&u)[nz][n_components][nn], Lane (&r)[nz][n_components][nn]) const
    {
      Lane c[n_numbers];
      for (int k = 0; k < n_numbers; ++k)
        c[k] = load_lanes<Lane>(&data_.coefficients[((std::size_t(batch_) * data_.n_elements + element) * n_numbers + k) * lanes]);
      const Number height = data_.heights[element], inverse_height = 1 / height;
      Lane test[2][n][n];
      for (int axis = 0; axis < 2; ++axis)
        for (int k = 0; k < n; ++k)
          for (int l = k + 1; l < n; l += 2)
            test[axis][l][k] = test_per_height_[axis][l][k] * height;
      Number derivative_z[nz][nz];
      for (int k = 0; k < nz; ++k)
        for (int l = k + 1; l < nz; l += 2)
          derivative_z[k][l] = layer_.derivative[k][l] * inverse_height;

      const auto add_mode = [&](int k, int j, int i) __attribute__((always_inline))
      {
        // The highest mode along an axis is in no derivative along it.
        const bool has[3] = {i < p, j < p, k < q};
        Lane g[n_components][3] = {}, f[n_components][3] = {};
        for (int a = 0; a < n_components; ++a)
          {
            if (has[0])
              g[a][0] = differentiate<1>(derivative_[0][i], i, n, &u[k][a][j * n]);
            if (has[1])
              g[a][1] = differentiate<n>(derivative_[1][j], j, n, &u[k][a][i]);
            if (has[2])
              g[a][2] = differentiate<nn * n_components>(derivative_z[k], k, nz, &u[0][a][j * n + i]);
          }
        law(c, has, g, f);
        for (int a = 0; a < n_components; ++a)
          {
            if (has[0])
              for (int l = i + 1; l < n; l += 2)
                add(r[k][a][j * n + l], k == 0 && j == 0 && i == (l + 1) % 2, test[0][l][i] * f[a][0]);
            if (has[1])
              for (int l = j + 1; l < n; l += 2)
                add(r[k][a][l * n + i], k == 0 && j == (l + 1) % 2, test[1][l][j] * f[a][1]);
            if (has[2])
              for (int l = k + 1; l < nz; l += 2)
                add(r[l][a][j * n + i], k == (l + 1) % 2, test_z_[l][k] * f[a][2]);
          }
      };
      // Unrolled, the code of every mode omits the derivatives that vanish; at degree 4 it would not fit the instruction cache.
      if constexpr (p * q <= 9)
        {
#pragma GCC unroll 8
          for (int k = 0; k < nz; ++k)
#pragma GCC unroll 8
            for (int j = 0; j < n; ++j)
#pragma GCC unroll 8
              for (int i = 0; i < n; ++i)
                add_mode(k, j, i);
        }
      else
        for (int k = 0; k < nz; ++k)
#pragma GCC unroll 1
          for (int j = 0; j < n; ++j)
#pragma GCC unroll 8
            for (int i = 0; i < n; ++i)
              add_mode(k, j, i);
      for (int a = 0; a < n_components; ++a)
        r[0][a][0] = Lane{};
    }

    template <int stride, typename Factor>
    static Lane differentiate(const Factor *derivative, int k, int m, const Lane *modes)
    {
      Lane sum = derivative[k + 1] * modes[(k + 1) * stride];
      for (int l = k + 3; l < m; l += 2)
        sum += derivative[l] * modes[l * stride];
      return sum;
    }

    static void add(Lane &sum, bool is_first, const Lane &value)
    {
      if (is_first)
        sum = value;
      else
        sum += value;
    }

    /// The flux of a gradient, both [component][axis], along the axes that there are.
    static void law(const Lane *c, const bool (&has)[3], const Lane (&g)[n_components][3], Lane (&f)[n_components][3])
    {
      if constexpr (n_components == 1)
        {
          for (int a = 0; a < 3; ++a)
            if (has[a])
              f[0][a] = c[a] * g[0][a];
        }
      else
        {
          constexpr int normal[3][3] = {{0, 3, 4}, {3, 1, 5}, {4, 5, 2}}; // c11 c22 c33 c12 c13 c23
          for (int a = 0; a < 3; ++a)
            if (has[a])
              {
                f[a][a] = c[normal[a][a]] * g[a][a];
                for (int b = 0; b < 3; ++b)
                  if (b != a && has[b])
                    f[a][a] += c[normal[a][b]] * g[b][b];
              }
          for (int a = 0; a < 3; ++a)
            for (int b = a + 1; b < 3; ++b)
              if (has[a] || has[b])
                {
                  const Lane shear = has[a] && has[b] ? g[a][b] + g[b][a] : has[b] ? g[a][b] : g[b][a];
                  f[a][b] = f[b][a] = c[9 - a - b] * shear; // c44 = c[6] of yz, c55 of xz, c66 of xy
                }
        }
    }

    const KernelData<Number> &data_;
    unsigned batch_;
    const Tables<n> &plan_ = plan_tables();
    const Tables<nz> &layer_ = layer_tables();
    Lane bottom_[n_components][nn], carry_[n_components][nn]; ///< planes of the element below and the one above have in common
    Lane u_[nz][n_components][nn], r_[nz][n_components][nn];
    Lane derivative_[2][n][n];      ///< [axis][k][l] with the inverse width of the cell
    Lane test_per_height_[2][n][n]; ///< [axis][l][k] with inverse width, area and masses
    Lane test_z_[nz][nz];           ///< the same along z, with the height
  };
} // namespace sagitta::layered
