#pragma once

#include <solver/layered/cell_kernel.h>
#include <solver/layered/reference_element.h>

#include <array>

namespace sagitta::layered
{
  /// The matrix-free operator on a batch of plan cells.
  ///
  /// Going up through the layers, every plane of z-nodes is taken once from plan nodes to plan quadrature points (sum factorisation: value
  /// and two derivatives); an element then needs its q + 1 planes only. At each of its quadrature points the gradient is
  /// formed, the law applied, and the flux tested onto the output planes, which go back to the plan nodes when the last element that
  /// touches them is done. Working set: 2 (q + 1) planes, which stay in the first-level cache.
  template <int n_components, int p, int q, typename Number, bool is_rectangular>
  class CellKernel
  {
    using Lane = LaneType<Number>;
    static constexpr unsigned lanes = Lanes<Number>::n;
    static constexpr int n = p + 1;
    static constexpr int nn = n * n;
    static constexpr int nz = q + 1;
    static constexpr int n_coefficients = n_components == 1 ? 3 : 9;

    /// Values of one plane of z-nodes at the plan quadrature points: [point][component][d/dxi, d/deta, value].
    using Plane = std::array<std::array<std::array<Lane, 3>, n_components>, nn>;

    struct Tables
    {
      Number value[n][n], derivative[n][n], weight[n];
      Number z_value[nz][nz], z_derivative[nz][nz], z_weight[nz];
    };

    static Tables make_tables()
    {
      Tables tables;
      const ReferenceElement plan(p), z(q);
      for (int a = 0; a < n; ++a)
        {
          tables.weight[a] = Number(plan.weights[a]);
          for (int i = 0; i < n; ++i)
            {
              tables.value[a][i] = Number(plan.values[a * n + i]);
              tables.derivative[a][i] = Number(plan.derivatives[a * n + i]);
            }
        }
      for (int a = 0; a < nz; ++a)
        {
          tables.z_weight[a] = Number(z.weights[a]);
          for (int i = 0; i < nz; ++i)
            {
              tables.z_value[a][i] = Number(z.values[a * nz + i]);
              tables.z_derivative[a][i] = Number(z.derivatives[a * nz + i]);
            }
        }
      return tables;
    }

  public:
    static void apply(const KernelData<Number> &data, const Number *src, Number *dst)
    {
      static const Tables tables = make_tables();
      Plane in[nz], out[nz];
      for (unsigned batch = 0; batch < data.n_batches; ++batch)
        {
          Lane geometry[is_rectangular ? 3 : nn * 5];
          for (int i = 0; i < (is_rectangular ? 3 : nn * 5); ++i)
            geometry[i] = data.geometry[std::size_t(batch) * (is_rectangular ? 3 : nn * 5) + i];
          bool top_is_loaded = false;
          for (unsigned e = 0; e < data.n_elements; ++e)
            {
              if (data.is_empty[std::size_t(batch) * data.n_elements + e])
                {
                  if (top_is_loaded)
                    write_plane(data, tables, batch, e * q, out[0], dst);
                  top_is_loaded = false;
                  continue;
                }
              for (int k = top_is_loaded ? 1 : 0; k < nz; ++k)
                {
                  read_plane(data, tables, batch, e * q + k, src, in[k]);
                  out[k] = Plane{};
                }
              integrate(data, tables, &data.coefficients[(std::size_t(batch) * data.n_elements + e) * n_coefficients], geometry,
                        data.heights[e], in, out);
              for (int k = 0; k < nz - 1; ++k)
                write_plane(data, tables, batch, e * q + k, out[k], dst);
              in[0] = in[nz - 1];
              out[0] = out[nz - 1];
              top_is_loaded = true;
            }
          if (top_is_loaded)
            write_plane(data, tables, batch, data.n_elements * q, out[0], dst);
        }
    }

  private:
    static void gather(const KernelData<Number> &data, unsigned batch, unsigned z_node, const Number *src, Lane (&nodal)[n_components][nn])
    {
      const std::size_t offset = std::size_t(z_node) * n_components;
      if (batch < data.n_plain_batches)
        {
          const unsigned *columns = &data.columns[std::size_t(batch) * nn * lanes];
          for (int i = 0; i < nn; ++i)
            for (unsigned l = 0; l < lanes; ++l)
              {
                const Number *from = src + columns[i * lanes + l] + offset;
                for (int c = 0; c < n_components; ++c)
                  nodal[c][i][l] = from[c];
              }
          return;
        }
      const unsigned *start = &data.entry_start[std::size_t(batch - data.n_plain_batches) * nn * lanes];
      for (int i = 0; i < nn; ++i)
        for (unsigned l = 0; l < lanes; ++l)
          {
            Number sum[n_components] = {};
            for (unsigned entry = start[i * lanes + l]; entry < start[i * lanes + l + 1]; ++entry)
              for (int c = 0; c < n_components; ++c)
                sum[c] += data.entry_weight[entry] * src[data.entry_column[entry] + offset + c];
            for (int c = 0; c < n_components; ++c)
              nodal[c][i][l] = sum[c];
          }
    }

