/**
 * The Adroit hand of the paper (appendix B) with a die on its palm, as MJCF: 24 hinges with position actuators, a
 * fixed forearm, palm up; the die on three slides and a ball joint. Written from the numbers of the public model.
 *
 * Chosen here:
 * - the forearm is turned by −90° about x, so that the fingers point along +y and the palm's face, the hand's −y, up;
 * - the control of an actuator is −1 to 1 over its range of angles, 0 its middle: half-closed fingers that cage the
 *   die. It pulls with kp · (angle asked for − angle), kp 10 N·m/rad in the wrist and 1 in the fingers, those of the
 *   manipulation suite that the paper builds on (with the bare model's 50 and 10 the die is thrown);
 * - centres of mass are at the middle of a link's shape, or at its origin if it has none;
 * - the die: edge 6.7 cm, 0.05 kg, a cube of even density, contacts with sliding and torsional friction;
 * - no dry friction in the joints: the original's 0.001 N·m moves a position servo by a milliradian, and its 24 constraints
 *   make a step 1.6 times as long (figures: README.md of the tasks);
 * - timestep 0.005 s, two to a control step: as stable as five of 0.002 s, and 2.5 times cheaper;
 * - forearm, faces of the die and the goal are there to be seen and touch nothing.
 */

type Vector = readonly [number, number, number];

/** Edge of the die, m, and its mass, kg. */
export const DIE_EDGE = 0.067;
export const DIE_MASS = 0.05;

/** Height of the palm's face, m: half the palm's thickness. */
const PALM = 0.0111;

/** Where the die's centre shall be, m: 3 mm above the palm, when it lies flat. */
export const DIE_GOAL: Vector = [0, 0.355, PALM + DIE_EDGE / 2 + 0.003];

/** Height of the die's centre at the start, m: a corner may point down (half the diagonal is 0.866 edges). */
export const DIE_START_HEIGHT = PALM + 0.87 * DIE_EDGE;

/** Seconds of a physics step, and physics steps in a control step of 0.01 s. */
export const HAND_TIMESTEP = 0.005;
export const HAND_PHYSICS_STEPS = 2;

/** A joint of the hand, its range, and the range of angles that its actuator can ask for, rad. */
export interface HandJoint {
  readonly name: string;
  readonly axis: Vector;
  readonly range: readonly [number, number];
  readonly asked: readonly [number, number];
}

const hingeJoint = (
  name: string,
  axis: Vector,
  range: readonly [number, number],
  asked: readonly [number, number],
): HandJoint => ({ name, axis, range, asked });

const X: Vector = [1, 0, 0];
const Y: Vector = [0, 1, 0];

/** Joint 3 of a finger spreads it, 2 to 0 bend it, from the knuckle to the tip. */
const fingerJoints = (finger: string): HandJoint[] => [
  hingeJoint(`${finger}J3`, Y, [-0.436, 0.436], [-0.44, 0.44]),
  ...[2, 1, 0].map((i) => hingeJoint(`${finger}J${i}`, X, [0, 1.571], [0, 1.6])),
];

/** The joints in the order of qpos, qvel and the action: wrist, first, middle, ring and little finger, thumb. */
export const HAND_JOINTS: readonly HandJoint[] = [
  hingeJoint('WRJ1', Y, [-0.524, 0.175], [-0.52, 0.17]),
  hingeJoint('WRJ0', X, [-0.785, 0.611], [-0.79, 0.61]),
  ...fingerJoints('FF'),
  ...fingerJoints('MF'),
  ...fingerJoints('RF'),
  hingeJoint('LFJ4', [0.57098, 0, 0.82097], [0, 0.698], [0, 0.7]),
  ...fingerJoints('LF'),
  hingeJoint('THJ4', [0, 0, -1], [-1.047, 1.047], [-1, 1]),
  hingeJoint('THJ3', X, [0, 1.309], [0, 1.3]),
  hingeJoint('THJ2', X, [-0.262, 0.262], [-0.26, 0.26]),
  hingeJoint('THJ1', Y, [-0.524, 0.524], [-0.52, 0.52]),
  hingeJoint('THJ0', Y, [-1.571, 0], [-1.571, 0]),
];

/** Joint angles with every control at 0, rad. */
export const HAND_MIDDLE: readonly number[] = HAND_JOINTS.map(({ asked: [low, high] }) => (low + high) / 2);

/** A row of numbers inside an XML attribute. */
const row = (values: readonly number[]): string => values.join(' ');

const isWrist = (joint: string): boolean => joint.startsWith('WR');

