#pragma once

// Small files of other programs, and how they are imported without a file system.

#include <solver/input/import/import_file.h>

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

namespace sagitta::tests
{
  using Files = std::map<std::string, std::string>;

  /// The case of the file `name`.
  inline input::Skeleton import_files(const Files &files, const std::string &name, input::ImportFormat format)
  {
    const auto read = [&](const std::string &one) -> input::TextFile {
      if (!files.count(one))
        throw InputError("there is no file " + one + " beside the one that is imported");
      return {one, files.at(one)};
    };
    return input::import_source(
        {read(name), name.substr(0, name.rfind('.')), read, [&](const std::string &one) { return one.empty() ? name : one; }}, format);
  }

  // A stack of HotSpot, one of 3D-ICE, chiplets of 3DBlox; one of CDXML, whose pin A1 stands twice at one place.

  inline const Files hotspot = {
      {"two.lcf", "# a die under its interface material\n0\nY\nY\n1.75e6\n0.01\n0.00015\na.flp\n\n1\nY\nN\n4e6\n0.25\n2.0e-05\na.flp\n"},
      {"a.flp", "left 0.002 0.004 0 0\nright 0.006 0.004 0.002 0\n"},
      {"a.ptrace", "left right\n1 2\n3 5\n"}};

  inline const Files ice = {{"a.stk", R"(material SILICON :
   thermal conductivity 1.30e-4 ;
   volumetric heat capacity 1.628e-12 ;
material BEOL : // upwards less
   thermal conductivity 2.25e-6, 2.25e-6, 1e-6 ;
   volumetric heat capacity 2.175e-12 ;
top heat sink :
   heat transfer coefficient 1.0e-7 ;
   temperature 300 ;
microchannel 4rm :
   height 100 ;
   channel length 100 ;
   wall material SILICON ;
   coolant flow rate 42 ;
dimensions :
   chip length 10000, width 8000 ;
   cell length 100, width 100 ;
layer PCB :
   height 10 ;
   material BEOL ;
die TOP :
   source 2 SILICON ;
   layer 50 SILICON ;
stack:
   die MEMORY TOP floorplan "a.flp" ;
   channel CHANNEL ;
   layer BOARD PCB ;
solver:
   steady ;
output:
   T (MEMORY, 5000, 3000, "o.txt", final) ;
)"},
                            {"a.flp", "one : position 0, 0 ; dimension 5000, 8000 ; power values 1.5, 2.5 ;\n"
                                      "two : position 5000, 0 ; dimension 5000, 8000 ; material SILICON ; power values 3, 4 ;\n"}};

  /// `more`: between declaration and root.
  inline std::string cdxml(const std::string &more = "")
  {
    std::string pins;
    for (const auto &[name, x] : {std::pair{"A1", -500}, {"A1", -500}, {"A2", 0}, {"A3", 500}})
      pins += fmt::format("<pin><pnum>{}</pnum><mech_type>Solder Ball</mech_type><netlist_name>n&amp;{}</netlist_name>\n<position><x>{}</x>"
                          "<y>250</y></position><diameter><typ>300</typ></diameter></pin>\n",
                          name, name, x);
    return "<?xml version=\"1.0\"?>\n" + more +
           "<cdxml><mpn>U1</mpn><mech><width><typ>1580</typ></width><length><typ>1620</typ></length><thickness><typ>625</typ></"
           "thickness>\n"
           "<io><pitch><typ>500</typ></pitch><thickness><min>150</min><max>350</max></thickness></io></mech>\n<io>" +
           pins + "</io></cdxml>";
  }

  inline const Files blox = {
      {"d.3dbv", "Header: {version: 2.5, unit: micron}\n"
                 "ChipletDef:\n"
                 "  Base: {type: die, design_area: [10000, 8000], thickness: 100}\n"
                 "  Top: {type: die, design_area: [3000, 2000], shrink: 1, thickness: 300, regions: {r1: {side: front, bmap: t.bmap}}}\n"},
      {"s.3dbx", "Header: {unit: micron, include: [d.3dbv]}\n"
                 "ChipletInst: {base: {reference: Base}, a: {reference: Top}, b: {reference: Top}}\n"
                 "Stack:\n"
                 "  base: {loc: [0, 0], z: 0.0, orient: R0}\n"
                 "  a: {loc: [1000, 1000], z: 120.0, orient: R0}\n"
                 "  b: {loc: [6000, 1000], z: 120.0, orient: MZ_R90}\n"}};

  inline const Files bumps = {{"b.txt", "File: b\nUnits: microns, 2 decimal places\n\nPin Number\tPadstack\tX Coord\tY Coord\tNet Name\n"
                                        "1\tPAD\t-60.00\t20.00\tA\n2\tPAD\t-20.00\t20.00\tB\n3\tBIG\t60.00\t-20.00\tC\n"}};
  inline const Files bump_map = {{"c.bmap", "# name cell x y port net\nb1 BUMP 100.0 200.0 S1 N1\nb2 BUMP 150.0 200.0 S2 N2\n"}};
} // namespace sagitta::tests