    static void scatter(const KernelData<Number> &data, unsigned batch, unsigned z_node, const Lane (&nodal)[n_components][nn], Number *dst)
    {
      const std::size_t offset = std::size_t(z_node) * n_components;
      if (batch < data.n_plain_batches)
        {
          const unsigned *columns = &data.columns[std::size_t(batch) * nn * lanes];
          for (int i = 0; i < nn; ++i)
            for (unsigned l = 0; l < lanes; ++l)
              {
                Number *to = dst + columns[i * lanes + l] + offset;
                for (int c = 0; c < n_components; ++c)
                  to[c] += nodal[c][i][l];
              }
          return;
        }
      const unsigned *start = &data.entry_start[std::size_t(batch - data.n_plain_batches) * nn * lanes];
      for (int i = 0; i < nn; ++i)
        for (unsigned l = 0; l < lanes; ++l)
          for (unsigned entry = start[i * lanes + l]; entry < start[i * lanes + l + 1]; ++entry)
            for (int c = 0; c < n_components; ++c)
              dst[data.entry_column[entry] + offset + c] += data.entry_weight[entry] * nodal[c][i][l];
    }

    static void read_plane(const KernelData<Number> &data, const Tables &t, unsigned batch, unsigned z_node, const Number *src,
                           Plane &plane)
    {
      Lane nodal[n_components][nn];
      gather(data, batch, z_node, src, nodal);
      for (int c = 0; c < n_components; ++c)
        {
          Lane value[n][n], derivative[n][n]; // [iy][qx]: x is at its quadrature points, y still at its nodes
          for (int iy = 0; iy < n; ++iy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane v = t.value[qx][0] * nodal[c][iy * n], d = t.derivative[qx][0] * nodal[c][iy * n];
                for (int ix = 1; ix < n; ++ix)
                  {
                    v += t.value[qx][ix] * nodal[c][iy * n + ix];
                    d += t.derivative[qx][ix] * nodal[c][iy * n + ix];
                  }
                value[iy][qx] = v;
                derivative[iy][qx] = d;
              }
          for (int qy = 0; qy < n; ++qy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane d_xi = t.value[qy][0] * derivative[0][qx], d_eta = t.derivative[qy][0] * value[0][qx],
                     v = t.value[qy][0] * value[0][qx];
                for (int iy = 1; iy < n; ++iy)
                  {
                    d_xi += t.value[qy][iy] * derivative[iy][qx];
                    d_eta += t.derivative[qy][iy] * value[iy][qx];
                    v += t.value[qy][iy] * value[iy][qx];
                  }
                plane[qy * n + qx][c] = {{d_xi, d_eta, v}};
              }
        }
    }

    static void write_plane(const KernelData<Number> &data, const Tables &t, unsigned batch, unsigned z_node, const Plane &plane,
                            Number *dst)
    {
      Lane nodal[n_components][nn];
      for (int c = 0; c < n_components; ++c)
        {
          Lane value[n][n], derivative[n][n];
          for (int iy = 0; iy < n; ++iy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane v = t.derivative[0][iy] * plane[qx][c][1] + t.value[0][iy] * plane[qx][c][2], d = t.value[0][iy] * plane[qx][c][0];
                for (int qy = 1; qy < n; ++qy)
                  {
                    v += t.derivative[qy][iy] * plane[qy * n + qx][c][1] + t.value[qy][iy] * plane[qy * n + qx][c][2];
                    d += t.value[qy][iy] * plane[qy * n + qx][c][0];
                  }
                value[iy][qx] = v;
                derivative[iy][qx] = d;
              }
          for (int iy = 0; iy < n; ++iy)
            for (int ix = 0; ix < n; ++ix)
              {
                Lane sum = t.derivative[0][ix] * derivative[iy][0] + t.value[0][ix] * value[iy][0];
                for (int qx = 1; qx < n; ++qx)
                  sum += t.derivative[qx][ix] * derivative[iy][qx] + t.value[qx][ix] * value[iy][qx];
                nodal[c][iy * n + ix] = sum;
              }
        }
      scatter(data, batch, z_node, nodal, dst);
    }

