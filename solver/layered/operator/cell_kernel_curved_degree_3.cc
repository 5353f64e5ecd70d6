#include <solver/layered/operator/cell_kernel_curved.h>

namespace sagitta::layered
{
  template KernelFunction<double> find_curved_kernel_of_degree<double, 3>(const KernelShape &);
  template KernelFunction<float> find_curved_kernel_of_degree<float, 3>(const KernelShape &);
} // namespace sagitta::layered
