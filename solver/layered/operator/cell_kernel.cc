#include <solver/layered/operator/cell_kernel.h>

#include <algorithm>
#include <stdexcept>

namespace sagitta::layered
{
  namespace
  {
    template <typename Number>
    KernelFunction<Number> find_curved_kernel(const KernelShape &shape)
    {
      if (shape.lane_bytes != lane_bytes)
        return nullptr;
      return shape.p == 2   ? find_curved_kernel_of_degree<Number, 2>(shape)
             : shape.p == 3 ? find_curved_kernel_of_degree<Number, 3>(shape)
             : shape.p == 4 ? find_curved_kernel_of_degree<Number, 4>(shape)
                            : nullptr;
    }
  } // namespace

  template <typename Number>
  KernelFunction<Number> find_kernel(const KernelShape &shape)
  {
    KernelFunction<Number> kernel = nullptr;
    const bool is_width = std::find(lane_widths.begin(), lane_widths.end(), shape.lane_bytes) != lane_widths.end();
    const bool is_known = is_width && (shape.n_components == 1 || shape.n_components == 3) && shape.q >= 1 && shape.q <= 4;
    if (is_known && shape.cells == CellShape::curved)
      kernel = find_curved_kernel<Number>(shape);
    else if (is_known)
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
                                  "instruction set, in narrower ones for equal degrees and upright elements; curved elements need "
                                  "degree 2 or more in the plan");
    return kernel;
  }

  template KernelFunction<double> find_kernel<double>(const KernelShape &);
  template KernelFunction<float> find_kernel<float>(const KernelShape &);
} // namespace sagitta::layered
