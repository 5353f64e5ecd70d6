#include <solver/input/text/hash.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace sagitta::input
{
  std::string sha256(const std::string &text)
  {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("libcrypto cannot compute a SHA-256");
    std::string hexadecimal;
    for (unsigned i = 0; i < length; ++i)
      hexadecimal += fmt::format("{:02x}", digest[i]);
    return hexadecimal;
  }
} // namespace sagitta::input
