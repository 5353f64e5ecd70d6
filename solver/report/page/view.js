"use strict";

// Fold-outs are printed open.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.dataset.open = d.open; d.open = true; }));
addEventListener("afterprint", () => document.querySelectorAll("details").forEach(d => { d.open = d.dataset.open === "true"; }));

// ---- Data ----

function bytesOf(text) {
  const raw = atob(text), bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; ++i) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

const shorts = text => { const b = bytesOf(text), v = new DataView(b.buffer), r = new Uint16Array(b.length / 2); for (let i = 0; i < r.length; ++i) r[i] = v.getUint16(2 * i, true); return r; };
const words = text => { const b = bytesOf(text), v = new DataView(b.buffer), r = new Uint32Array(b.length / 4); for (let i = 0; i < r.length; ++i) r[i] = v.getUint32(4 * i, true); return r; };

function numbers(q) {
  const s = shorts(q.data), step = (q.high - q.low) / 65535, r = new Float32Array(s.length);
  for (let i = 0; i < s.length; ++i) r[i] = q.low + step * s[i];
  return r;
}

// The corners of a hexahedron seen in a mirror along x or y, in the order that keeps its inside inside.
const mirrored = [[1, 0, 3, 2, 5, 4, 7, 6], [3, 2, 1, 0, 7, 6, 5, 4]];

// The whole package: the modelled part and its mirror images. `source` and `sign` say where a node's values come from.
function readScene(json) {
  const scene = { json, run: json.run, nodes: json.nodes.map(numbers), cells: Array.from(json.wide ? words(json.cells) : shorts(json.cells)),
    part: Array.from(shorts(json.part)), material: Array.from(shorts(json.material)), states: [] };
  const n = scene.nodes[0].length;
  scene.source = Array.from({ length: n }, (_, i) => i);
  scene.cellSource = Array.from(scene.part, (_, i) => i);
  scene.sign = [new Array(n).fill(1), new Array(n).fill(1)];
  scene.nodes = scene.nodes.map(a => Array.from(a));
  json.mirror.forEach((plane, axis) => { if (plane !== null) mirror(scene, axis, plane); });
  scene.bounds = scene.nodes.map(a => a.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]));
  for (const s of json.states) scene.states.push(readState(s));
  scene.group = scene.part.map(p => json.group_of_part[p]);
  scene.nodes = scene.nodes.map(a => Float32Array.from(a));
  scene.cells = Uint32Array.from(scene.cells);
  return scene;
}

function mirror(scene, axis, plane) {
  const n = scene.nodes[0].length, cells = scene.part.length, renamed = new Array(n);
  const width = Math.max(...[0, 1].map(k => { let l = Infinity, h = -Infinity; for (const v of scene.nodes[k]) { l = Math.min(l, v); h = Math.max(h, v); } return h - l; }));
  for (let i = 0; i < n; ++i) {
    if (Math.abs(scene.nodes[axis][i] - plane) < 1e-4 * width / 65) { renamed[i] = i; continue; }
    renamed[i] = scene.nodes[0].length;
    for (let k = 0; k < 3; ++k) scene.nodes[k].push(k === axis ? 2 * plane - scene.nodes[k][i] : scene.nodes[k][i]);
    scene.source.push(scene.source[i]);
    for (let k = 0; k < 2; ++k) scene.sign[k].push(k === axis ? -scene.sign[k][i] : scene.sign[k][i]);
  }
  for (let c = 0; c < cells; ++c) {
    for (let k = 0; k < 8; ++k) scene.cells.push(renamed[scene.cells[8 * c + mirrored[axis][k]]]);
    for (const list of [scene.part, scene.material, scene.cellSource]) list.push(list[c]);
  }
}

function readState(s) {
  const state = { name: s.name, text: s.temperature_text, temperature: numbers(s.temperature) };
  if (s.displacement) state.displacement = s.displacement.map(numbers);
  for (const name of ["von_mises", "first_principal"])
    if (s[name]) { state[name] = numbers(s[name]); state[name + "_shown"] = s[name].shown; }
  return state;
}

// ---- Faces ----

const hexFaces = [[0, 4, 7, 3], [1, 2, 6, 5], [0, 1, 5, 4], [3, 7, 6, 2], [0, 3, 2, 1], [4, 5, 6, 7]];
const hexEdges = [[0, 1], [3, 2], [4, 5], [7, 6], [0, 3], [1, 2], [4, 7], [5, 6], [0, 4], [1, 5], [2, 6], [3, 7]];

