#!/usr/bin/python3
"""The reference problem in DOLFINx: quadratic hexahedra on the lattice that Sagitta uses, solved through PETSc.

    mpirun -np 2 dolfinx_reference.py CELLS mumps|gamg

`mumps`: Cholesky factors. `gamg`: conjugate gradients with smoothed aggregation and the six rigid motions, to 1e-8 in the true residual,
with the settings found best by hand on this problem: threshold 0.02 (0.01 from 80 cells on), Chebyshev smoothing around incomplete
Cholesky factors.
Lengths in mm, stresses in MPa. Rank 0 prints one line of JSON. Written for DOLFINx 0.5 (Debian 12).
"""

import json
import sys
import time

BEGIN = time.perf_counter()

import numpy as np  # noqa: E402
import ufl  # noqa: E402
from dolfinx import fem, mesh  # noqa: E402
from dolfinx.fem import petsc as assembly  # noqa: E402
from mpi4py import MPI  # noqa: E402
from petsc4py import PETSc  # noqa: E402

LEVELS = np.array([0.0, 0.01, 0.02, 0.07, 0.12, 0.17, 0.22, 0.27, 0.32])
YOUNG = np.array([3500.0, 60000.0, 131000.0, 22000.0])  # polymer, RDL, silicon, mould
POISSON = np.array([0.30, 0.30, 0.28, 0.30])
EXPANSION = np.array([35e-6, 20e-6, 2.6e-6, 8e-6])
COOLING = -150.0


def make_mesh(cells):
    """A box whose layers are moved to their heights."""
    layers = len(LEVELS) - 1
    body = mesh.create_box(
        MPI.COMM_WORLD, [[0.0, 0.0, 0.0], [5.0, 5.0, float(layers)]], [cells, cells, layers], cell_type=mesh.CellType.hexahedron,
        ghost_mode=mesh.GhostMode.shared_facet,
    )
    points = body.geometry.x
    points[:, 2] = np.interp(points[:, 2], np.arange(layers + 1), LEVELS)
    return body


def cell_constants(body):
    """Functions constant per cell: the Lame moduli and the thermal stress per unit of volume strain."""
    topology = body.topology.index_map(3)
    count = topology.size_local + topology.num_ghosts
    x, y, z = mesh.compute_midpoints(body, 3, np.arange(count, dtype=np.int32)).T
    is_die = (z > LEVELS[2]) & (z < LEVELS[6]) & (x < 4) & (y < 4)
    material = np.select([z < LEVELS[1], z < LEVELS[2], is_die], [0, 1, 2], 3)
    space = fem.FunctionSpace(body, ("DG", 0))
    dofs = space.dofmap.list.array[:count]

    def function(values):
        result = fem.Function(space)
        result.x.array[dofs] = values[material]
        return result

    lame = YOUNG * POISSON / ((1 + POISSON) * (1 - 2 * POISSON))
    shear = YOUNG / (2 * (1 + POISSON))
    return function(lame), function(shear), function(YOUNG / (1 - 2 * POISSON) * EXPANSION * COOLING)


def make_supports(body, space):
    """Planes of symmetry, and the origin along z."""
    supports = []
    for axis in (0, 1):
        facets = mesh.locate_entities_boundary(body, 2, lambda x, axis=axis: np.isclose(x[axis], 0))
        dofs = fem.locate_dofs_topological(space.sub(axis), 2, facets)
        supports.append(fem.dirichletbc(PETSc.ScalarType(0), dofs, space.sub(axis)))
    origin = mesh.locate_entities_boundary(body, 0, lambda x: np.isclose(np.abs(x).max(axis=0), 0))
    supports.append(fem.dirichletbc(PETSc.ScalarType(0), fem.locate_dofs_topological(space.sub(2), 0, origin), space.sub(2)))
    return supports


def assemble(body, space):
    lame, shear, thermal = cell_constants(body)
    trial, test = ufl.TrialFunction(space), ufl.TestFunction(space)

    def strain(u):
        return ufl.sym(ufl.grad(u))

    measure = ufl.Measure("dx", domain=body, metadata={"quadrature_degree": 4})
    fast = {"cffi_extra_compile_args": ["-O3", "-march=native", "-ffast-math"]}
    stiffness = fem.form(
        (2 * shear * ufl.inner(strain(trial), strain(test)) + lame * ufl.div(trial) * ufl.div(test)) * measure, jit_params=fast
    )
    load = fem.form(thermal * ufl.div(test) * measure, jit_params=fast)
    supports = make_supports(body, space)
    matrix = assembly.assemble_matrix(stiffness, bcs=supports)
    matrix.assemble()
    matrix.setOption(PETSc.Mat.Option.SYMMETRIC, True)
    matrix.setOption(PETSc.Mat.Option.SPD, True)
    right = assembly.assemble_vector(load)
    assembly.apply_lifting(right, [stiffness], bcs=[supports])
    right.ghostUpdate(addv=PETSc.InsertMode.ADD, mode=PETSc.ScatterMode.REVERSE)
    assembly.set_bc(right, supports)
    return matrix, right