function joint(name: string): string {
  const { axis, range } = HAND_JOINTS.find((each) => each.name === name)!;
  const kind = isWrist(name) ? 'wrist' : 'finger';
  return `<joint name="${name}" class="${kind}" axis="${row(axis)}" range="${row(range)}"/>`;
}

interface Link {
  /** Place in the parent's frame, and orientation. */
  at?: Vector;
  turn?: readonly number[];
  mass: number;
  /** The three principal moments, kg m²; small links have 1e-5. */
  inertia?: Vector;
  /** Centre of mass. */
  centre?: Vector;
}

function link(name: string, { at = [0, 0, 0], turn, mass, inertia, centre }: Link, content: string): string {
  const orientation = turn ? ` quat="${row(turn)}"` : '';
  return `
<body name="${name}" pos="${row(at)}"${orientation}>
<inertial pos="${row(centre ?? [0, 0, 0])}" mass="${mass}" diaginertia="${row(inertia ?? [1e-5, 1e-5, 1e-5])}"/>
${content}
</body>`;
}

/** A link of a finger that reaches along its z axis: its capsule begins at the joint, or `from` the joint. */
function phalanx(
  name: string,
  hinge: string,
  { half, radius, middle = half, ...rest }: Link & { half: number; radius: number; middle?: number },
  content = '',
): string {
  const kind = name.endsWith('distal') ? 'fingertip' : 'hand';
  return link(
    name,
    { centre: [0, 0, middle], ...rest },
    `${joint(hinge)}
<geom name="C_${name}" class="${kind}" type="capsule" pos="0 0 ${middle}" size="${radius} ${half}"/>${content}`,
  );
}

/** A finger from its knuckle on, straight along z. */
function finger(name: string, at: Vector): string {
  const joints = name.toUpperCase();
  const distal = phalanx(`${name}distal`, `${joints}J0`, {
    at: [0, 0, 0.025],
    mass: 0.01,
    half: 0.012,
    radius: 0.00705,
  });
  const middle = phalanx(
    `${name}middle`,
    `${joints}J1`,
    { at: [0, 0, 0.045], mass: 0.012, half: 0.0125, radius: 0.00805 },
    distal,
  );
  const proximal = phalanx(
    `${name}proximal`,
    `${joints}J2`,
    { mass: 0.014, half: 0.0225, radius: 0.01 },
    middle,
  );
  return link(`${name}knuckle`, { at, mass: 0.008 }, joint(`${joints}J3`) + proximal);
}

function littleFinger(): string {
  const centre: Vector = [-0.0165, 0, 0.01];
  const shape = `<geom name="C_lfmetacarpal" class="hand" type="box" pos="${row(centre)}" size="0.0095 ${PALM} 0.025"/>`;
  return link(
    'lfmetacarpal',
    { at: [-0.017, 0, 0.044], mass: 0.075, centre },
    joint('LFJ4') + shape + finger('lf', [-0.017, 0, 0.044]),
  );
}

function thumb(): string {
  const distal = phalanx('thdistal', 'THJ0', {
    at: [0, 0, 0.032],
    mass: 0.016,
    half: 0.013,
    radius: 0.00918,
  });
  const middle = phalanx('thmiddle', 'THJ1', { mass: 0.016, half: 0.016, radius: 0.011 }, distal);
  const hub = link('thhub', { at: [0, 0, 0.038], mass: 0.002 }, joint('THJ2') + middle);
  const proximal = phalanx('thproximal', 'THJ3', { mass: 0.016, half: 0.019, radius: 0.013 }, hub);
  return link(
    'thbase',
    { at: [0.034, -0.009, 0.029], turn: [0.92396, 0, 0.3825, 0], mass: 0.01 },
    joint('THJ4') + proximal,
  );
}

function palm(): string {
  return link(
    'palm',
    { at: [0, 0, 0.034], mass: 0.3, inertia: [0.001, 0.001, 0.001], centre: [0, 0, 0.038] },
    `${joint('WRJ0')}
<geom name="C_palm0" class="hand" type="box" pos="0.011 0 0.038" size="0.032 ${PALM} 0.049"/>
<geom name="C_palm1" class="hand" type="box" pos="-0.032 0 0.014" size="0.011 ${PALM} 0.025"/>
${finger('ff', [0.033, 0, 0.095])}${finger('mf', [0.011, 0, 0.099])}${finger('rf', [-0.011, 0, 0.095])}
${littleFinger()}${thumb()}`,
  );
}

