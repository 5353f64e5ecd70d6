#include <solver/layered/operator/cell_kernel_implementation.h>

namespace sagitta::layered
{
  template KernelFunction<double> find_kernel_of_degree<double, 4>(const KernelShape &);
  template KernelFunction<float> find_kernel_of_degree<float, 4>(const KernelShape &);
} // namespace sagitta::layered
