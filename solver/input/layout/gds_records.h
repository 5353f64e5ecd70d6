#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sagitta::input
{
  /// One record of a GDSII stream: a length, a tag, a type of data, data.
  struct GdsRecord
  {
    enum class Tag : std::uint8_t
    {
      header = 0x00,
      units = 0x03,
      end_library = 0x04,
      begin_structure = 0x05,
      structure_name = 0x06,
      end_structure = 0x07,
      boundary = 0x08,
      path = 0x09,
      structure_reference = 0x0a,
      array_reference = 0x0b,
      text = 0x0c,
      layer = 0x0d,
      data_type = 0x0e,
      width = 0x0f,
      points = 0x10,
      end_element = 0x11,
      reference_name = 0x12,
      columns_and_rows = 0x13,
      node = 0x15,
      transformation = 0x1a,
      magnification = 0x1b,
      angle = 0x1c,
      path_type = 0x21,
      box = 0x2d,
      box_type = 0x2e,
      begin_extension = 0x30,
      end_extension = 0x31
    };

    Tag tag;
    std::size_t offset;  ///< of the record in the file
    std::size_t n_bytes; ///< of data
  };

  /// Walks over the records of a file. Whatever the bytes are, nothing outside of them is read.
  class GdsRecords
  {
  public:
    /// Both must outlive this.
    GdsRecords(const std::string &source, const std::string &bytes) : source_(source), bytes_(bytes) {}

    /// The next record; nothing at the end of the file. Throws InputError for a record that the file does not hold.
    std::optional<GdsRecord> next();

    std::size_t size() const { return bytes_.size(); }

    // Data of a record; throw InputError when it is shorter.
    int small(const GdsRecord &record, std::size_t index) const;           ///< of two bytes
    std::int32_t number(const GdsRecord &record, std::size_t index) const; ///< of four bytes
    double real(const GdsRecord &record, std::size_t index) const;         ///< of eight bytes: sign, power of 16 less 64, 56 bits
    std::string text(const GdsRecord &record) const;

    /// "rdl.gds: byte 1280: the sentence"
    [[noreturn]] void fail(std::size_t offset, const std::string &sentence) const;

  private:
    /// Big-endian, from the data of a record.
    std::uint64_t read(const GdsRecord &record, std::size_t at, unsigned n) const;

    std::uint8_t byte(std::size_t at) const { return static_cast<std::uint8_t>(bytes_[at]); }

    const std::string &source_;
    const std::string &bytes_;
    std::size_t at_ = 0;
  };
} // namespace sagitta::input
