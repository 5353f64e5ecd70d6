#include <solver/output/gather.h>

#include <solver/base/agreement.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace sagitta::output
{
  namespace
  {
    constexpr int tag = 6201;
    /// MPI counts are int: larger arrays are sent in parts of this many bytes.
    constexpr std::size_t largest_message = std::size_t{1} << 30;

    template <typename Value>
    void send(const std::vector<Value> &values, int to, MPI_Comm communicator)
    {
      const std::uint64_t bytes = values.size() * sizeof(Value);
      MPI_Send(&bytes, 1, MPI_UINT64_T, to, tag, communicator);
      const char *data = reinterpret_cast<const char *>(values.data());
      for (std::size_t at = 0; at < bytes; at += largest_message)
        MPI_Send(data + at, static_cast<int>(std::min<std::size_t>(largest_message, bytes - at)), MPI_BYTE, to, tag, communicator);
    }

    /// Receives at the end of `values`.
    template <typename Value>
    void receive(std::vector<Value> &values, int from, MPI_Comm communicator)
    {
      std::uint64_t bytes = 0;
      MPI_Recv(&bytes, 1, MPI_UINT64_T, from, tag, communicator, MPI_STATUS_IGNORE);
      const std::size_t before = values.size();
      values.resize(before + bytes / sizeof(Value));
      char *data = reinterpret_cast<char *>(values.data() + before);
      for (std::size_t at = 0; at < bytes; at += largest_message)
        MPI_Recv(data + at, static_cast<int>(std::min<std::size_t>(largest_message, bytes - at)), MPI_BYTE, from, tag, communicator,
                 MPI_STATUS_IGNORE);
    }

    /// Everything of a piece except its numbers, as text that can be compared and sent.
    std::string describe_fields(const results::FieldPiece &piece)
    {
      const auto list = [](const std::vector<results::Field> &fields) {
        nlohmann::json json = nlohmann::json::array();
        for (const results::Field &field : fields)
          json.push_back({field.name, field.unit, field.components});
        return json;
      };
      return nlohmann::json{{"degree", piece.degree},
                            {"degree_z", piece.degree_z},
                            {"point_fields", list(piece.point_fields)},
                            {"cell_fields", list(piece.cell_fields)},
                            {"part_names", piece.part_names},
                            {"material_names", piece.material_names}}
          .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    results::FieldPiece piece_of_description(const std::string &description)
    {
      const nlohmann::json json = nlohmann::json::parse(description);
      const auto fields = [](const nlohmann::json &list) {
        std::vector<results::Field> result;
        for (const nlohmann::json &item : list)
          result.push_back({item[0].get<std::string>(), item[1].get<std::string>(), item[2].get<unsigned>(), {}});
        return result;
      };
      results::FieldPiece piece;
      piece.degree = json["degree"].get<unsigned>();
      piece.degree_z = json["degree_z"].get<unsigned>();
      piece.point_fields = fields(json["point_fields"]);
      piece.cell_fields = fields(json["cell_fields"]);
      piece.part_names = json["part_names"].get<std::vector<std::string>>();
      piece.material_names = json["material_names"].get<std::vector<std::string>>();
      return piece;
    }

    bool has_cells(const results::FieldPiece &piece)
    {
      return !piece.connectivity.empty();
    }

    void require(bool condition, const std::string &sentence)
    {
      if (!condition)
        throw std::logic_error("a piece of field output is not consistent: " + sentence);
    }

    /// Runs a check; returns its sentence instead of throwing.
    std::string find_fault_of_piece(const results::FieldPiece &piece)
    {
      try
        {
          check(piece);
        }
      catch (const std::logic_error &error)
        {
          return error.what();
        }
      return {};
    }
  } // namespace

  unsigned group_of(unsigned rank, unsigned ranks, unsigned groups)
  {
    groups = std::min(groups, ranks);
    return static_cast<unsigned>(static_cast<std::uint64_t>(rank) * groups / ranks);
  }

  results::FieldPiece without_cells(const results::FieldPiece &piece)
  {
    return piece_of_description(describe_fields(piece));
  }

  void check(const results::FieldPiece &piece)
  {
    require(piece.degree >= 1 && piece.degree_z >= 1, "its degree is zero");
    const std::size_t per_cell = (piece.degree + 1) * (piece.degree + 1) * (piece.degree_z + 1);
    const std::size_t points = piece.points.size() / 3, cells = piece.connectivity.size() / per_cell;
    require(piece.points.size() == 3 * points, "points need three coordinates");
    require(piece.connectivity.size() == cells * per_cell, "cells need (p+1)^2 (q+1) points");
    for (const std::int64_t point : piece.connectivity)
      require(point >= 0 && static_cast<std::size_t>(point) < points, "a cell has a point that does not exist");

    std::set<std::string> names;
    const auto check_fields = [&](const std::vector<results::Field> &fields, std::size_t items) {
      for (const results::Field &field : fields)
        {
          require(field.components > 0 && field.data.size() == items * field.components, "the field " + field.name + " has a wrong size");
          require(names.insert(field.name).second, "two fields are called " + field.name);
        }
    };
    check_fields(piece.point_fields, points);
    names.clear();
    check_fields(piece.cell_fields, cells);

    const auto check_ids = [&](const std::vector<std::int32_t> &ids, const std::vector<std::string> &id_names, const std::string &kind) {
      require(ids.size() == cells, "not every cell has a " + kind);
      for (const std::int32_t id : ids)
        require(id >= 0 && static_cast<std::size_t>(id) < id_names.size(), "a " + kind + " has no name");
    };
    check_ids(piece.part_ids, piece.part_names, "part");
    check_ids(piece.material_ids, piece.material_names, "material");
  }

  results::FieldPiece agree_on_fields(const results::FieldPiece &piece, MPI_Comm communicator)
  {
    const std::string own = describe_fields(piece);
    // Of the first rank with cells; if none has any, of the first rank.
    std::string agreed = own;
    if (const auto with_cells = find_first_error(has_cells(piece) ? own : "", communicator))
      agreed = *with_cells;
    else
      broadcast(agreed, 0, communicator);

    std::string fault;
    if (has_cells(piece))
      {
        fault = find_fault_of_piece(piece);
        if (fault.empty() && own != agreed)
          fault = "the ranks disagree about the fields of the output: " + own + " against " + agreed;
      }
    if (const auto first = find_first_error(fault, communicator))
      throw std::logic_error(*first);
    return piece_of_description(agreed);
  }

  results::FieldPiece gather(const results::FieldPiece &piece, const results::FieldPiece &fields, MPI_Comm group)
  {
    int rank = 0, ranks = 1;
    MPI_Comm_rank(group, &rank);
    MPI_Comm_size(group, &ranks);
    const results::FieldPiece &own = has_cells(piece) ? piece : fields;
    if (rank != 0)
      {
        send(own.points, 0, group);
        send(own.connectivity, 0, group);
        for (const std::vector<results::Field> *list : {&own.point_fields, &own.cell_fields})
          for (const results::Field &field : *list)
            send(field.data, 0, group);
        send(own.part_ids, 0, group);
        send(own.material_ids, 0, group);
        return fields;
      }

    results::FieldPiece whole = own;
    for (int from = 1; from < ranks; ++from)
      {
        const std::int64_t first_point = static_cast<std::int64_t>(whole.points.size() / 3);
        const std::size_t first_entry = whole.connectivity.size();
        receive(whole.points, from, group);
        receive(whole.connectivity, from, group);
        for (std::size_t entry = first_entry; entry < whole.connectivity.size(); ++entry)
          whole.connectivity[entry] += first_point;
        for (std::vector<results::Field> *list : {&whole.point_fields, &whole.cell_fields})
          for (results::Field &field : *list)
            receive(field.data, from, group);
        receive(whole.part_ids, from, group);
        receive(whole.material_ids, from, group);
      }
    return whole;
  }
} // namespace sagitta::output
