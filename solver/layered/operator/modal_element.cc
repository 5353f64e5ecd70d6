#include <solver/layered/operator/modal_element.h>

#include <solver/layered/space/reference_element.h>

#include <cmath>

namespace sagitta::layered
{
  ModalElement::ModalElement(unsigned degree) : n(degree + 1), forward(n * n), derivative(n * n), test_derivative(n * n), backward(n * n)
  {
    // Coefficients of u in Legendre polynomials P_k of [0, 1]: (2k + 1) times the integral of P_k u, and
    // dP_l/dx = sum over k = l - 1, l - 3, ... of 2 (2k + 1) P_k.
    const ReferenceElement element(degree);
    for (unsigned k = 0; k < n; ++k)
      for (unsigned i = 0; i < n; ++i)
        for (unsigned q = 0; q < n; ++q)
          forward[k * n + i] += (2 * k + 1) * element.weights[q] * std::legendre(k, 2 * element.points[q] - 1) * element.values[q * n + i];
    std::vector<double> multiple(n), masses(n);
    for (unsigned k = 0; k < n; ++k)
      {
        multiple[k] = 1 / forward[k * n + n - 1];
        masses[k] = 1 / ((2 * k + 1) * multiple[k] * multiple[k]);
        for (unsigned i = 0; i < n; ++i)
          forward[k * n + i] *= multiple[k];
      }
    mass = masses[0];
    for (unsigned k = 0; k < n; ++k)
      {
        for (unsigned l = k + 1; l < n; l += 2)
          {
            derivative[k * n + l] = 2 * (2 * k + 1) * multiple[k] / multiple[l];
            test_derivative[l * n + k] = derivative[k * n + l] * masses[k] / masses[l];
          }
        for (unsigned i = 0; i < n; ++i)
          backward[i * n + k] = forward[k * n + i] * masses[k] / masses[0];
      }
  }
} // namespace sagitta::layered
