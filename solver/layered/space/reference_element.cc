#include <solver/layered/space/reference_element.h>

#include <deal.II/base/quadrature_lib.h>

namespace sagitta::layered
{
  ReferenceElement::ReferenceElement(unsigned degree_) : degree(degree_), n(degree_ + 1)
  {
    const dealii::QGaussLobatto<1> lobatto(n);
    const dealii::QGauss<1> gauss(n);
    for (unsigned i = 0; i < n; ++i)
      {
        nodes.push_back(lobatto.point(i)[0]);
        points.push_back(gauss.point(i)[0]);
        weights.push_back(gauss.weight(i));
      }
    for (unsigned q = 0; q < n; ++q)
      {
        const std::vector<double> v = evaluate(points[q]), d = evaluate_derivatives(points[q]);
        values.insert(values.end(), v.begin(), v.end());
        derivatives.insert(derivatives.end(), d.begin(), d.end());
      }
  }

  std::vector<double> ReferenceElement::evaluate(double x) const
  {
    std::vector<double> result(n, 1.);
    for (unsigned i = 0; i < n; ++i)
      for (unsigned j = 0; j < n; ++j)
        if (j != i)
          result[i] *= (x - nodes[j]) / (nodes[i] - nodes[j]);
    return result;
  }

  std::vector<double> ReferenceElement::evaluate_derivatives(double x) const
  {
    std::vector<double> result(n, 0.);
    for (unsigned i = 0; i < n; ++i)
      for (unsigned k = 0; k < n; ++k)
        {
          if (k == i)
            continue;
          double term = 1. / (nodes[i] - nodes[k]);
          for (unsigned j = 0; j < n; ++j)
            if (j != i && j != k)
              term *= (x - nodes[j]) / (nodes[i] - nodes[j]);
          result[i] += term;
        }
    return result;
  }
} // namespace sagitta::layered
