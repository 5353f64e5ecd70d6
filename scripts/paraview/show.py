#!/usr/bin/env pvpython
"""Shows a run in ParaView: the package warped by its displacement and coloured by a field, whole again where symmetry cut it.

ParaView's own Python, pvpython, runs it: Debian has it in the package python3-paraview, a download of ParaView in its folder bin. It needs a
display, which xvfb-run (package xvfb) lends on a machine without one:
    pvpython scripts/paraview/show.py results --state room --picture room.png
    xvfb-run -a -s -noreset pvpython scripts/paraview/show.py results --colour von_mises --reflect none --picture stress.png
    xvfb-run -a -s -noreset pvpython scripts/paraview/show.py results --cut y=0mm --z-scale 5 --colour material --picture cut.png
The outlines of dies, thick, and of balls, thin, are drawn on the highest face. Without --picture the view is left in results/view.pvsm, to be opened in ParaView (File > Load State).
"""

import argparse
import ctypes
import json
import math
import os
import pathlib
import sys

try:
    from paraview import simple
except ImportError:
    sys.exit("this script runs in ParaView's Python: pvpython scripts/paraview/show.py ... (Debian: package python3-paraview)")

# What people want to read instead of SI: unit in the files -> (factor, offset, unit on the screen).
SHOWN_UNITS = {"m": (1e6, 0.0, "um"), "Pa": (1e-6, 0.0, "MPa"), "K": (1.0, -273.15, "degC")}
COMPONENT_NAMES = {3: ("x", "y", "z"), 6: ("xx", "yy", "zz", "xy", "yz", "xz")}
LENGTHS = {"mm": 1e-3, "um": 1e-6, "m": 1.0}
SYMMETRY_AXES = {"none": "", "half in x": "x", "half in y": "y", "quarter": "xy"}


def read_cut(words):
    """'y=0mm' as (axis, metres)."""
    axis, equals, length = words.partition("=")
    unit = length.lstrip("+-0123456789.eE")
    if axis not in ("x", "y", "z") or not equals or unit not in LENGTHS:
        raise argparse.ArgumentTypeError(f"{words!r} is not a cut; write x=, y= or z= with a length and its unit, such as y=0mm")
    try:
        return "xyz".index(axis), float(length[:len(length) - len(unit)]) * LENGTHS[unit]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is not a cut: {length!r} is not a length") from None


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path, help="directory of a run, with fields.pvd and results.json")
    parser.add_argument("--state", help="name of the state to show; the first if absent")
    parser.add_argument("--colour", default="displacement", help="what colours the view: material, or a field such as temperature or von_mises")
    parser.add_argument("--cut", action="append", type=read_cut, default=[], metavar="CUT",
                        help="remove what is below x or y, or above z: y=0mm; may be repeated")
    parser.add_argument("--z-scale", type=float, default=1.0, help="stretch of the shape, not of the displacement, along z")
    parser.add_argument("--component", type=int,
                        help="component of the field: 0 x, 1 y, 2 z, or 0 to 5 for xx, yy, zz, xy, yz, xz; -1 its magnitude "
                             "(if absent: z of displacement, else the magnitude)")
    parser.add_argument("--scale", type=float, help="factor on the displacement; if absent, one that makes it about a tenth of the package")
    parser.add_argument("--reflect", choices=("auto", "none", "x", "y", "xy"), default="auto",
                        help="axes along which the model is completed by its mirror image; auto: what results.json says")
    parser.add_argument("--no-outlines", action="store_true", help="leave out the outlines of dies and balls")
    parser.add_argument("--edges", action="store_true", help="draw the edges of the cells")
    parser.add_argument("--picture", type=pathlib.Path, help="PNG file to write")
    return parser.parse_args()


