/** The kinds of quantities that a task may read: whose they are, how many numbers, and of which moment. */

/** Kinds of objects of a model that have quantities, by their words. */
export type ObjectWord =
  | 'joint'
  | 'body'
  | 'geom'
  | 'site'
  | 'sensor'
  | 'touch sensor'
  | 'tendon'
  | 'actuator';

/**
 * Of which moment a quantity is, after a control step.
 *
 * - `state`: a number of the present state itself.
 * - `pose`: follows from the present positions. `motion`: from the present positions and velocities.
 * - `force`: depends on forces, which belong to a step, not to a state: that of the last physics step taken, at the state
 *   from which it was taken, as hardware reports it and as MuJoCo has it after `mj_step`. Where no step has been taken
 *   since the world was put into its state, the resting control stands in.
 * - `past`: what has been, time and action. Tasks that read it have it in their state.
 */
export type Moment = 'state' | 'pose' | 'motion' | 'force' | 'past';

/** Whose axes the three numbers of a vector are along: the world's, or those of the body, geom or site itself. */
export type Axes = 'world' | 'own';

/** What a contact can be with: a geom, or all geoms of a body, by name. */
export type Touching = { readonly geom: string } | { readonly body: string };

interface Kind {
  /** What the name is one of; undefined: the whole world. */
  readonly of?: ObjectWord;
  /** How many numbers; undefined: the model or the caller says. */
  readonly size?: number;
  /** Undefined: the model says. */
  readonly moment?: Moment;
}

/** What every frame has: that of a body, of a geom, of a site. */
const FRAME_KINDS = {
  Position: { size: 3, moment: 'pose' },
  Axes: { size: 9, moment: 'pose' },
  Quaternion: { size: 4, moment: 'pose' },
  Velocity: { size: 3, moment: 'motion' },
  AngularVelocity: { size: 3, moment: 'motion' },
  Acceleration: { size: 3, moment: 'force' },
  AngularAcceleration: { size: 3, moment: 'force' },
} as const satisfies Record<string, Kind>;

const OTHER_KINDS = {
  jointPosition: { of: 'joint', moment: 'state' },
  jointVelocity: { of: 'joint', moment: 'state' },
  jointActuatorForce: { of: 'joint', size: 1, moment: 'force' },
  bodyCentre: { of: 'body', size: 3, moment: 'pose' },
  subtreeCentre: { of: 'body', size: 3, moment: 'pose' },
  subtreeLinearVelocity: { of: 'body', size: 3, moment: 'motion' },
  subtreeAngularMomentum: { of: 'body', size: 3, moment: 'motion' },
  tendonLength: { of: 'tendon', size: 1, moment: 'pose' },
  tendonVelocity: { of: 'tendon', size: 1, moment: 'motion' },
  actuatorLength: { of: 'actuator', size: 1, moment: 'pose' },
  actuatorVelocity: { of: 'actuator', size: 1, moment: 'motion' },
  actuatorForce: { of: 'actuator', size: 1, moment: 'force' },
  contactForce: { size: 3, moment: 'force' },
  touch: { of: 'touch sensor', size: 1, moment: 'force' },
  sensor: { of: 'sensor' },
  time: { size: 1, moment: 'past' },
  previousAction: { moment: 'past' },
} as const satisfies Record<string, Kind>;

/** Objects that have a frame. */
export type FrameObject = 'body' | 'geom' | 'site';
/** What a frame has. */
export type FrameKind = keyof typeof FRAME_KINDS;
export type QuantityKind = keyof typeof OTHER_KINDS | `${FrameObject}${FrameKind}`;

const FRAME = new RegExp(`^(body|geom|site)(${Object.keys(FRAME_KINDS).join('|')})$`);

/** The frame and what is read of it, if a kind is one of those. */
export function frameKind(kind: QuantityKind): { object: FrameObject; what: FrameKind } | undefined {
  const [, object, what] = FRAME.exec(kind) ?? [];
  return what ? { object: object as FrameObject, what: what as FrameKind } : undefined;
}

/** The row of a kind. */
export function kindOf(kind: QuantityKind): Kind {
  const frame = frameKind(kind);
  return frame
    ? { of: frame.object, ...FRAME_KINDS[frame.what] }
    : OTHER_KINDS[kind as keyof typeof OTHER_KINDS];
}
