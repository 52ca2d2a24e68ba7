// Planes against cylinders (MuJoCo's function mjc_PlaneCylinder of engine_collision_primitive.c).

import {
  add,
  and,
  any,
  broadcast,
  div,
  dot3,
  gt,
  le,
  load,
  lt,
  minor,
  mul,
  neg,
  pmax,
  select,
  splat,
  sqrt,
  sub,
} from '../../vector';
import { geomRow, geomSlot, pairRow, whole } from '../bound.generated';
import { CENTRE, GEOM_SIZE, PAIR_FIRST, PAIR_MARGIN, PAIR_SECOND, ROTATION } from '../layout.generated';
import { addContact } from './contact';
import { abovePlane, alongAxis, setPointBelow, sizeOnPlane, takePlaneNormal } from './plane';

/**
 * Up to four points of a cylinder: the lowest of the nearer disk, the one above it of the other disk, and two more of
 * the nearer disk that make it a triangle. Where the disk lies flat its lowest point is along axis x.
 */
export function planeCylinder(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const plane = geomSlot(whole(row, PAIR_FIRST));
  const g = whole(row, PAIR_SECOND);
  const geom = geomSlot(g);
  const R = geom + ROTATION;
  const N = plane + ROTATION;
  const FLAT: f32 = 1e-12; // sin² of the tilt below which its direction is rounding; MuJoCo has 1e-30
  takePlaneNormal(plane);
  const radius = broadcast(geomRow(g), GEOM_SIZE);
  const half = broadcast(geomRow(g), GEOM_SIZE + 1);
  // The axis toward the plane, and what of −n is across it.
  const up = alongAxis(plane, geom, 2);
  const flip = select(splat(-1), splat(1), gt(up, splat(0)));
  const lift = mul(up, flip);
  let ax = mul(load(R, 2), flip);
  let ay = mul(load(R, 5), flip);
  let az = mul(load(R, 8), flip);
  let vx = sub(mul(ax, lift), load(N, 2));
  let vy = sub(mul(ay, lift), load(N, 5));
  let vz = sub(mul(az, lift), load(N, 8));
  // Once more: of a disk that lies nearly flat the difference is small, and what rounding leaves along the axis is not.
  const rest = dot3(vx, vy, vz, ax, ay, az);
  vx = sub(vx, mul(rest, ax));
  vy = sub(vy, mul(rest, ay));
  vz = sub(vz, mul(rest, az));
  const square = dot3(vx, vy, vz, vx, vy, vz);
  const flat = lt(square, splat(FLAT));
  const scale = div(radius, sqrt(pmax(square, splat(FLAT))));
  vx = select(mul(radius, load(R, 0)), mul(vx, scale), flat);
  vy = select(mul(radius, load(R, 3)), mul(vy, scale), flat);
  vz = select(mul(radius, load(R, 6)), mul(vz, scale), flat);
  const reach = dot3(vx, vy, vz, load(N, 2), load(N, 5), load(N, 8));
  ax = mul(ax, half);
  ay = mul(ay, half);
  az = mul(az, half);
  const height = abovePlane(plane, load(geom + CENTRE, 0), load(geom + CENTRE, 1), load(geom + CENTRE, 2));
  const near = add(height, mul(lift, half)); // the centre of the nearer disk
  const far = sub(height, mul(lift, half));
  const size = sizeOnPlane(plane, add(radius, half));
  const margin = broadcast(row, PAIR_MARGIN);
  const lowest = add(near, reach);
  const found = le(lowest, margin);
  if (!any(found)) return count;
  const cx = load(geom + CENTRE, 0);
  const cy = load(geom + CENTRE, 1);
  const cz = load(geom + CENTRE, 2);
  setPointBelow(
    plane,
    add(add(cx, vx), ax),
    add(add(cy, vy), ay),
    add(add(cz, vz), az),
    mul(splat(0.5), lowest),
  );
  let after = addContact(count, group, pair, lowest, size, found);
  const second = add(far, reach);
  setPointBelow(
    plane,
    sub(add(cx, vx), ax),
    sub(add(cy, vy), ay),
    sub(add(cz, vz), az),
    mul(splat(0.5), second),
  );
  after = addContact(after, group, pair, second, size, found);
  const third = sub(near, mul(splat(0.5), reach));
  if (!any(and(found, le(third, margin)))) return after;
  // Across both: v × a, of the length √3/2 of the radius.
  const wx = minor(vy, az, vz, ay);
  const wy = minor(vz, ax, vx, az);
  const wz = minor(vx, ay, vy, ax);
  const side = div(mul(radius, splat(0.8660254)), sqrt(dot3(wx, wy, wz, wx, wy, wz)));
  for (let i = 0; i < 2; i++) {
    const s = i ? neg(side) : side;
    setPointBelow(
      plane,
      add(add(sub(cx, mul(splat(0.5), vx)), ax), mul(s, wx)),
      add(add(sub(cy, mul(splat(0.5), vy)), ay), mul(s, wy)),
      add(add(sub(cz, mul(splat(0.5), vz)), az), mul(s, wz)),
      mul(splat(0.5), third),
    );
    after = addContact(after, group, pair, third, size, found);
  }
  return after;
}