def has_display():
    """Is there an X display that can be opened? Debian's ParaView draws on one, and ends with a segmentation fault without."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True  # a ParaView that draws by other means
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if display:
        x11.XCloseDisplay(ctypes.c_void_p(display))
    return bool(display)


def draws_on_x():
    """Is this ParaView built for an X display? Builds with EGL or OSMesa need none."""
    from vtkmodules.vtkRenderingCore import vtkRenderWindow
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 (it registers the window of this build)

    return vtkRenderWindow().GetClassName() == "vtkXOpenGLRenderWindow"


def require_display():
    if draws_on_x() and not has_display():
        sys.exit(f"ParaView cannot draw: there is no display{' ' + os.environ['DISPLAY'] if os.environ.get('DISPLAY') else ''}. "
                 f"Provide one (Debian: package xvfb): xvfb-run -a -s -noreset pvpython {' '.join(sys.argv)}")


def read_results(directory):
    try:
        return json.loads((directory / "results.json").read_text())
    except (OSError, ValueError) as error:
        sys.exit(f"cannot read the results of a run in {directory}: {error}")


def state_index(results, name):
    names = [state["name"] for state in results["states"]]
    if name is None:
        return 0
    if name not in names:
        sys.exit(f"there is no state {name!r}; the run has {', '.join(names)}")
    return names.index(name)


def find_field(source, name):
    """'POINTS' or 'CELLS', and the number of components of a field."""
    for association, data in (("POINTS", source.PointData), ("CELLS", source.CellData)):
        if name in data.keys():
            return association, data.GetArray(name).GetNumberOfComponents()
    sys.exit(f"there is no field {name!r}; the files have {', '.join(source.PointData.keys() + source.CellData.keys())}")


def unit_of(source, name):
    """The unit that the files give a field in their field data, or nothing: the names of the components of the array units."""
    units = simple.servermanager.Fetch(source).GetFieldData().GetAbstractArray("units")
    for index in range(units.GetNumberOfComponents() if units else 0):
        text = units.GetComponentName(index) or ""
        if text.startswith(name + " [") and text.endswith("]"):
            return text[len(name) + 2:-1]
    return ""


def choose_scale(source):
    """A factor 1, 2 or 5 times a power of ten that makes the largest displacement about a tenth of the package's width."""
    x_min, x_max, y_min, y_max, _, _ = source.GetDataInformation().GetBounds()
    largest = source.PointData.GetArray("displacement").GetRange(-1)[1]
    if largest <= 0:
        return 1.0
    wanted = 0.1 * max(x_max - x_min, y_max - y_min) / largest
    candidates = [step * 10.0 ** decade for decade in range(-6, 12) for step in (1, 2, 5)]
    return max((candidate for candidate in candidates if candidate <= wanted), default=1.0)


def mirrored_axes(axes, components, component):
    """The axes without those at which this component changes its sign: the mirror image of a shear must not be shown with the wrong one."""
    if components == 1 or component == -1:
        return axes
    name = COMPONENT_NAMES[components][component]
    kept = "".join(axis for axis in axes if name.count(axis) % 2 == 0)
    if kept != axes:
        print(f"not mirrored along {', '.join(sorted(set(axes) - set(kept)))}: the {name} component changes its sign there")
    return kept


def shown_field(source, name, component):
    """Adds one component of a field in units for the eye; returns (pipeline, 'POINTS' or 'CELLS', its name)."""
    association, components = find_field(source, name)
    factor, offset, unit = SHOWN_UNITS.get(unit_of(source, name), (1.0, 0.0, unit_of(source, name)))
    if component >= components or component < -1:
        sys.exit(f"the field {name} has {components} components; --component is -1 to {components - 1}")
    data = f'inputs[0].{"PointData" if association == "POINTS" else "CellData"}["{name}"]'
    if components == 1:
        expression, part = data, ""
    elif component == -1:
        expression, part = f"sqrt(sum({data} * {data}, axis=1))", " magnitude"
    else:
        expression, part = f"{data}[:, {component}]", " " + COMPONENT_NAMES[components][component]
    label = f"{name}{part} [{unit}]" if unit else f"{name}{part}"
    calculator = simple.PythonCalculator(Input=source)
    calculator.ArrayAssociation = "Point Data" if association == "POINTS" else "Cell Data"
    calculator.ArrayName = label
    calculator.CopyArrays = 1
    calculator.Expression = f"{expression} * {factor!r} + {offset!r}"
    return calculator, association, label


