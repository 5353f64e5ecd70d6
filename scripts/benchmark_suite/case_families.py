"""Packages that are hard for a solver, each as a case of the documented format (docs/user_guide/case_file.md).

A family varies one parameter; `families` lists them all. Lengths are in micrometres here and carry their unit in the case.
"""

import dataclasses

SILICON = {"young": "131 GPa", "poisson": 0.28, "cte": "2.6 ppm/K"}
MOULD = {"young": "22 GPa", "poisson": 0.30, "cte": "8 ppm/K"}
COPPER = {"young": "117 GPa", "poisson": 0.34, "cte": "16.4 ppm/K"}
SOLDER = {"young": "46 GPa", "poisson": 0.40, "cte": "22.5 ppm/K"}
BOARD = {"young": "22 GPa", "poisson": 0.30, "cte": "16 ppm/K"}
GLASS = {"young": "73.6 GPa", "poisson": 0.23, "cte": "3.2 ppm/K"}
UNDERFILL = {"young": "8 GPa", "poisson": 0.35, "cte": "30 ppm/K"}


@dataclasses.dataclass(frozen=True)
class Member:
    """One package of a family."""

    family: str  # what is varied, in words
    value: str  # its value in this member
    case: dict


def micrometres(length):
    return f"{length:.9g} um"


def layer(name, thickness, material, elements=1, **more):
    return {"name": name, "thickness": micrometres(thickness), "elements": elements, "material": material, **more}


def describe(title, outline, layers, materials, mesh, **more):
    """A free package that is cooled by 150 K; `more` are further keys of `package`."""
    return {
        "sagitta": 1,
        "title": title,
        "package": {"outline": outline, "stress_free_temperature": "175 degC", "layers": layers, **more},
        "materials": materials,
        "states": [{"name": "cold", "temperature": "25 degC"}],
        "mesh": {**mesh, "symmetry": "none"},
        "output": {"fields": False},
    }


def square(width):
    return {"size": [micrometres(width), micrometres(width)]}


def lattice(cells):
    return {"plan": {"lattice": [cells, cells]}}


def soft(contrast, stiff=131.0):
    return {"young": f"{stiff / contrast:.9g} GPa", "poisson": 0.30, "cte": "8 ppm/K"}


def thin_layer(cells, ratio):
    """A copper film on silicon and mould; the plan cell is `ratio` times as wide as the film is thick."""
    width = 10000.0
    layers = [layer("film", width / cells / ratio, "copper"), layer("die", 200, "silicon", 2), layer("cap", 100, "mould", 2)]
    materials = {"copper": COPPER, "silicon": SILICON, "mould": MOULD}
    return describe("A film on silicon and mould", square(width), layers, materials, lattice(cells))


def thin_body(cells, ratio):
    """Silicon and mould, each `ratio` times thinner than a plan cell is wide.

    The body is at most 4000 times as wide as thick (a 300 mm wafer of 75 um): fewer cells, where more would make it thinner. Stiffness
    across the body is to that of bending as the fourth power of this number, and double precision ends at 1e16.
    """
    width, thinnest = 10000.0, 4000.0
    cells = min(cells, int(2 * thinnest / ratio))
    thickness = width / cells / ratio
    layers = [layer("die", thickness, "silicon"), layer("cap", thickness, "mould")]
    return describe("Two thin layers", square(width), layers, {"silicon": SILICON, "mould": MOULD}, lattice(cells))


def stacked_contrast(cells, contrast):
    """Stiff and soft layers in turn."""
    layers = [
        layer("bottom", 100, "stiff"), layer("soft_1", 50, "soft"), layer("middle", 100, "stiff"), layer("soft_2", 50, "soft"),
        layer("top", 100, "stiff"),
    ]
    return describe("Stiff and soft layers", square(10000), layers, {"stiff": SILICON, "soft": soft(contrast)}, lattice(cells))


def plan_contrast(cells, contrast):
    """A die in a mould that is `contrast` times softer."""
    layers = [layer("base", 50, "soft"), layer("die_zone", 200, "soft", 2), layer("cap", 100, "soft")]
    die = {"name": "die", "material": "stiff", "size": ["5 mm", "5 mm"], "position": ["0 mm", "0 mm"], "layers": ["die_zone"]}
    materials = {"stiff": SILICON, "soft": soft(contrast)}
    return describe("A die in a soft mould", square(10000), layers, materials, lattice(cells), dies=[die])