// The neighbour of every cell over each of its faces (-1: none), and which shares of the faces without one lie at faces of other sizes.
function neighboursOf(scene) {
  const n = scene.part.length, over = new Int32Array(6 * n).fill(-1), open = new Map();
  for (let c = 0; c < n; ++c)
    for (let f = 0; f < 6; ++f) {
      const q = hexFaces[f].map(k => scene.cells[8 * c + k]).sort((a, b) => a - b);
      const key = scene.nodes[0].length < 131072 ? q[0] * 17179869184 + q[1] * 131072 + q[3] : q.join();
      const other = open.get(key);
      if (other === undefined) open.set(key, 6 * c + f);
      else { over[6 * c + f] = Math.floor(other / 6); over[other] = c; open.delete(key); }
    }
  return { over, shares: sharesOf(scene, [...open.values()]) };
}

// Overlaps of faces that look at each other in one plane: face -> [cell, share of the face].
function sharesOf(scene, faces) {
  const unit = 1e-6 * (scene.bounds[0][1] - scene.bounds[0][0]), planes = new Map(), shares = new Map();
  for (const face of faces) {
    const c = Math.floor(face / 6), f = face % 6, axis = Math.floor(f / 2), u = (axis + 1) % 3, v = (axis + 2) % 3;
    const at = k => hexFaces[f].map(i => scene.nodes[k][scene.cells[8 * c + i]]), place = at(axis);
    if (Math.max(...place) - Math.min(...place) > unit) continue;
    const key = axis + " " + Math.round(place[0] / unit), box = { face, c, u: [Math.min(...at(u)), Math.max(...at(u))], v: [Math.min(...at(v)), Math.max(...at(v))] };
    if (!planes.has(key)) planes.set(key, [[], []]);
    planes.get(key)[f % 2].push(box);
  }
  const overlap = (a, b) => Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
  const add = (a, b, area) => { if (!shares.has(a.face)) shares.set(a.face, []); shares.get(a.face).push([b.c, area / ((a.u[1] - a.u[0]) * (a.v[1] - a.v[0]))]); };
  for (const [low, high] of planes.values()) {
    high.sort((a, b) => a.u[0] - b.u[0]);
    const widest = high.reduce((w, b) => Math.max(w, b.u[1] - b.u[0]), 0);
    for (const a of low) {
      let first = 0, last = high.length; // the first whose u may reach that of a
      while (first < last) { const m = (first + last) >> 1; if (high[m].u[0] < a.u[0] - widest) first = m + 1; else last = m; }
      for (let i = first; i < high.length && high[i].u[0] < a.u[1]; ++i) {
        const area = overlap(a.u, high[i].u) * overlap(a.v, high[i].v);
        if (area > 0) { add(a, high[i], area); add(high[i], a, area); }
      }
    }
  }
  return shares;
}

// ---- Colours ----

const viridis = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37]];

function colourAt(share) {
  const at = Math.min(Math.max(share, 0), 1) * (viridis.length - 1), i = Math.min(Math.floor(at), viridis.length - 2), t = at - i;
  return viridis[i].map((v, k) => (v + t * (viridis[i + 1][k] - v)) / 255);
}

const spare = ["#a6cee3", "#fdbf6f", "#b2df8a", "#cab2d6", "#fb9a99", "#ffff99", "#1f78b4", "#33a02c", "#6a3d9a", "#b15928"];

// A colour per material: that of the drawing; where two of the materials have the same, the later ones are darker.
function materialColours(scene) {
  const used = new Set(scene.material), seen = {};
  return scene.json.materials.map((name, m) => {
    const text = scene.json.colours[m] || spare[m % spare.length], rgb = [1, 3, 5].map(i => parseInt(text.substr(i, 2), 16) / 255);
    const darker = used.has(m) ? Math.pow(0.72, seen[text] || 0) : 1;
    if (used.has(m)) seen[text] = (seen[text] || 0) + 1;
    return rgb.map(v => v * darker);
  });
}

const css = rgb => `rgb(${rgb.map(v => Math.round(255 * v)).join()})`;

