#pragma once

#include <solver/layered/cell_kernel.h>
#include <solver/layered/reference_element.h>

#include <array>

namespace sagitta::layered
{
  /// The element integral by Gauss quadrature: for curved plan cells, and for coefficients that differ between the points. A plane of
  /// z-nodes is taken once from the plan nodes to the plan's quadrature points: value and two derivatives. An element forms the gradient
  /// at its points from its q + 1 planes, applies the law, and tests the flux onto as many planes of the result.
  template <int n_components, int p, int q, typename Number, std::size_t bytes, bool is_rectangular>
  class QuadratureForm
  {
    using Lane = LaneType<Number, bytes>;
    static constexpr unsigned lanes = Lanes<Number, bytes>::n;
    static constexpr int n = p + 1;
    static constexpr int nn = n * n;
    static constexpr int nz = q + 1;
    static constexpr int n_coefficients = n_components == 1 ? 3 : 9;
    static constexpr int n_geometry = is_rectangular ? 3 : nn * 5;

    struct Tables
    {
      Number value[n][n], derivative[n][n], weight[n];
      Number z_value[nz][nz], z_derivative[nz][nz], z_weight[nz];
      Tables()
      {
        const ReferenceElement plan(p), z(q);
        for (int a = 0; a < n; ++a)
          {
            weight[a] = Number(plan.weights[a]);
            for (int i = 0; i < n; ++i)
              {
                value[a][i] = Number(plan.values[a * n + i]);
                derivative[a][i] = Number(plan.derivatives[a * n + i]);
              }
          }
        for (int a = 0; a < nz; ++a)
          {
            z_weight[a] = Number(z.weights[a]);
            for (int i = 0; i < nz; ++i)
              {
                z_value[a][i] = Number(z.values[a * nz + i]);
                z_derivative[a][i] = Number(z.derivatives[a * nz + i]);
              }
          }
      }
    };

    static const Tables &tables()
    {
      static const Tables tables;
      return tables;
    }

  public:
    QuadratureForm(const KernelData<Number> &data, unsigned batch) : data_(data), batch_(batch)
    {
      for (int i = 0; i < n_geometry; ++i)
        geometry_[i] = load_lanes<Lane>(&data.geometry[(std::size_t(batch) * n_geometry + i) * lanes]);
      for (int k = 0; k < nz; ++k)
        {
          in_[k] = &planes_[0][k];
          out_[k] = &planes_[1][k];
        }
    }

    Lane (*source())[nn] { return rows_; }
    const Lane (*result() const)[nn] { return rows_; }

    void enter()
    {
      read_plane(rows_, *in_[0]);
      *out_[0] = Plane{};
    }

    void leave() { write_plane(*out_[0], rows_); }

    void integrate(unsigned element)
    {
      for (int k = 1; k < nz; ++k)
        read_plane(&rows_[(k - 1) * n_components], *in_[k]);
      integrate(element, in_, out_);
      for (int k = 0; k < q; ++k)
        write_plane(*out_[k], &rows_[k * n_components]);
      std::swap(in_[0], in_[q]);
      std::swap(out_[0], out_[q]);
    }

  private:
    /// Values of one plane of z-nodes at the plan quadrature points: [point][component][d/dxi, d/deta, value].
    using Plane = std::array<std::array<std::array<Lane, 3>, n_components>, nn>;

    void read_plane(const Lane (*nodal)[nn], Plane &plane) const
    {
      for (int c = 0; c < n_components; ++c)
        {
          Lane value[n][n], derivative[n][n]; // [iy][qx]: x is at its quadrature points, y still at its nodes
          for (int iy = 0; iy < n; ++iy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane v = t_.value[qx][0] * nodal[c][iy * n], d = t_.derivative[qx][0] * nodal[c][iy * n];
                for (int ix = 1; ix < n; ++ix)
                  {
                    v += t_.value[qx][ix] * nodal[c][iy * n + ix];
                    d += t_.derivative[qx][ix] * nodal[c][iy * n + ix];
                  }
                value[iy][qx] = v;
                derivative[iy][qx] = d;
              }
          for (int qy = 0; qy < n; ++qy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane d_xi = t_.value[qy][0] * derivative[0][qx], d_eta = t_.derivative[qy][0] * value[0][qx],
                     v = t_.value[qy][0] * value[0][qx];
                for (int iy = 1; iy < n; ++iy)
                  {
                    d_xi += t_.value[qy][iy] * derivative[iy][qx];
                    d_eta += t_.derivative[qy][iy] * value[iy][qx];
                    v += t_.value[qy][iy] * value[iy][qx];
                  }
                plane[qy * n + qx][c] = {{d_xi, d_eta, v}};
              }
        }
    }