def cut(source, cuts, planes):
    """The part that remains. `planes`: of the mirror image that this copy will become; its cuts are mirrored here."""
    for axis, place in cuts:
        plane = planes.get(axis)
        clip = simple.Clip(Input=source, ClipType="Plane")
        clip.ClipType.Origin = [place if axis == k and plane is None else 2 * plane - place if axis == k else 0.0 for k in range(3)]
        clip.ClipType.Normal = [1.0 if axis == k else 0.0 for k in range(3)]
        clip.Invert = 1 if (axis == 2) != (plane is not None) else 0  # 1: what lies below the plane remains
        source = clip
    return source


def stretch(source, factor):
    """The shape stretched along z."""
    if factor == 1:
        return source
    calculator = simple.Calculator(Input=source, CoordinateResults=1)
    calculator.Function = f"coordsX*iHat + coordsY*jHat + {factor!r}*coordsZ*kHat"
    return calculator


def make_whole(shown, arguments, scale, axes, bounds):
    """The modelled part and its mirror images, each cut, stretched and warped. Displacement does not move a plane of symmetry, which is the
    lowest x or y of the model as it was meshed."""
    copies = []
    for mirrored in sorted({"", *axes, axes}):
        planes = {"xy".index(axis): bounds[2 * "xy".index(axis)] for axis in mirrored}
        source = simple.WarpByVector(Input=stretch(cut(shown, arguments.cut, planes), arguments.z_scale), Vectors=["POINTS", "displacement"],
                                     ScaleFactor=scale)
        for axis, place in planes.items():
            source = simple.Reflect(Input=source, Plane="XY"[axis], Center=place, CopyInput=0)
        copies.append(source)
    return copies[0] if len(copies) == 1 else simple.AppendDatasets(Input=copies)


