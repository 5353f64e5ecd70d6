#include <solver/layered/operator/cell_kernel.h>

#include <algorithm>
#include <stdexcept>

namespace sagitta::layered
{
  template <typename Number>
  KernelFunction<Number> find_kernel(const KernelShape &shape)
  {
    KernelFunction<Number> kernel = nullptr;
    const bool is_width = std::find(lane_widths.begin(), lane_widths.end(), shape.lane_bytes) != lane_widths.end();
    if (is_width && (shape.n_components == 1 || shape.n_components == 3) && shape.q >= 1 && shape.q <= 4)
      switch (shape.p)
        {
        case 1:
          kernel = find_kernel_of_degree<Number, 1>(shape);
          break;
        case 2:
          kernel = find_kernel_of_degree<Number, 2>(shape);
          break;
        case 3:
          kernel = find_kernel_of_degree<Number, 3>(shape);
          break;
        case 4:
          kernel = find_kernel_of_degree<Number, 4>(shape);
          break;
        default:
          break;
        }
    if (kernel == nullptr)
      throw std::invalid_argument("layered kernels exist for 1 and 3 components and degrees 1 to 4 in the widest registers of the "
                                  "instruction set, in narrower ones for equal degrees");
    return kernel;
  }

  template KernelFunction<double> find_kernel<double>(const KernelShape &);
  template KernelFunction<float> find_kernel<float>(const KernelShape &);
} // namespace sagitta::layered