function forearm(): string {
  const wrist = link(
    'wrist',
    { at: [0, 0, 0.256], mass: 0.3, inertia: [0.001, 0.001, 0.001] },
    `${joint('WRJ1')}
<geom name="C_wrist" class="hand" type="capsule" quat="0.70711 0.70711 0 0" size="0.015 0.01"/>${palm()}`,
  );
  return link(
    'forearm',
    {
      turn: [Math.SQRT1_2, -Math.SQRT1_2, 0, 0],
      mass: 4,
      inertia: [0.01, 0.01, 0.0075],
      centre: [0, 0, 0.12],
    },
    `<geom name="forearm" class="seen" type="capsule" pos="0 0 0.12" size="0.03 0.08"/>${wrist}`,
  );
}

/** Colours of the faces +x, +y, +z, −x, −y, −z: those opposite each other are a light and a dark shade. */
const FACES = ['0.9 0.2 0.2', '0.2 0.7 0.2', '0.2 0.4 0.9', '0.5 0.1 0.1', '0.1 0.4 0.1', '0.1 0.2 0.5'];

/** Six coloured plates on the faces of a cube. */
function faces(owner: string): string {
  const half = DIE_EDGE / 2;
  return FACES.map((colour, face) => {
    const size = [0, 1, 2].map((axis) => (axis === face % 3 ? 0.0005 : 0.8 * half));
    const at = [0, 1, 2].map((axis) => (axis === face % 3 ? (face < 3 ? half : -half) : 0));
    return `<geom name="${owner} face ${face}" class="seen" type="box" pos="${row(at)}" size="${row(size)}" rgba="${colour} 1"/>`;
  }).join('\n');
}

/** kp · (middle + half · control − angle), as MuJoCo writes actuators: gain · control + bias. */
function actuator({ name, asked: [low, high] }: HandJoint): string {
  const kp = isWrist(name) ? 10 : 1;
  const half = (high - low) / 2;
  const middle = (low + high) / 2;
  return `<general name="A_${name}" joint="${name}" ctrllimited="true" ctrlrange="-1 1" gaintype="fixed" gainprm="${kp * half}" biastype="affine" biasprm="${kp * middle} ${-kp} 0"/>`;
}

/**
 * The hand and the die as MJCF text. Bodies, joints, shapes and actuators of the hand have the names of the original.
 * The die is the body `die` with the joints `die_x`, `die_y`, `die_z` (m from {@link DIE_GOAL}) and `die_turn`. The
 * goal is a mocap body `goal`, of which only the orientation counts: it is drawn 12 cm above the goal's place.
 */
export function handXml(): string {
  const half = DIE_EDGE / 2;
  const [x, y, z] = DIE_GOAL;
  return `<mujoco model="hand">
<compiler angle="radian"/>
<option timestep="${HAND_TIMESTEP}" integrator="Euler" solver="Newton" cone="pyramidal"/>
<size memory="1M"/>
<default>
  <default class="hand"><geom contype="1" conaffinity="0" condim="3" friction="1 0.005 0.001" margin="0.0005" rgba="0.8 0.7 0.6 1"/></default>
  <default class="fingertip"><geom contype="1" conaffinity="0" condim="4" friction="1 0.005 0.001" margin="0.0005" rgba="0.9 0.6 0.5 1"/></default>
  <default class="seen"><geom contype="0" conaffinity="0" mass="0" rgba="0.6 0.6 0.65 1"/></default>
  <default class="finger"><joint limited="true" margin="0.01" damping="0.05" armature="0.001"/></default>
  <default class="wrist"><joint limited="true" margin="0.01" damping="0.5" armature="0.005"/></default>
</default>
<worldbody>
  <light pos="0 0 2" dir="0 0 -1"/>
  ${forearm()}
  <body name="die" pos="${row(DIE_GOAL)}">
    <joint name="die_x" type="slide" axis="1 0 0"/>
    <joint name="die_y" type="slide" axis="0 1 0"/>
    <joint name="die_z" type="slide" axis="0 0 1"/>
    <joint name="die_turn" type="ball"/>
    <geom name="die" type="box" size="${half} ${half} ${half}" mass="${DIE_MASS}" contype="0" conaffinity="1" condim="4" friction="1 0.005 0.001" margin="0.0005" rgba="0.95 0.95 0.9 1"/>
    ${faces('die')}
  </body>
  <body name="goal" mocap="true" pos="${row([x, y, z + 0.12])}">
    <geom name="goal" class="seen" type="box" size="${half} ${half} ${half}" rgba="0.75 0.75 0.75 1"/>
    ${faces('goal')}
  </body>
</worldbody>
<actuator>
${HAND_JOINTS.map(actuator).join('\n')}
</actuator>
</mujoco>
`;
}