// What colours can show: name, unit, values of a state at nodes or cells, from SI to the unit.
const quantities = {
  material: { name: "material" },
  temperature: { name: "temperature", unit: "degC", at: "node", of: (s, i) => s.temperature[i] - 273.15 },
  uz: { name: "displacement along z", unit: "um", at: "node", needs: "displacement", of: (s, i) => 1e6 * s.displacement[2][i] },
  magnitude: { name: "displacement, magnitude", unit: "um", at: "node", needs: "displacement", of: (s, i) => 1e6 * Math.hypot(s.displacement[0][i], s.displacement[1][i], s.displacement[2][i]) },
  von_mises: { name: "von Mises stress", unit: "MPa", at: "cell", needs: "von_mises", of: (s, i) => 1e-6 * s.von_mises[i] },
  first_principal: { name: "first principal stress", unit: "MPa", at: "cell", needs: "first_principal", of: (s, i) => 1e-6 * s.first_principal[i] },
};

function rangeOf(quantity, key, state) {
  if (state[key + "_shown"]) return state[key + "_shown"].map(v => 1e-6 * v);
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < state.temperature.length; ++i) { const v = quantity.of(state, i); low = Math.min(low, v); high = Math.max(high, v); }
  return [low, high];
}

const round = v => { const d = Math.pow(10, Math.floor(Math.log10(v))); return [7, 5, 4, 3, 2, 1.5, 1].find(k => v / d >= k) * d; };
const digits = v => String(Number(v.toPrecision(4)));

// Round values within a range, two to six of them, with as many decimals as their step needs; `at` from 0 (low) to 1.
const ticksOf = ([low, high]) => {
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) return [{ at: 0.5, text: digits(low) }];
  const least = (high - low) / 5, power = 10 ** Math.floor(Math.log10(least)), step = power * [1, 2, 5, 10].find(f => f * power >= 0.999 * least);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), ticks = [];
  const isPlain = decimals <= 5 && Math.max(Math.abs(low), Math.abs(high)) < 1e6;
  for (let k = Math.ceil(low / step - 1e-6); k <= Math.floor(high / step + 1e-6); ++k)
    ticks.push({ at: Math.min(1, Math.max(0, (k * step - low) / (high - low))), text: isPlain ? (k * step).toFixed(decimals) : digits(k * step) });
  return ticks;
};

// ---- The view ----

const vertexShader = `
  attribute vec3 displacement; attribute vec3 tint;
  uniform float factor, stretch; uniform vec3 middle;
  varying vec3 vReference, vTint, vView;
  void main() {
    vReference = position; vTint = tint;
    vec3 p = (position - middle) * vec3(1.0, 1.0, stretch) + factor * displacement;
    vec4 view = modelViewMatrix * vec4(p, 1.0);
    vView = view.xyz; gl_Position = projectionMatrix * view;
  }`;
const fragmentShader = `
  uniform vec3 cut; uniform float slack;
  varying vec3 vReference, vTint, vView;
  void main() {
    if (vReference.x < cut.x - slack || vReference.y < cut.y - slack || vReference.z > cut.z + slack) discard;
    vec3 n = normalize(cross(dFdx(vView), dFdy(vView)));
    float light = 0.76 + 0.24 * abs(dot(n, normalize(vec3(-0.25, 0.55, 0.8))));
    gl_FragColor = vec4(vTint * light, 1.0);
  }`;