    void write_plane(const Plane &plane, Lane (*nodal)[nn]) const
    {
      for (int c = 0; c < n_components; ++c)
        {
          Lane value[n][n], derivative[n][n];
          for (int iy = 0; iy < n; ++iy)
            for (int qx = 0; qx < n; ++qx)
              {
                Lane v = t_.derivative[0][iy] * plane[qx][c][1] + t_.value[0][iy] * plane[qx][c][2], d = t_.value[0][iy] * plane[qx][c][0];
                for (int qy = 1; qy < n; ++qy)
                  {
                    v += t_.derivative[qy][iy] * plane[qy * n + qx][c][1] + t_.value[qy][iy] * plane[qy * n + qx][c][2];
                    d += t_.value[qy][iy] * plane[qy * n + qx][c][0];
                  }
                value[iy][qx] = v;
                derivative[iy][qx] = d;
              }
          for (int iy = 0; iy < n; ++iy)
            for (int ix = 0; ix < n; ++ix)
              {
                Lane sum = t_.derivative[0][ix] * derivative[iy][0] + t_.value[0][ix] * value[iy][0];
                for (int qx = 1; qx < n; ++qx)
                  sum += t_.derivative[qx][ix] * derivative[iy][qx] + t_.value[qx][ix] * value[iy][qx];
                nodal[c][iy * n + ix] = sum;
              }
        }
    }

    /// Adds the result of an element to its lowest plane and sets its other planes to theirs.
    void integrate(unsigned element, Plane *const (&in)[nz], Plane *const (&out)[nz]) const
    {
      for (int k = 1; k < nz; ++k)
        *out[k] = Plane{};
      const Number height = data_.heights[element], inverse_height = Number(1) / height;
      Lane coefficients[n_coefficients];
      for (int k = 0; k < n_coefficients; ++k)
        coefficients[k] =
            load_lanes<Lane>(&data_.coefficients[((std::size_t(batch_) * data_.n_elements + element) * n_coefficients + k) * lanes]);
      for (int qy = 0; qy < n; ++qy)
        for (int qx = 0; qx < n; ++qx)
          {
            const int point = qy * n + qx;
            const Lane *j = is_rectangular ? geometry_ : geometry_ + point * 5;
            const Lane plan_weight = is_rectangular ? geometry_[2] * (t_.weight[qx] * t_.weight[qy]) : j[4];
            for (int qz = 0; qz < nz; ++qz)
              {
                Lane g[n_components][3], f[n_components][3];
                for (int c = 0; c < n_components; ++c)
                  {
                    Lane d_xi = t_.z_value[qz][0] * (*in[0])[point][c][0], d_eta = t_.z_value[qz][0] * (*in[0])[point][c][1],
                         d_z = t_.z_derivative[qz][0] * (*in[0])[point][c][2];
                    for (int k = 1; k < nz; ++k)
                      {
                        d_xi += t_.z_value[qz][k] * (*in[k])[point][c][0];
                        d_eta += t_.z_value[qz][k] * (*in[k])[point][c][1];
                        d_z += t_.z_derivative[qz][k] * (*in[k])[point][c][2];
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
                law(coefficients, g, plan_weight * (height * t_.z_weight[qz]), f);
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
                        (*out[k])[point][c][0] += t_.z_value[qz][k] * f_xi;
                        (*out[k])[point][c][1] += t_.z_value[qz][k] * f_eta;
                        (*out[k])[point][c][2] += t_.z_derivative[qz][k] * f_z;
                      }
                  }
              }
          }
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

    const KernelData<Number> &data_;
    unsigned batch_;
    const Tables &t_ = tables();
    Lane geometry_[n_geometry];
    Lane rows_[q * n_components][nn];
    Plane planes_[2][nz];
    Plane *in_[nz], *out_[nz]; ///< the lowest and the highest plane of an element change places on the way up
  };
} // namespace sagitta::layered