    /// Physical gradient -> flux, times the weight of the point; both as [component][axis].
    static void law(const Lane *k, const Lane (&g)[n_components][3], const Lane weight, Lane (&f)[n_components][3])
    {
      if constexpr (n_components == 1)
        {
          for (int d = 0; d < 3; ++d)
            f[0][d] = weight * k[d] * g[0][d];
        }
      else
        {
          // k: c11 c22 c33 c12 c13 c23 c44 c55 c66
          f[0][0] = weight * (k[0] * g[0][0] + k[3] * g[1][1] + k[4] * g[2][2]);
          f[1][1] = weight * (k[3] * g[0][0] + k[1] * g[1][1] + k[5] * g[2][2]);
          f[2][2] = weight * (k[4] * g[0][0] + k[5] * g[1][1] + k[2] * g[2][2]);
          f[1][2] = f[2][1] = weight * k[6] * (g[1][2] + g[2][1]);
          f[0][2] = f[2][0] = weight * k[7] * (g[0][2] + g[2][0]);
          f[0][1] = f[1][0] = weight * k[8] * (g[0][1] + g[1][0]);
        }
    }

    static void integrate(const KernelData<Number> &, const Tables &t, const Lane *coefficients, const Lane *geometry, const Number height,
                          const Plane *in, Plane *out)
    {
      const Number inverse_height = Number(1) / height;
      for (int qy = 0; qy < n; ++qy)
        for (int qx = 0; qx < n; ++qx)
          {
            const int point = qy * n + qx;
            const Lane *j = is_rectangular ? geometry : geometry + point * 5;
            const Lane plan_weight = is_rectangular ? geometry[2] * (t.weight[qx] * t.weight[qy]) : j[4];
            for (int qz = 0; qz < nz; ++qz)
              {
                Lane g[n_components][3], f[n_components][3];
                for (int c = 0; c < n_components; ++c)
                  {
                    Lane d_xi = t.z_value[qz][0] * in[0][point][c][0], d_eta = t.z_value[qz][0] * in[0][point][c][1],
                         d_z = t.z_derivative[qz][0] * in[0][point][c][2];
                    for (int k = 1; k < nz; ++k)
                      {
                        d_xi += t.z_value[qz][k] * in[k][point][c][0];
                        d_eta += t.z_value[qz][k] * in[k][point][c][1];
                        d_z += t.z_derivative[qz][k] * in[k][point][c][2];
                      }
                    if constexpr (is_rectangular)
                      {
                        g[c][0] = d_xi * j[0];
                        g[c][1] = d_eta * j[1];
                      }
                    else
                      {
                        g[c][0] = d_xi * j[0] + d_eta * j[2];
                        g[c][1] = d_xi * j[1] + d_eta * j[3];
                      }
                    g[c][2] = d_z * inverse_height;
                  }
                law(coefficients, g, plan_weight * (height * t.z_weight[qz]), f);
                for (int c = 0; c < n_components; ++c)
                  {
                    Lane f_xi, f_eta;
                    if constexpr (is_rectangular)
                      {
                        f_xi = f[c][0] * j[0];
                        f_eta = f[c][1] * j[1];
                      }
                    else
                      {
                        f_xi = f[c][0] * j[0] + f[c][1] * j[1];
                        f_eta = f[c][0] * j[2] + f[c][1] * j[3];
                      }
                    const Lane f_z = f[c][2] * inverse_height;
                    for (int k = 0; k < nz; ++k)
                      {
                        out[k][point][c][0] += t.z_value[qz][k] * f_xi;
                        out[k][point][c][1] += t.z_value[qz][k] * f_eta;
                        out[k][point][c][2] += t.z_derivative[qz][k] * f_z;
                      }
                  }
              }
          }
    }
  };

  template <typename Number, int p>
  KernelFunction<Number> find_kernel_of_degree(unsigned n_components, unsigned q, bool is_rectangular)
  {
    static constexpr KernelFunction<Number> table[2][4][2] = {
        {{CellKernel<1, p, 1, Number, false>::apply, CellKernel<1, p, 1, Number, true>::apply},
         {CellKernel<1, p, 2, Number, false>::apply, CellKernel<1, p, 2, Number, true>::apply},
         {CellKernel<1, p, 3, Number, false>::apply, CellKernel<1, p, 3, Number, true>::apply},
         {CellKernel<1, p, 4, Number, false>::apply, CellKernel<1, p, 4, Number, true>::apply}},
        {{CellKernel<3, p, 1, Number, false>::apply, CellKernel<3, p, 1, Number, true>::apply},
         {CellKernel<3, p, 2, Number, false>::apply, CellKernel<3, p, 2, Number, true>::apply},
         {CellKernel<3, p, 3, Number, false>::apply, CellKernel<3, p, 3, Number, true>::apply},
         {CellKernel<3, p, 4, Number, false>::apply, CellKernel<3, p, 4, Number, true>::apply}}};
    return table[n_components == 1 ? 0 : 1][q - 1][is_rectangular ? 1 : 0];
  }
} // namespace sagitta::layered
