#include <solver/layered/cell_kernel_implementation.h>

namespace sagitta::layered
{
  template KernelFunction<double> find_kernel_of_degree<double, 4>(unsigned, unsigned, bool);
  template KernelFunction<float> find_kernel_of_degree<float, 4>(unsigned, unsigned, bool);
} // namespace sagitta::layered
