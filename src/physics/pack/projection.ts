/** The sensor `camprojection`: where a site is in the image of a camera. */

import { frameFields, otherFields } from '../frame-rows.js';
import { READ, type ReadRow } from '../read-rows.js';
import { objectFrame } from './object-frames.js';
import type { SensorOf } from './sensor-of.js';

/** Its row: focal lengths in pixels, and the middle of the image. */
export function projection({ mujoco, model, object, reference }: SensorOf): Omit<ReadRow, 'count'> {
  const camera = reference![1];
  const at = (array: ArrayLike<number>, i: number, width: number) => array[width * camera + i]!;
  const [width, height] = [0, 1].map((i) => at(model.cam_resolution, i, 2)) as [number, number];
  const sensor = [0, 1].map((i) => at(model.cam_sensorsize, i, 2));
  // Of a camera without a sensor's size the field of view in degrees, from top to bottom, says how long the lens is.
  const focal = sensor.every((size) => size > 0)
    ? [0, 1].map((i) => (at(model.cam_intrinsic, i, 4) / sensor[i]!) * (i === 0 ? width : height))
    : [0, 1].map(() => (0.5 / Math.tan((model.cam_fovy[camera] * Math.PI) / 360)) * height);
  return {
    kind: READ.PROJECTION,
    ...frameFields(objectFrame(mujoco, model, ...object)),
    ...otherFields(objectFrame(mujoco, model, ...reference!)),
    vector: [...focal, 0],
    low: width / 2,
    high: height / 2,
  };
}
