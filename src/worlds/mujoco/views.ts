/** Views of MuJoCo's arrays. */

import type { MjData } from './module.js';

/**
 * Views of the arrays that are read and written at each step. Any new model or data anywhere in the module can grow
 * its memory, which detaches all views (their length becomes 0): `xpos`, never empty, tells.
 */
const NAMES = [
  'qpos',
  'qvel',
  'qacc',
  'act',
  'ctrl',
  'mocap_pos',
  'mocap_quat',
  'xpos',
  'xmat',
  'xquat',
  'xipos',
  'geom_xpos',
  'geom_xmat',
  'site_xpos',
  'site_xmat',
  'subtree_com',
  'subtree_linvel',
  'subtree_angmom',
  'ten_length',
  'ten_velocity',
  'actuator_length',
  'actuator_velocity',
  'actuator_force',
  'qfrc_actuator',
  'sensordata',
] as const;

export type DataViews = Readonly<Record<(typeof NAMES)[number], Float64Array>>;

export function takeViews(data: MjData): DataViews {
  return Object.fromEntries(NAMES.map((name) => [name, data[name]])) as DataViews;
}
