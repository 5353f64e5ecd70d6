#include <solver/layered/cell_kernel.h>

#include <stdexcept>

namespace sagitta::layered
{
  template <typename Number>
  KernelFunction<Number> find_kernel(unsigned n_components, unsigned p, unsigned q, bool is_rectangular)
  {
    if ((n_components != 1 && n_components != 3) || q < 1 || q > 4)
      throw std::invalid_argument("layered kernels exist for 1 and 3 components and degrees 1 to 4");
    switch (p)
      {
      case 1:
        return find_kernel_of_degree<Number, 1>(n_components, q, is_rectangular);
      case 2:
        return find_kernel_of_degree<Number, 2>(n_components, q, is_rectangular);
      case 3:
        return find_kernel_of_degree<Number, 3>(n_components, q, is_rectangular);
      case 4:
        return find_kernel_of_degree<Number, 4>(n_components, q, is_rectangular);
      default:
        throw std::invalid_argument("layered kernels exist for 1 and 3 components and degrees 1 to 4");
      }
  }

  template KernelFunction<double> find_kernel<double>(unsigned, unsigned, unsigned, bool);
  template KernelFunction<float> find_kernel<float>(unsigned, unsigned, unsigned, bool);
} // namespace sagitta::layered
