#!/usr/bin/env pvpython
"""Shows a run in ParaView: the package warped by its displacement and coloured by a field, whole again where symmetry cut it.

ParaView's own Python, pvpython, runs it: Debian has it in the package python3-paraview, a download of ParaView in its folder bin. It needs a
display, which xvfb-run (package xvfb) lends on a machine without one:
    pvpython scripts/paraview/show.py results --state room --picture room.png
    xvfb-run -a -s -noreset pvpython scripts/paraview/show.py results --colour von_mises --reflect none --picture stress.png
Without --picture the view is left in results/view.pvsm, to be opened in ParaView (File > Load State).
"""

import argparse
import ctypes
import json
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
SYMMETRY_AXES = {"none": "", "half in x": "x", "half in y": "y", "quarter": "xy"}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path, help="directory of a run, with fields.pvd and results.json")
    parser.add_argument("--state", help="name of the state to show; the first if absent")
    parser.add_argument("--colour", default="displacement", help="field that colours the view, such as temperature, von_mises or stress")
    parser.add_argument("--component", type=int,
                        help="component of the field: 0 x, 1 y, 2 z, or 0 to 5 for xx, yy, zz, xy, yz, xz; -1 its magnitude "
                             "(if absent: z of displacement, else the magnitude)")
    parser.add_argument("--scale", type=float, help="factor on the displacement; if absent, one that makes it about a tenth of the package")
    parser.add_argument("--reflect", choices=("auto", "none", "x", "y", "xy"), default="auto",
                        help="axes along which the model is completed by its mirror image; auto: what results.json says")
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
                 f"Lend it one (Debian: package xvfb): xvfb-run -a -s -noreset pvpython {' '.join(sys.argv)}")


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


def mirror(source, axes, bounds):
    """Completes the model. Displacement does not move a plane of symmetry; it is the lowest x or y of the model as it was meshed."""
    for axis in axes:
        reflection = simple.Reflect(Input=source)
        reflection.Plane = axis.upper()
        reflection.Center = bounds[0] if axis == "x" else bounds[2]
        reflection.CopyInput = 1
        source = reflection
    return source


def colour(display, view, association, label):
    """A range with both signs goes from blue to red, even about a white zero; any other one from dark to light."""
    simple.ColorBy(display, (association, label))
    display.RescaleTransferFunctionToDataRange(False, True)
    table = simple.GetColorTransferFunction(label)
    low, high = table.RGBPoints[0], table.RGBPoints[-4]
    if low < 0 < high:
        table.ApplyPreset("Cool to Warm", True)
        table.RescaleTransferFunction(-max(-low, high), max(-low, high))
    else:
        table.ApplyPreset("Viridis (matplotlib)", True)
    bar = simple.GetScalarBar(table, view)
    bar.Title, bar.ComponentTitle = label, ""
    bar.TitleColor = bar.LabelColor = [0, 0, 0]
    bar.AutomaticLabelFormat = 0
    bar.LabelFormat = bar.RangeLabelFormat = "%.4g"
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

    component = arguments.component
    if component is None:
        component = 2 if arguments.colour == "displacement" else -1
    shown, association, label = shown_field(reader, arguments.colour, component)
    axes = mirrored_axes(axes, find_field(reader, arguments.colour)[1], component)
    warped = simple.WarpByVector(Input=shown, Vectors=["POINTS", "displacement"], ScaleFactor=scale)
    whole = mirror(warped, axes, bounds)
    whole.UpdatePipeline(float(index))
    display = simple.Show(whole, view)
    display.Representation = "Surface With Edges" if arguments.edges else "Surface"
    colour(display, view, association, label)

    caption = simple.Text(Text=f"{results['case']['title'] or results['case']['name']}, {results['states'][index]['name']}: "
                               f"displacement x {scale:g}")
    caption_display = simple.Show(caption, view)
    caption_display.Color = [0, 0, 0]
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
