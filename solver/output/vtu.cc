#include <solver/output/vtu.h>

#include <solver/base/errors.h>
#include <solver/output/gather.h>
#include <solver/output/vtk_grid.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <vtkCellData.h>
#include <vtkErrorCode.h>
#include <vtkFieldData.h>
#include <vtkIntArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkXMLUnstructuredGridWriter.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace sagitta::output
{
  namespace
  {
    /// A communicator of our own.
    class Group
    {
    public:
      Group(MPI_Comm communicator, unsigned groups)
      {
        int rank = 0, ranks = 1;
        MPI_Comm_rank(communicator, &rank);
        MPI_Comm_size(communicator, &ranks);
        index_ = group_of(static_cast<unsigned>(rank), static_cast<unsigned>(ranks), groups);
        MPI_Comm_split(communicator, static_cast<int>(index_), rank, &communicator_);
      }
      ~Group() { MPI_Comm_free(&communicator_); }
      Group(const Group &) = delete;
      Group &operator=(const Group &) = delete;

      MPI_Comm communicator() const { return communicator_; }
      unsigned index() const { return index_; }
      bool is_leader() const
      {
        int rank = 0;
        MPI_Comm_rank(communicator_, &rank);
        return rank == 0;
      }
      int size() const
      {
        int ranks = 1;
        MPI_Comm_size(communicator_, &ranks);
        return ranks;
      }

    private:
      MPI_Comm communicator_ = MPI_COMM_NULL;
      unsigned index_ = 0;
    };

    std::string piece_name(const std::string &state, unsigned group)
    {
      return fmt::format("{}_{}.vtu", file_stem(state), group);
    }

    std::string escape(const std::string &text)
    {
      std::string escaped;
      for (const char character : text)
        switch (character)
          {
          case '&':
            escaped += "&amp;";
            break;
          case '<':
            escaped += "&lt;";
            break;
          case '>':
            escaped += "&gt;";
            break;
          case '"':
            escaped += "&quot;";
            break;
          default:
            escaped += character;
          }
      return escaped;
    }

    /// Adds texts as the names of the components of a field-data array of one tuple 0, 1, 2, ...: meshio reads numbers only, and stops at
    /// an array of strings.
    void add_texts(vtkUnstructuredGrid &grid, const std::string &name, const std::vector<std::string> &texts)
    {
      vtkNew<vtkIntArray> array;
      array->SetName(name.c_str());
      array->SetNumberOfComponents(static_cast<int>(texts.size()));
      array->SetNumberOfTuples(1);
      for (int index = 0; index < static_cast<int>(texts.size()); ++index)
        {
          array->SetTypedComponent(0, index, index);
          array->SetComponentName(index, escape(texts[static_cast<std::size_t>(index)]).c_str()); // VTK writes them as they are
        }
      grid.GetFieldData()->AddArray(array);
    }

    void describe_file(vtkUnstructuredGrid &grid, const std::string &state, const results::FieldPiece &piece, const FileInfo &info)
    {
      add_texts(grid, "part_names", piece.part_names);
      add_texts(grid, "material_names", piece.material_names);
      std::vector<std::string> units = {"points [m]"};
      for (const std::vector<results::Field> *fields : {&piece.point_fields, &piece.cell_fields})
        for (const results::Field &field : *fields)
          units.push_back(fmt::format("{} [{}]", field.name, field.unit));
      add_texts(grid, "units", units);
      add_texts(grid, "state", {state});
      add_texts(grid, "case_name", {info.case_name});
      add_texts(grid, "case_hash", {info.case_hash});
      add_texts(grid, "program", {fmt::format("Sagitta {} ({})", info.version, info.revision)});
    }

    /// A VTU file with the version that all readers know. VTK gives files with Lagrange cells a later one for the order of their points;
    /// ours have the order of version 1.0.
    std::string as_version_1(std::string document)
    {
      const std::string key = " version=\"";
      const std::size_t begin = document.find(key, document.find("<VTKFile")) + key.size();
      return document.replace(begin, document.find('"', begin) - begin, "1.0");
    }

    /// The grid as the text of a VTU file.
    std::string make_document(vtkUnstructuredGrid &grid)
    {
      vtkNew<vtkXMLUnstructuredGridWriter> writer;
      // zlib because every reader of VTU files supports it; low levels compress floating-point numbers nearly as well as high ones.
      writer->SetCompressorTypeToZLib();
      writer->SetCompressionLevel(2);
      // Inline, not appended: VTK's reader stops the XML parser where appended data begins, which expat 2.6 and its backports to Debian 12
      // no longer allow; ParaView 5.11 there refuses such files with "invalid token" (VTK issue 19258).
      writer->SetDataModeToBinary();
      writer->SetHeaderTypeToUInt64();
      // To memory, not to the disk: when the disk is full, VTK 9.1 frees in this mode what it has not allocated.
      writer->WriteToOutputStringOn();
      writer->SetInputData(&grid);
      if (writer->Write() == 0 || writer->GetErrorCode() != vtkErrorCode::NoError)
        throw FileError(fmt::format("VTK could not make the file of a state's fields (its error code {})", writer->GetErrorCode()));
      return as_version_1(writer->GetOutputString());
    }

    std::string xml_header(const char *type)
    {
      return fmt::format(
          "<?xml version=\"1.0\"?>\n<VTKFile type=\"{}\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n", type);
    }

    /// PPointData or PCellData of the arrays of a grid, with its active attributes.
    std::string describe_arrays(const char *element, vtkDataSetAttributes &attributes)
    {
      std::string text = fmt::format("    <{}", element);
      for (int type = 0; type < vtkDataSetAttributes::NUM_ATTRIBUTES; ++type)
        if (vtkAbstractArray *active = attributes.GetAbstractAttribute(type))
          text += fmt::format(" {}=\"{}\"", vtkDataSetAttributes::GetAttributeTypeAsString(type), escape(active->GetName()));
      text += ">\n";
      for (int index = 0; index < attributes.GetNumberOfArrays(); ++index)
        {
          vtkAbstractArray *array = attributes.GetAbstractArray(index);
          text +=
              fmt::format("      <PDataArray type=\"{}\" Name=\"{}\" NumberOfComponents=\"{}\"/>\n",
                          array->GetDataType() == VTK_INT ? "Int32" : "Float64", escape(array->GetName()), array->GetNumberOfComponents());
        }
      return text + fmt::format("    </{}>\n", element);
    }

    std::string parallel_document(const std::string &state, const results::FieldPiece &fields, unsigned files)
    {
      const auto grid = make_grid(fields);
      std::string text = xml_header("PUnstructuredGrid") + "  <PUnstructuredGrid GhostLevel=\"0\">\n";
      text += describe_arrays("PPointData", *grid->GetPointData());
      text += describe_arrays("PCellData", *grid->GetCellData());
      text += "    <PPoints>\n      <PDataArray type=\"Float64\" NumberOfComponents=\"3\"/>\n    </PPoints>\n";
      for (unsigned file = 0; file < files; ++file)
        text += fmt::format("    <Piece Source=\"{}\"/>\n", escape(piece_name(state, file)));
      return text + "  </PUnstructuredGrid>\n</VTKFile>\n";
    }
  } // namespace

  void write_state(const FieldFiles &files, const std::string &state, const results::FieldPiece &piece, MPI_Comm communicator)
  {
    if (files.per_state == 0)
      throw std::invalid_argument("fields need at least one file");
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    const std::filesystem::path folder = files.directory / "fields";
    on_first_rank(communicator, [&]() { make_directory(folder); });

    const results::FieldPiece fields = agree_on_fields(piece, communicator);
    std::optional<WholeFile> file;
    {
      const Group group(communicator, files.per_state);
      // A rank that is alone in its group needs no copy of its fields.
      const bool is_alone = group.size() == 1 && !piece.connectivity.empty();
      const results::FieldPiece gathered = is_alone ? results::FieldPiece{} : gather(piece, fields, group.communicator());
      const results::FieldPiece &whole = is_alone ? piece : gathered;
      write_on_every_rank(communicator, [&]() {
        if (!group.is_leader())
          return;
        file.emplace(folder / piece_name(state, group.index()));
        const auto grid = make_grid(whole);
        describe_file(*grid, state, whole, files.origin);
        file->write(make_document(*grid));
      });
    }
    write_on_every_rank(communicator, [&]() {
      if (file)
        file->commit();
    });
    on_first_rank(communicator, [&]() {
      write_own_file(folder / (file_stem(state) + ".pvtu"),
                     parallel_document(state, fields, std::min(files.per_state, static_cast<unsigned>(ranks))));
    });
  }

  void write_collection(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator)
  {
    on_first_rank(communicator, [&]() {
      std::string text = xml_header("Collection") + "  <Collection>\n";
      for (std::size_t index = 0; index < states.size(); ++index)
        text += fmt::format("    <DataSet timestep=\"{}\" part=\"0\" name=\"{}\" file=\"fields/{}.pvtu\"/>\n", index, escape(states[index]),
                            escape(file_stem(states[index])));
      write_own_file(directory / "fields.pvd", text + "  </Collection>\n</VTKFile>\n");
    });
  }
} // namespace sagitta::output
