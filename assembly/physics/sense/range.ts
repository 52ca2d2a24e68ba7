// Rangefinders (MuJoCo's XML reference, sensor/rangefinder; mj_ray): how far it is along axis z of a frame to the
// first geom, −1 if there is none. The geoms that a ray may meet are rows of their own, after that of the sensor.

import { load, lt, pmin, select, splat, store } from '../../vector';
import { temporary, whole, word } from '../bound.generated';
import { READ_ROW, READ_SLOTS, READ_VECTOR, READ_ZONE } from '../layout.generated';
import { VECTOR3 } from '../sizes';
import { alongAxes, bodyOf, frameAxes, frameOf, framePoint, subtract3 } from './frame';
import { NEVER, rayDistance } from './zone';

// In `temporary`, after what is returned.
const START: usize = VECTOR3;
const RAY: usize = START + VECTOR3;
const PLACE: usize = RAY + VECTOR3; // of the geom, then the start of the ray in its frame
const WAY: usize = PLACE + VECTOR3;
const MATRIX: usize = WAY + VECTOR3;

export function readRange(read: usize): usize {
  const start = temporary + START;
  const ray = temporary + RAY;
  const place = temporary + PLACE;
  const way = temporary + WAY;
  framePoint(start, bodyOf(read), frameOf(read));
  const axes = frameAxes(temporary + MATRIX, bodyOf(read), frameOf(read));
  for (let i: usize = 0; i < 3; i++) store(ray, load(axes, 3 * i + 2), i);
  let nearest = splat(NEVER);
  const targets = whole(read, READ_SLOTS);
  for (let i = 1; i <= targets; i++) {
    const target = read + <usize>i * READ_ROW;
    const body = bodyOf(target);
    framePoint(place, body, frameOf(target));
    subtract3(place, start, place);
    const turned = frameAxes(temporary + MATRIX, body, frameOf(target));
    alongAxes(place, turned, place);
    alongAxes(way, turned, ray);
    nearest = pmin(nearest, rayDistance(whole(target, READ_ZONE), word(target, READ_VECTOR), place, way));
  }
  store(temporary, select(nearest, splat(-1), lt(nearest, splat(NEVER))));
  return temporary;
}