def rigid_motions(matrix, space):
    """Orthonormal translations and rotations at the nodes of the space."""
    nodes = space.dofmap.index_map.size_local
    points = space.tabulate_dof_coordinates()[:nodes]
    vectors = []
    for axis in range(6):
        motion = np.zeros((nodes, 3))
        if axis < 3:
            motion[:, axis] = 1
        else:
            motion = np.cross(np.eye(3)[axis - 3], points)
        vector = matrix.createVecLeft()
        vector.array[:] = motion.ravel()
        for earlier in vectors:
            vector.axpy(-vector.dot(earlier), earlier)
        vector.normalize()
        vectors.append(vector)
    return PETSc.NullSpace().create(vectors=vectors, comm=MPI.COMM_WORLD)


def make_solver(matrix, space, method, cells):
    solver = PETSc.KSP().create(MPI.COMM_WORLD)
    solver.setOperators(matrix)
    options = PETSc.Options()
    if method == "mumps":
        solver.setType("preonly")
        solver.getPC().setType("cholesky")
        solver.getPC().setFactorSolverType("mumps")
        options["mat_mumps_icntl_14"] = 60  # per cent of extra room: the default once was too small
        options["mat_mumps_icntl_7"] = 3  # ordering by SCOTCH, the best of those tried
    else:
        matrix.setNearNullSpace(rigid_motions(matrix, space))
        solver.setType("cg")
        solver.setNormType(PETSc.KSP.NormType.UNPRECONDITIONED)
        solver.setTolerances(rtol=1e-8, max_it=1000)
        solver.getPC().setType("gamg")
        options["pc_gamg_threshold"] = 0.02 if cells < 80 else 0.01
        options["mg_levels_ksp_type"] = "chebyshev"
        options["mg_levels_ksp_max_it"] = 1
        options["mg_levels_pc_type"] = "bjacobi"
        options["mg_levels_sub_pc_type"] = "icc"
    solver.setFromOptions()
    return solver


def corner_displacement(space, solution):
    """uz at (5, 5, 0) [mm], from the rank that owns the node."""
    points = space.tabulate_dof_coordinates()[: space.dofmap.index_map.size_local]
    found = np.flatnonzero(np.isclose(points, [5.0, 5.0, 0.0]).all(axis=1))
    own = solution.array.reshape(-1, 3)[found[0], 2] if len(found) else -np.inf
    return MPI.COMM_WORLD.allreduce(own, op=MPI.MAX)


def main():
    cells, method = int(sys.argv[1]), sys.argv[2]
    if method not in ("mumps", "gamg"):
        sys.exit("the method is mumps or gamg")
    body = make_mesh(cells)
    space = fem.VectorFunctionSpace(body, ("CG", 2))
    matrix, right = assemble(body, space)
    MPI.COMM_WORLD.Barrier()
    assembled = time.perf_counter()
    solver = make_solver(matrix, space, method, cells)
    solver.setUp()
    solution = matrix.createVecRight()
    MPI.COMM_WORLD.Barrier()
    ready = time.perf_counter()
    solver.solve(right, solution)
    MPI.COMM_WORLD.Barrier()
    done = time.perf_counter()
    residual = matrix.createVecLeft()
    matrix.mult(solution, residual)
    residual.axpy(-1, right)
    relative = residual.norm() / right.norm()
    warp = 1e-3 * corner_displacement(space, solution)
    if MPI.COMM_WORLD.rank == 0:
        print(json.dumps({
            "dofs": matrix.size[0], "iterations": solver.its, "converged": solver.reason > 0, "relative_residual": relative, "warp": warp,
            "assembly_seconds": assembled - BEGIN, "set_up_seconds": ready - assembled, "solve_seconds": done - ready,
        }), flush=True)
    if solver.reason <= 0:
        sys.exit(3)


if __name__ == "__main__":
    main()
