#include <solver/input/layout/gds_records.h>

#include <solver/base/errors.h>
#include <solver/base/printable.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::input
{
  std::optional<GdsRecord> GdsRecords::next()
  {
    constexpr std::size_t heading = 4;
    if (at_ == bytes_.size())
      return std::nullopt;
    if (bytes_.size() - at_ < heading)
      fail(at_, "the file ends within a record: it is incomplete");
    const std::size_t length = std::size_t(byte(at_)) << 8 | byte(at_ + 1);
    if (length < heading || length % 2 != 0)
      fail(at_, fmt::format("a record of {} bytes is not possible; this is not GDSII, or the file is damaged", length));
    if (bytes_.size() - at_ < length)
      fail(at_, fmt::format("the file ends within a record of {} bytes: it is incomplete", length));
    const GdsRecord record{static_cast<GdsRecord::Tag>(byte(at_ + 2)), at_, length - heading};
    at_ += length;
    return record;
  }

  std::uint64_t GdsRecords::read(const GdsRecord &record, std::size_t at, unsigned n) const
  {
    if (at + n > record.n_bytes)
      fail(record.offset, fmt::format("a record of the kind 0x{:02x} is too short", static_cast<unsigned>(record.tag)));
    std::uint64_t value = 0;
    for (unsigned i = 0; i < n; ++i)
      value = value << 8 | byte(record.offset + 4 + at + i);
    return value;
  }

  int GdsRecords::small(const GdsRecord &record, std::size_t index) const
  {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(read(record, 2 * index, 2)));
  }

  std::int32_t GdsRecords::number(const GdsRecord &record, std::size_t index) const
  {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(read(record, 4 * index, 4)));
  }

  double GdsRecords::real(const GdsRecord &record, std::size_t index) const
  {
    const std::uint64_t bits = read(record, 8 * index, 8);
    const double mantissa = std::ldexp(static_cast<double>(bits & ((std::uint64_t(1) << 56) - 1)), -56);
    const int power = static_cast<int>(bits >> 56 & 0x7f) - 64;
    return (bits >> 63 != 0 ? -1 : 1) * std::ldexp(mantissa, 4 * power);
  }

  std::string GdsRecords::text(const GdsRecord &record) const
  {
    std::string text = bytes_.substr(record.offset + 4, record.n_bytes);
    return text.substr(0, text.find('\0'));
  }

  void GdsRecords::fail(std::size_t offset, const std::string &sentence) const
  {
    throw sagitta::input_error({fmt::format("{}: byte {}", source_, offset), ""}, in_one_line(sentence));
  }
} // namespace sagitta::input