class View {
  constructor(scenes) {
    this.canvas = document.getElementById("canvas");
    this.renderer = new THREE.WebGLRenderer({ canvas: this.canvas, antialias: true, preserveDrawingBuffer: true });
    this.renderer.setClearColor(0xffffff);
    this.camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.01, 100);
    this.camera.up.set(0, 0, 1);
    this.orbit = new THREE.OrbitControls(this.camera, this.canvas);
    this.orbit.addEventListener("change", () => this.render());
    this.world = new THREE.Scene();
    this.material = new THREE.ShaderMaterial({ vertexShader, fragmentShader, side: THREE.DoubleSide, extensions: { derivatives: true },
      uniforms: { factor: { value: 1 }, stretch: { value: 1 }, middle: { value: new THREE.Vector3() }, cut: { value: new THREE.Vector3() }, slack: { value: 0 } } });
    this.lines = new THREE.ShaderMaterial({ vertexShader, fragmentShader: `uniform vec3 cut; uniform float slack; varying vec3 vReference;
      void main() { if (vReference.x < cut.x - slack || vReference.y < cut.y - slack || vReference.z > cut.z + slack) discard; gl_FragColor = vec4(0.08, 0.08, 0.08, 1.0); }`,
      uniforms: this.material.uniforms });
    this.scenes = scenes.map(readScene);
    this.makeControls();
    this.choose(0);
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement);
    addEventListener("beforeprint", () => this.resize());
  }

  choose(index) {
    this.scene = this.scenes[index];
    this.scene.neighbours = this.scene.neighbours || neighboursOf(this.scene);
    this.scene.tints = this.scene.tints || materialColours(this.scene);
    const [x, y, z] = this.scene.bounds;
    this.width = Math.max(x[1] - x[0], y[1] - y[0]);
    this.hidden = new Set();
    this.quantity = this.scene.states.some(s => s.displacement) ? "uz" : "temperature";
    this.stretch = Math.max(1, Math.min(20, Math.round(0.16 * this.width / (z[1] - z[0]))));
    this.state = 0;
    this.factor = this.bestFactor = this.chooseFactor();
    this.cut = [x[0], y[0], z[1]];
    this.fillControls();
    this.look();
    this.rebuild();
  }

  // Begins with the state that warps most, and makes its warpage an eighth of the width.
  chooseFactor() {
    let largest = 0;
    this.scene.states.forEach((s, i) => {
      if (!s.displacement) return;
      let low = Infinity, high = -Infinity;
      for (const v of s.displacement[2]) { low = Math.min(low, v); high = Math.max(high, v); }
      if (high - low > largest) { largest = high - low; this.state = i; }
    });
    return largest > 0 ? round(this.width / 8 / largest) : 0;
  }

  look() {
    const uniforms = this.material.uniforms, b = this.scene.bounds;
    uniforms.middle.value.set(...b.map(([l, h]) => (l + h) / 2));
    uniforms.slack.value = 2e-5 * this.width;
    this.camera.position.set(-0.55 * this.width, -1.1 * this.width, 0.75 * this.width).multiplyScalar(3);
    this.camera.near = 0.01 * this.width; this.camera.far = 20 * this.width; this.camera.zoom = 1;
    this.orbit.target.set(0, 0, 0);
    this.orbit.update();
    this.home = this.camera.quaternion.clone();
    this.resize();
  }

  // Fits the undeformed box between the legend and the right edge.
  resize() {
    const box = this.canvas.parentElement, w = box.clientWidth, h = box.clientHeight;
    if (!w || !h || !this.width) return;
    this.renderer.setPixelRatio(Math.max(1, Math.min(2, devicePixelRatio)));
    this.renderer.setSize(w, h, false);
    const corner = new THREE.Vector3(), low = new THREE.Vector3(Infinity, Infinity, 0), high = new THREE.Vector3(-Infinity, -Infinity, 0), b = this.scene.bounds;
    const turn = new THREE.Quaternion().copy(this.home).conjugate();
    for (let i = 0; i < 8; ++i) {
      corner.set(...[0, 1, 2].map(k => (b[k][(i >> k) & 1] - (b[k][0] + b[k][1]) / 2) * (k === 2 ? this.stretch : 1))).applyQuaternion(turn);
      low.min(corner); high.max(corner);
    }
    const legend = w > 600 ? 170 : 0, margin = 0.06 * this.width, x = high.x - low.x + 2 * margin, y = high.y - low.y + 2 * margin;
    const scale = Math.max(x / (w - legend), y / (h - 40)); // of a pixel
    Object.assign(this.camera, { right: x / 2 + (scale * (w - legend) - x) / 2, top: y / 2 + (scale * h - y) / 2 });
    Object.assign(this.camera, { left: this.camera.right - scale * w, bottom: this.camera.top - scale * h });
    this.camera.updateProjectionMatrix();
    this.render();
  }

  shows(cell) { return cell >= 0 && !this.hidden.has(this.scene.group[cell]); }

  // Does a face lie at cells that are shown?
  isCovered(face) {
    const other = this.scene.neighbours.over[face], shares = other < 0 ? this.scene.neighbours.shares.get(face) : undefined;
    return shares ? shares.reduce((sum, [cell, share]) => sum + (this.shows(cell) ? share : 0), 0) > 0.999 : this.shows(other);
  }

  // Is a cell cut away whole?
  isAway(c) {
    const s = this.scene;
    for (let axis = 0; axis < 3; ++axis) {
      let keeps = false;
      for (let k = 0; k < 8 && !keeps; ++k) { const v = s.nodes[axis][s.cells[8 * c + k]]; keeps = axis < 2 ? v > this.cut[axis] : v < this.cut[axis]; }
      if (!keeps) return true;
    }
    return false;
  }

  // The triangles that are seen: (node, node, share between them, cell) per vertex; and lines where parts meet or end.
  rebuild() {
    const s = this.scene, a = [], b = [], t = [], cell = [], line = { a: [], b: [], t: [], cell: [] };
    const away = s.part.map((_, c) => !this.shows(c) || this.isAway(c));
    const edges = new Map();
    for (let c = 0; c < s.part.length; ++c) {
      if (away[c]) continue;
      for (let f = 0; f < 6; ++f) {
        if (this.isCovered(6 * c + f)) continue;
        const q = hexFaces[f].map(k => s.cells[8 * c + k]);
        for (const k of [0, 1, 2, 0, 2, 3]) { a.push(q[k]); b.push(q[k]); t.push(0); cell.push(c); }
        for (let k = 0; k < 4; ++k) {
          const p = Math.min(q[k], q[(k + 1) % 4]), r = Math.max(q[k], q[(k + 1) % 4]), key = p * 67108864 + r, first = edges.get(key);
          if (first === undefined) edges.set(key, 8 * s.group[c] + f);
          else if (first !== 8 * s.group[c] + f) // where two parts meet, or the surface turns
            for (const n of [p, r]) { line.a.push(n); line.b.push(n); line.t.push(0); line.cell.push(c); }
        }
      }
    }
    this.cut.forEach((at, axis) => {
      const edge = this.scene.bounds[axis][axis < 2 ? 0 : 1];
      if (Math.abs(at - edge) > 1e-9 * this.width) this.cap(axis, at, { a, b, t, cell }, line);
    });
    this.faces = this.makeMesh(this.faces, { a, b, t, cell }, false);
    this.edges = this.makeMesh(this.edges, line, true);
    this.material.uniforms.cut.value.set(...this.cut);
    this.update();
  }

  // The cut through the cells, each a polygon between points on its edges.
  cap(axis, at, out, line) {
    const s = this.scene, seen = new Map(), u = (axis + 1) % 3, v = (axis + 2) % 3;
    for (let c = 0; c < s.part.length; ++c) {
      if (!this.shows(c)) continue;
      const points = [];
      for (const [i, j] of hexEdges) {
        const p = s.cells[8 * c + i], q = s.cells[8 * c + j], from = s.nodes[axis][p] - at, to = s.nodes[axis][q] - at;
        if ((from >= 0) === (to >= 0)) continue;
        const share = from / (from - to);
        points.push({ p, q, share, u: s.nodes[u][p] + share * (s.nodes[u][q] - s.nodes[u][p]), v: s.nodes[v][p] + share * (s.nodes[v][q] - s.nodes[v][p]) });
      }
      if (points.length < 3) continue;
      const mu = points.reduce((sum, p) => sum + p.u, 0) / points.length, mv = points.reduce((sum, p) => sum + p.v, 0) / points.length;
      points.sort((p, q) => Math.atan2(p.v - mv, p.u - mu) - Math.atan2(q.v - mv, q.u - mu));
      for (let k = 1; k + 1 < points.length; ++k)
        for (const p of [points[0], points[k], points[k + 1]]) { out.a.push(p.p); out.b.push(p.q); out.t.push(p.share); out.cell.push(c); }
      for (let k = 0; k < points.length; ++k) {
        const p = points[k], q = points[(k + 1) % points.length], unit = 1e-5 * this.width;
        const key = Math.round((p.u + q.u) / unit) + " " + Math.round((p.v + q.v) / unit / 0.05);
        const other = seen.get(key);
        if (!other) seen.set(key, { part: s.group[c], p, q, c, lonely: true }); else if (other.part === s.group[c]) seen.delete(key); else other.lonely = false;
      }
    }
    for (const { p, q, c, lonely } of seen.values())
      if (!lonely || axis < 2) // cells of different sizes lie side by side in the plan, and their sides do not match
        for (const w of [p, q]) { line.a.push(w.p); line.b.push(w.q); line.t.push(w.share); line.cell.push(c); }
  }

  makeMesh(old, vertices, isLines) {
    if (old) { this.world.remove(old); old.geometry.dispose(); }
    const n = vertices.a.length, s = this.scene, geometry = new THREE.BufferGeometry(), position = new Float32Array(3 * n);
    for (let i = 0; i < n; ++i)
      for (let k = 0; k < 3; ++k) { const p = s.nodes[k][vertices.a[i]]; position[3 * i + k] = p + vertices.t[i] * (s.nodes[k][vertices.b[i]] - p); }
    geometry.setAttribute("position", new THREE.BufferAttribute(position, 3));
    geometry.setAttribute("displacement", new THREE.BufferAttribute(new Float32Array(3 * n), 3));
    geometry.setAttribute("tint", new THREE.BufferAttribute(new Float32Array(3 * n), 3));
    const mesh = isLines ? new THREE.LineSegments(geometry, this.lines) : new THREE.Mesh(geometry, this.material);
    mesh.frustumCulled = false;
    mesh.renderOrder = isLines ? 1 : 0;
    mesh.vertices = vertices;
    this.world.add(mesh);
    return mesh;
  }

  // Fields of the state onto the vertices.
  update() {
    const s = this.scene, state = s.states[this.state], key = this.quantity, quantity = quantities[key];
    const range = key === "material" ? null : this.allStates ? this.commonRange(quantity, key) : rangeOf(quantity, key, state);
    for (const mesh of [this.faces, this.edges]) {
      const { a, b, t, cell } = mesh.vertices, moved = mesh.geometry.attributes.displacement, tint = mesh.geometry.attributes.tint;
      for (let i = 0; i < a.length; ++i) {
        if (state.displacement)
          for (let k = 0; k < 3; ++k) {
            const sign = n => k < 2 ? s.sign[k][n] : 1, from = sign(a[i]) * state.displacement[k][s.source[a[i]]];
            moved.array[3 * i + k] = from + t[i] * (sign(b[i]) * state.displacement[k][s.source[b[i]]] - from);
          }
        if (mesh === this.faces) tint.array.set(this.tintOf(a[i], b[i], t[i], cell[i], range), 3 * i);
      }
      moved.needsUpdate = tint.needsUpdate = true;
    }
    this.drawLegend(quantity, key, range);
    this.render();
  }

  tintOf(a, b, t, cell, range) {
    const s = this.scene, state = s.states[this.state], quantity = quantities[this.quantity];
    if (!range) return s.tints[s.material[cell]];
    let value;
    if (quantity.at === "cell") value = quantity.of(state, s.cellSource[cell]);
    else { value = quantity.of(state, s.source[a]); if (t) value += t * (quantity.of(state, s.source[b]) - value); }
    return colourAt(range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5);
  }

  commonRange(quantity, key) {
    return this.scene.states.filter(s => !quantity.needs || s[quantity.needs]).map(s => rangeOf(quantity, key, s)).reduce(([l, h], [a, b]) => [Math.min(l, a), Math.max(h, b)], [Infinity, -Infinity]);
  }

  drawLegend(quantity, key, range) {
    const legend = document.getElementById("legend"), title = `<b>${quantity.name}${quantity.unit ? " [" + quantity.unit + "]" : ""}</b>`;
    if (!range) {
      const used = [...new Set(this.scene.material.filter((_, c) => this.shows(c)))].sort((a, b) => a - b);
      legend.innerHTML = title + used.map(m => `<div><span class="swatch" style="background:${css(this.scene.tints[m])}"></span> </div>`).join("");
      legend.querySelectorAll("div").forEach((row, i) => row.append(this.scene.json.materials[used[i]]));
    } else {
      const stops = viridis.map(c => css(c.map(v => v / 255))).reverse().join();
      const marks = ticksOf(range), ticks = marks.map(tick => `<span style="top:${100 * (1 - tick.at)}%">${tick.text}</span>`).join("");
      legend.innerHTML = title + `<div class="bar"><div style="background:linear-gradient(${stops});border:1px solid #000"></div><div class="ticks">${ticks}</div></div>` +
        (marks.length > 1 ? `<small>${digits(range[0])} to ${digits(range[1])}</small> ` : "") + (quantity.at === "cell" ? "<small>2 to 98 % of the cells</small>" : "");
    }
    const state = this.scene.states[this.state];
    const caption = `${this.scenes.length > 1 ? this.scene.run + ", " : ""}${state.name}, ${state.text}; displacement x ${digits(this.factor)}, z x ${this.stretch}`;
    document.getElementById("caption").textContent = caption;
    this.canvas.setAttribute("aria-label", `3-D view of the warped package, coloured by ${quantity.name}: ${caption}`);
    document.getElementById("controls").querySelectorAll("output").forEach(o => { o.textContent = this.outputs[o.name](); });
  }

  render() {
    const uniforms = this.material.uniforms;
    uniforms.factor.value = this.factor; uniforms.stretch.value = this.stretch;
    this.renderer.render(this.world, this.camera);
  }

  // ---- Controls ----

  makeControls() {
    const form = document.getElementById("controls");
    form.addEventListener("submit", event => event.preventDefault());
    const slider = (name, label) => `<label>${label} <output name="${name}"></output><input type="range" name="${name}" step="any"></label>`;
    form.innerHTML = (this.scenes.length > 1 ? '<label>run <select name="run"></select></label>' : "") + slider("state", "state:") +
      '<label>colour <select name="quantity"></select></label><label><input type="checkbox" name="all"> one scale for all states</label>' +
      slider("factor", "deformation x") + slider("stretch", "z stretch x") + slider("x", "cut at x =") + slider("y", "cut at y =") + slider("z", "cut at z =") +
      '<fieldset class="parts"><legend>parts shown</legend></fieldset>';
    this.form = form.elements;
    if (this.form.run) this.scenes.forEach((s, i) => this.form.run.add(new Option(s.run, i)));
    form.addEventListener("input", event => this.changed(event.target));
    const mm = axis => () => digits(1e3 * this.cut[axis]) + " mm";
    this.outputs = { state: () => this.scene.states[this.state].name, factor: () => digits(this.factor), stretch: () => this.stretch, x: mm(0), y: mm(1), z: mm(2) };
  }

  fillControls() {
    const f = this.form, set = (e, min, max, value, step) => { e.min = min; e.max = max; e.step = step; e.value = value; };
    const input = name => document.querySelector(`#controls input[name=${name}]`), b = this.scene.bounds;
    set(input("state"), 0, this.scene.states.length - 1, this.state, 1);
    input("state").disabled = this.scene.states.length < 2;
    set(input("factor"), 0, Math.max(4 * this.bestFactor, 1), this.factor, "any");
    set(input("stretch"), 1, 40, this.stretch, 1);
    ["x", "y", "z"].forEach((name, axis) => set(input(name), b[axis][0], b[axis][1], this.cut[axis], (b[axis][1] - b[axis][0]) / 200));
    f.quantity.innerHTML = "";
    for (const [key, q] of Object.entries(quantities))
      if (!q.needs || this.scene.states.some(s => s[q.needs])) f.quantity.add(new Option(q.name, key));
    f.quantity.value = this.quantity;
    const list = document.querySelector("#controls .parts");
    list.querySelectorAll("label").forEach(l => l.remove());
    const used = new Set(this.scene.group);
    this.scene.json.groups.forEach((name, g) => {
      if (!used.has(g)) return;
      const label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox"; box.checked = true; box.dataset.group = g;
      label.append(box, " " + name);
      list.append(label);
    });
  }

  changed(target) {
    const value = Number(target.value);
    if (target.dataset.group !== undefined) {
      this.hidden[target.checked ? "delete" : "add"](Number(target.dataset.group));
      this.rebuild();
    } else if (target.name === "run") this.choose(value);
    else if (target.name === "all") { this.allStates = target.checked; this.update(); }
    else if (target.name === "quantity") { this.quantity = target.value; this.update(); }
    else if (target.name === "state") { this.state = value; this.update(); }
    else if (target.name === "factor" || target.name === "stretch") { this[target.name] = value; this.update(); }
    else { this.cut["xyz".indexOf(target.name)] = value; this.rebuild(); }
  }
}

(function start() {
  const data = [...document.querySelectorAll("script.scene")];
  if (!data.length) return;
  try {
    window.view = new View(data.map(script => JSON.parse(script.textContent)));
  } catch (error) {
    document.querySelector("#package_view .stage").textContent = "The 3-D view cannot be shown by this browser (" + error.message + "); WebGL is needed.";
  }
})();