def pillar_parts(cells, pitch, width, name, layers, material):
    """Square pillars of one plan cell, every `pitch` cells along both axes."""
    cell = width / cells
    parts = []
    for i in range(0, cells, pitch):
        for j in range(0, cells, pitch):
            centre = [(index + pitch // 2 - 0.5) * cell - width / 2 for index in (i, j)]
            parts.append({
                "name": f"{name}_{i}_{j}", "layers": layers, "material": material,
                "size": [micrometres(cell), micrometres(cell)], "position": [micrometres(place) for place in centre],
            })
    return parts


def pillars(cells, pitch):
    """Copper pillars in underfill between a die and a board."""
    width = 100.0 * cells / 2
    layers = [layer("board", 400, "board", 2), layer("joint", 50, "underfill"), layer("die", 200, "silicon", 2)]
    materials = {"board": BOARD, "underfill": UNDERFILL, "silicon": SILICON, "copper": COPPER}
    parts = pillar_parts(cells, pitch, width, "pillar", ["joint"], "copper")
    return describe("Copper pillars in underfill", square(width), layers, materials, lattice(cells), parts=parts)


def bumps_in_air(cells, pitch):
    """Solder bumps between a die and a board, nothing around them."""
    width = 100.0 * cells / 2
    layers = [layer("board", 400, "board", 2), layer("joint", 80, "none"), layer("die", 200, "silicon", 2)]
    materials = {"board": BOARD, "silicon": SILICON, "solder": SOLDER}
    parts = pillar_parts(cells, pitch, width, "bump", ["joint"], "solder")
    return describe("Bumps in air", square(width), layers, materials, lattice(cells), parts=parts)


def round_bumps(count, fill, height=80, material="copper", **shape):
    """count x count resolved round bumps between a die and a board, 200 um apart; `fill`: underfill in megapascals, or none."""
    pitch = 200
    layers = [layer("board", 300, "board", 2), layer("joint", height, "none"), layer("die", 200, "silicon", 2)]
    # Solder that is liquid: the bulk modulus of the solid, 1e-4 of it as shear modulus.
    liquid = {"young": "16.08 MPa", "poisson": 0.49995, "cte": "22.5 ppm/K"}
    materials = {"board": BOARD, "silicon": SILICON, material: {"copper": COPPER, "solder": SOLDER, "liquid": liquid}[material]}
    if fill is not None:
        materials["underfill"] = {**UNDERFILL, "young": f"{fill} MPa"}
    bumps = [{
        "name": "bump", "layer": "joint", "material": material, "fill": "none" if fill is None else "underfill", "model": "resolved",
        "pitch": micrometres(pitch), "array": [count, count], **(shape or {"diameter": "100 um"}),
    }]
    mesh = {"plan": {"resolution": "80 um"}}  # tiles that are not refined
    return describe("Resolved round bumps", square(count * pitch), layers, materials, mesh, bumps=bumps)


def barrel(bulge):
    """The shape of a barrel of 100 um at its ends, `bulge` percent wider at half its height."""
    return {"shape": "barrel", "end_diameter": "100 um", "diameter": micrometres(100 + bulge)}


def carrier(outline, mesh, modulus):
    """A moulded wafer or panel on glass, glued by an adhesive of `modulus` megapascals."""
    layers = [layer("glass", 1000, "glass", 2), layer("adhesive", 40, "adhesive"), layer("wafer", 500, "mould", 2)]
    materials = {"glass": GLASS, "adhesive": {"young": f"{modulus} MPa", "poisson": 0.45, "cte": "100 ppm/K"}, "mould": MOULD}
    return describe("On a glass carrier", outline, layers, materials, mesh)


def blanket_wafer(resolution):
    """A 300 mm silicon wafer, moulded over."""
    layers = [layer("silicon", 775, "silicon", 2), layer("mould", 300, "mould")]
    mesh = {"plan": {"resolution": micrometres(resolution)}}
    return describe("A moulded wafer", {"diameter": "300 mm"}, layers, {"silicon": SILICON, "mould": MOULD}, mesh)


def reconstituted_wafer(resolution, pitch=20000.0, size=12000.0):
    """A 300 mm moulded wafer with a grid of dies and a redistribution layer."""
    reach = 150000.0 - 5000.0
    count = int(reach // pitch)
    dies = []
    for i in range(-count, count + 1):
        for j in range(-count, count + 1):
            if ((abs(i) * pitch + size / 2) ** 2 + (abs(j) * pitch + size / 2) ** 2) ** 0.5 < reach:
                dies.append({
                    "name": f"die_{i + count}_{j + count}", "material": "silicon", "size": [micrometres(size)] * 2,
                    "position": [micrometres(i * pitch), micrometres(j * pitch)], "layers": ["die_zone"],
                })
    layers = [layer("rdl", 20, "copper"), layer("die_zone", 200, "mould", 2), layer("cap", 300, "mould", 2)]
    mesh = {"plan": {"resolution": micrometres(resolution)}}
    materials = {"copper": COPPER, "mould": MOULD, "silicon": SILICON}
    return describe("A reconstituted wafer", {"diameter": "300 mm"}, layers, materials, mesh, dies=dies)


def board_under_balls(cells, diameter):
    """A package on a larger board, on balls in air that are homogenised to a soft layer."""
    package = square(10000)
    layers = [
        layer("board", 1000, "board", 2), layer("balls", 250, "none"),
        layer("substrate", 200, "board", outline=package), layer("mould", 400, "mould", 2, outline=package),
    ]
    bumps = [{
        "name": "ball", "layer": "balls", "material": "solder", "fill": "none", "pitch": "500 um",
        "diameter": micrometres(diameter), "array": [20, 20],
    }]
    materials = {"board": BOARD, "solder": SOLDER, "mould": MOULD}
    return describe("A package on a board", square(20000), layers, materials, lattice(cells), bumps=bumps)


def families(is_quick):
    """All members. `is_quick`: fewer cells and fewer values, the same families."""
    cells, ratios = (20, (1, 100, 1000)) if is_quick else (80, (1, 10, 100, 1000))
    fine = 32 if is_quick else 64
    members = []

    def add(family, values, make, unit=""):
        members.extend(Member(family, f"{value:g}{unit}", make(value)) for value in values)

    add("plan cell over thickness of a film", ratios, lambda ratio: thin_layer(cells, ratio))
    add("plan cell over thickness of all layers", ratios, lambda ratio: thin_body(cells, ratio))
    add("stiffness contrast between layers", ratios[1:] if is_quick else ratios, lambda contrast: stacked_contrast(cells, contrast))
    add("stiffness contrast in the plan", ratios[1:] if is_quick else ratios, lambda contrast: plan_contrast(cells, contrast))
    add("copper pillars in underfill, pitch", (2, 4), lambda pitch: pillars(fine, pitch), " cells")
    add("solder bumps in air, pitch", (2, 4), lambda pitch: bumps_in_air(fine, pitch), " cells")
    count = 6 if is_quick else 16
    add("resolved round pillars, underfill of", (8000, 100), lambda modulus: round_bumps(count, modulus), " MPa")
    add("resolved round bumps in air, height of", (80, 160), lambda height: round_bumps(count, None, height, "solder"), " um")
    add("resolved barrels in underfill, bulge of", (25, 50), lambda bulge: round_bumps(count, 8000, 80, "solder", **barrel(bulge)), " %")
    add("resolved barrels in air, bulge of", (50, -30), lambda bulge: round_bumps(count, None, 80, "solder", **barrel(bulge)), " %")
    add("liquid solder in underfill, barrels of bulge", (25,), lambda bulge: round_bumps(count, 8000, 80, "liquid", **barrel(bulge)), " %")
    moduli = (1,) if is_quick else (100, 10, 1)
    wafer = {"diameter": "300 mm"}
    for width in (7500,) if is_quick else (7500, 3750, 1875):
        mesh = {"plan": {"resolution": micrometres(width)}}
        name = f"300 mm wafer on glass, cells of {width / 1000:g} mm, adhesive of"
        add(name, moduli, lambda modulus: carrier(wafer, mesh, modulus), " MPa")
    add(
        f"300 mm panel on glass, {2 * cells} x {2 * cells} cells, adhesive of", moduli,
        lambda modulus: carrier(square(300000), lattice(2 * cells), modulus), " MPa",
    )
    add("300 mm moulded wafer, cells of", (8,) if is_quick else (8, 4, 2), lambda width: blanket_wafer(1000 * width), " mm")
    widths, diameters = ((4,), (300,)) if is_quick else ((4, 2, 1), (350, 300, 200))
    add("300 mm wafer with a grid of dies, cells of", widths, lambda width: reconstituted_wafer(1000 * width), " mm")
    add("board under homogenised balls in air of diameter", diameters, lambda diameter: board_under_balls(2 * cells, diameter), " um")
    return members


def heat_case(reference):
    """The reference problem as a problem of heat: power in the die, films on both faces. `reference` is its case."""
    case = {**reference, "package": dict(reference["package"]), "materials": {}}
    conductivities = {"polymer": "0.2 W/mK", "rdl": "150 W/mK", "silicon_like": "148 W/mK", "mould": "0.8 W/mK"}
    for name, values in reference["materials"].items():
        case["materials"][name] = {**values, "conductivity": conductivities[name]}
    case["package"]["dies"] = [{**die, "power": "2 W", "active_face": "bottom"} for die in reference["package"]["dies"]]
    case["thermal"] = {
        "films": [
            {"face": "top", "film": {"coefficient": "500 W/m2K", "ambient": "25 degC"}},
            {"face": "bottom", "film": {"coefficient": "1000 W/m2K", "ambient": "25 degC"}},
        ]
    }
    case["states"] = [{"name": "operating", "temperature": "solved"}]
    return case