def read_outlines(directory):
    """Closed lines of dies, and of round parts, as lists of (x, y) [m] by model.json; none for a run that did not write one."""
    try:
        parts = json.loads((directory / "model.json").read_text(encoding="utf-8"))["parts"]
    except (OSError, ValueError, KeyError):
        return [], []
    dies, balls = [], []
    for part in parts:
        if part["kind"] == "die":
            for x_min, x_max, y_min, y_max in part.get("rectangles", {}).get("value", []):
                corners = [(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max), (x_min, y_min)]
                dies.append([(a[0] + (b[0] - a[0]) * k / 40, a[1] + (b[1] - a[1]) * k / 40) for a, b in zip(corners, corners[1:]) for k in range(40)]
                            + corners[:1])
        for x, y, radius in part.get("discs", part.get("bumps", {})).get("value", []):
            balls.append([(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in (math.pi * k / 12 for k in range(25))])
    return dies, balls


def show_outlines(view, reader, lines, width, arguments, scale, axes, bounds):
    """Lines on the highest face that the cuts leave, displaced as the package is."""
    if not lines:
        return
    top = min([bounds[5], *(place for axis, place in arguments.cut if axis == 2)])
    height = top - 1e-6 * (bounds[5] - bounds[4])  # within the cells, whose displacement the lines take
    source = simple.ProgrammableSource(OutputDataSetType="vtkPolyData")
    source.Script = f"""
import vtk
points, cells = vtk.vtkPoints(), vtk.vtkCellArray()
points.SetDataTypeToDouble()
for line in {[[(float(f"{x:.9g}"), float(f"{y:.9g}")) for x, y in line] for line in lines]!r}:
    numbers = [points.InsertNextPoint(x, y, {height!r}) for x, y in line]
    for pair in zip(numbers, numbers[1:]):
        cells.InsertNextCell(2, pair)
self.GetOutput().SetPoints(points)
self.GetOutput().SetLines(cells)
"""
    placed = simple.ResampleWithDataset(SourceDataArrays=reader, DestinationMesh=source)
    placed.PassPointArrays = 1
    # What lies beside the highest face, such as balls under a board below a smaller lid, has no displacement there.
    placed = simple.Threshold(Input=placed, Scalars=["POINTS", "vtkValidPointMask"], LowerThreshold=0.5, UpperThreshold=1.5)
    # Of a model that symmetry cut, its own part; the mirror images follow with those of the package.
    for axis in axes:
        k = "xy".index(axis)
        placed = cut(placed, [(k, bounds[2 * k])], {})
    display = simple.Show(make_whole(placed, arguments, scale, axes, bounds), view)
    simple.ColorBy(display, None)
    display.AmbientColor = display.DiffuseColor = [0.0, 0.0, 0.0]
    display.LineWidth = width
    display.Position = [0.0, 0.0, 2e-3 * (bounds[1] - bounds[0])]  # before the face, not in it


def values_seen(whole, association, label):
    """All values of an array in the view."""
    data = simple.servermanager.Fetch(whole)
    array = (data.GetPointData() if association == "POINTS" else data.GetCellData()).GetArray(label)
    if array is None or array.GetNumberOfTuples() == 0:
        sys.exit("there is nothing to show: the cuts remove the whole package")
    from vtkmodules.util.numpy_support import vtk_to_numpy

    return vtk_to_numpy(array)


def scalar_bar(table, view, title, format_of_labels="%.4g"):
    bar = simple.GetScalarBar(table, view)
    bar.Title, bar.ComponentTitle = title, ""
    bar.TitleColor = bar.LabelColor = [0, 0, 0]
    bar.AutomaticLabelFormat = 0
    bar.LabelFormat = bar.RangeLabelFormat = format_of_labels
    return bar


def colour(display, view, association, label, seen):
    """A range with both signs goes from blue to red, even about a white zero; any other one from dark to light. Of cells, which hold
    stresses, the range leaves out 1 % at both ends: edges where the exact stress is unbounded."""
    simple.ColorBy(display, (association, label))
    table = simple.GetColorTransferFunction(label)
    ordered = sorted(seen)
    edge = len(ordered) // 100 if association == "CELLS" else 0
    low, high = float(ordered[edge]), float(ordered[-1 - edge])
    if low < 0 < high:
        table.ApplyPreset("Cool to Warm", True)
        low, high = -max(-low, high), max(-low, high)
    else:
        table.ApplyPreset("Viridis (matplotlib)", True)
    table.RescaleTransferFunction(low, high if high > low else low + 1)
    scalar_bar(table, view, label + (" (98 % of the cells)" if edge else ""))
    display.SetScalarBarVisibility(view, True)


def material_names(source):
    names = simple.servermanager.Fetch(source).GetFieldData().GetAbstractArray("material_names")
    return [names.GetComponentName(index) or "" for index in range(names.GetNumberOfComponents())] if names else []


def material_colours(directory, names):
    """Those of the drawing of the model, else a palette; in 0 to 1."""
    try:
        model = json.loads((directory / "model.json").read_text())
        known = {material["name"]: material["colour"] for material in model["materials"]}
    except (OSError, ValueError, KeyError):
        known = {}
    spare = ("#a6cee3", "#fdbf6f", "#b2df8a", "#cab2d6", "#fb9a99", "#ffff99", "#1f78b4", "#33a02c", "#6a3d9a", "#b15928")
    colours, used = [], {}
    for number, name in enumerate(names):
        text = known.get(name, spare[number % len(spare)])
        darker = 0.72 ** used.get(text, 0)  # two materials never look the same
        used[text] = used.get(text, 0) + 1
        colours.append([int(text[i:i + 2], 16) / 255 * darker for i in (1, 3, 5)])
    return colours


def colour_materials(display, view, directory, names, seen):
    """A legend with the names of the materials that are seen."""
    simple.ColorBy(display, ("CELLS", "material"))
    table = simple.GetColorTransferFunction("material")
    numbers = sorted({int(number) for number in seen})
    colours = material_colours(directory, [names[number] for number in numbers])
    table.InterpretValuesAsCategories = 1
    table.Annotations = [word for number in numbers for word in (str(number), names[number])]
    table.IndexedColors = [share for rgb in colours for share in rgb]
    table.IndexedOpacities = [1.0] * len(numbers)
    scalar_bar(table, view, "material")
    display.SetScalarBarVisibility(view, True)


def make_view():
    view = simple.CreateView("RenderView")
    view.ViewSize = [1600, 900]
    view.UseColorPaletteForBackground = 0
    view.Background = [1, 1, 1]
    view.OrientationAxesLabelColor = [0, 0, 0]
    return view


def main():
    arguments = parse_arguments()
    require_display()
    results = read_results(arguments.directory)
    index = state_index(results, arguments.state)
    axes = arguments.reflect if arguments.reflect in ("x", "y", "xy") else ""
    if arguments.reflect == "auto":
        axes = SYMMETRY_AXES[results["mesh"]["symmetry"]]

    reader = simple.PVDReader(FileName=str(arguments.directory.resolve() / "fields.pvd"))
    view = make_view()
    simple.GetTimeKeeper().Time = float(index)
    view.ViewTime = float(index)
    simple.GetAnimationScene().AnimationTime = float(index)
    reader.UpdatePipeline(float(index))
    if "displacement" not in reader.PointData.keys():
        sys.exit(f"cannot show {arguments.directory / 'fields.pvd'}: it has no displacement")
    bounds = reader.GetDataInformation().GetBounds()
    scale = arguments.scale if arguments.scale is not None else choose_scale(reader)

    is_material = arguments.colour == "material"
    component = arguments.component
    if component is None:
        component = 2 if arguments.colour == "displacement" else -1
    if is_material:
        shown, association, label = reader, "CELLS", "material"
    else:
        shown, association, label = shown_field(reader, arguments.colour, component)
        axes = mirrored_axes(axes, find_field(reader, arguments.colour)[1], component)
    whole = make_whole(shown, arguments, scale, axes, bounds)
    whole.UpdatePipeline(float(index))
    display = simple.Show(whole, view)
    display.Representation = "Surface With Edges" if arguments.edges else "Surface"
    display.Ambient, display.Diffuse = 0.4, 0.6  # the colours of the legend on faces in the shade too
    seen = values_seen(whole, association, label)
    if is_material:
        colour_materials(display, view, arguments.directory, material_names(reader), seen)
    else:
        colour(display, view, association, label, seen)

    if not arguments.no_outlines:
        for lines, width in zip(read_outlines(arguments.directory), (3.0, 1.0)):
            show_outlines(view, reader, lines, width, arguments, scale, axes, bounds)
    stretched = f", z x {arguments.z_scale:g}" if arguments.z_scale != 1 else ""
    title = f": {results['case']['title']}" if results["case"]["title"] else ""
    caption = simple.Text(Text=f"{results['case']['name']}{title}\n{results['states'][index]['name']}: displacement x {scale:g}{stretched}")
    caption_display = simple.Show(caption, view)
    caption_display.Color = [0, 0, 0]
    caption_display.FontSize = 20
    caption_display.WindowLocation = "Upper Center"

    view.CameraViewUp = [0, 0, 1]
    view.CameraPosition = [-1.0, -2.0, 1.0]
    view.CameraFocalPoint = [0, 0, 0]
    view.CameraParallelProjection = 1
    simple.ResetCamera(view)
    view.CameraParallelScale *= 0.62  # a flat package leaves most of its bounding sphere empty
    simple.Render(view)
    if arguments.picture:
        simple.SaveScreenshot(str(arguments.picture), view)
        print(arguments.picture)
    else:
        target = arguments.directory / "view.pvsm"
        simple.SaveState(str(target))
        print(target)


if __name__ == "__main__":
    main()
