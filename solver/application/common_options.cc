#include <solver/application/common_options.h>

namespace sagitta::application
{
  void add_overrides(CLI::App &command, std::vector<std::string> &overrides, const std::string &description)
  {
    command.add_option("--set", overrides, description)->type_name("KEY.PATH=VALUE")->type_size(1)->allow_extra_args(false);
  }

  void add_library(CLI::App &command, std::vector<std::string> &libraries)
  {
    command
        .add_option("--library", libraries,
                    "Directory of material cards, searched before SAGITTA_LIBRARY and the shipped library; may be repeated")
        ->type_name("DIR")
        ->type_size(1)
        ->allow_extra_args(false);
  }
} // namespace sagitta::application
