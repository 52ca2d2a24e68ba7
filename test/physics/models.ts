/** Models other than the project's humanoid, with every feature that packs. */

const wrap = (body: string, rest = '', option = 'timestep="0.005"'): string => `<mujoco>
<compiler angle="degree"/><option ${option}/><size memory="1M"/>
<default><geom condim="1" density="900"/><motor ctrllimited="true" ctrlrange="-1 1"/></default>
<worldbody>${body}</worldbody>${rest}</mujoco>`;

const motors = (joints: readonly string[], gear: number): string =>
  `<actuator>${joints.map((joint) => `<motor name="${joint}" joint="${joint}" gear="${gear}"/>`).join('')}</actuator>`;

const leg = (name: string, x: number, y: number): string => `
<body name="${name}_upper" pos="${x} ${y} 0">
  <joint name="${name}_abduct" axis="1 0 0" range="-40 40" damping="0.4" armature="0.01"/>
  <joint name="${name}_hip" axis="0 1 0" pos="0 0.01 0" range="-70 70" damping="0.5" armature="0.01"/>
  <geom type="capsule" size="0.03" fromto="0 0 0 -0.08 0 -0.2"/>
  <body name="${name}_lower" pos="-0.08 0 -0.2">
    <joint name="${name}_knee" axis="0 1 0" range="-100 10" damping="0.3" stiffness="2" springref="-20"/>
    <geom name="${name}_shin" type="capsule" size="0.022" fromto="0 0 0 0.1 0 -0.2" friction="0.8"/>
    <geom name="${name}_foot" type="sphere" size="0.035" pos="0.1 0 -0.2" friction="1.2"/>
  </body>
</body>`;

const LEGS = ['fl', 'fr', 'bl', 'br'];

/** A trunk with four legs of two capsules; tilted floor, anchors off the joints' centres, springs, limits, pair contacts. */
export const quadruped = wrap(
  `<geom name="floor" type="plane" size="0 0 1" condim="3" quat="0.998 0.04 0.03 0" pos="0 0 0.02"/>
<body name="trunk" pos="0 0 0.5"><freejoint name="root"/>
  <geom type="capsule" size="0.08" fromto="-0.25 0 0 0.25 0 0"/><geom type="sphere" size="0.09" pos="0.32 0 0.08"/>
  ${leg('fl', 0.22, 0.12)}${leg('fr', 0.22, -0.12)}${leg('bl', -0.22, 0.12)}${leg('br', -0.22, -0.12)}
</body>`,
  motors(
    LEGS.flatMap((name) => [`${name}_abduct`, `${name}_hip`, `${name}_knee`]),
    30,
  ),
);

const link = (n: number): string =>
  n === 0
    ? ''
    : `<body pos="0 0 ${n === 8 ? 1.2 : -0.22}">
  <joint name="j${n}" type="hinge" axis="${n % 2} ${(n + 1) % 2} 0" damping="0.05" range="-120 120"/>
  <geom type="capsule" size="0.04" fromto="0 0 -0.02 0 0 -0.2"/>${link(n - 1)}</body>`;

/** Eight links that hang from a fixed point over a frictionless floor beside a fixed ball: no free joint. */
export const chain = wrap(
  `<geom type="plane" size="0 0 1"/><geom type="sphere" size="0.25" pos="0.3 0 0.6"/>${link(8)}`,
  motors(['j8', 'j5', 'j2'], 8),
);

/** Slides and ball joints, two free bodies, contacts between them, solref and solimp of their own. */
export const mixed = wrap(
  `<geom name="floor" type="plane" size="0 0 1" condim="3"/>
<body name="cart" pos="0 0 0.6"><joint name="rail" type="slide" axis="1 0 0" range="-0.5 0.5" damping="0.5" armature="0.1"/>
  <geom type="capsule" size="0.06" fromto="-0.1 0 0 0.1 0 0"/>
  <body name="arm" pos="0.05 0 -0.02"><joint name="shoulder" type="ball" damping="0.05"/>
    <geom name="upper" type="capsule" size="0.03" fromto="0 0 -0.03 0 0 -0.25"/>
    <body pos="0 0 -0.26"><joint name="elbow" axis="0 1 0" range="-90 90" armature="0.005"/>
      <geom type="capsule" size="0.03" fromto="0 0 0 0 0 -0.2" solref="0.03 0.8" solimp="0.8 0.97 0.01 0.3 2"/></body></body></body>
<body name="ball1" pos="0.1 0.05 0.1"><freejoint/><geom type="sphere" size="0.1"/></body>
<body name="ball2" pos="0.1 -0.05 0.3"><freejoint/><geom type="capsule" size="0.06" fromto="0 0 0 0.2 0 0.02" friction="0.5" solmix="3" solref="0.015 1.2"/></body>`,
  motors(['rail', 'elbow'], 20),
);

/** Bodies for checks of single features. */
export const pendulum = wrap(
  `<body pos="0 0 1"><joint name="j" axis="0 1 0" damping="0.1"/><geom type="capsule" size="0.05" fromto="0 0 0 0.3 0.1 -0.4"/></body>`,
  motors(['j'], 5),
);

export const freeBody = wrap(
  `<body pos="0 0 1" quat="0.9 0.1 0.2 0.3"><freejoint/><geom type="capsule" size="0.05" fromto="0 0 0 0.3 0.1 -0.4"/></body>`,
);

/** A frictionless capsule on an inclined plane, and one that stands exactly upright on a level one. */
export const onPlane = wrap(
  `<geom type="plane" size="0 0 1" quat="0.99 0.1 0.05 0"/>
<body pos="0 0 0.1" quat="0.9 0.1 0.2 0.3"><freejoint/><geom type="capsule" size="0.05" fromto="0 0 0 0.3 0.1 -0.1"/></body>`,
);

export const uprightCapsule = wrap(
  `<geom type="plane" size="0 0 1" condim="3"/>
<body pos="0 0 0.248"><freejoint/><geom type="capsule" size="0.05 0.2"/></body>`,
);

/** The humanoid with other sizes, masses, gears, springs and contacts; `base` is its MJCF. */
export function otherHumanoid(base: string): string {
  return base
    .replace('density="1000"', 'density="1300"')
    .replace(
      'friction="1 0.005 0.0001"',
      'friction="0.7 0.005 0.0001" solref="0.025 0.9" solimp="0.85 0.96 0.002"',
    )
    .replace(/timestep="[^"]*"/, 'timestep="0.005"')
    .replace('<joint damping="5"/>', '<joint damping="3" stiffness="5"/>')
    .replace('<joint damping="1"/>', '<joint damping="0.7" solreflimit="0.03 1"/>')
    .replaceAll(/gear="(\d+)"/g, (_, gear) => `gear="${Number(gear) * 0.6}"`)
    .replaceAll(/size="0\.0(\d+)" fromto/g, (_, digits) => `size="${Number(`0.0${digits}`) * 1.15}" fromto`);
}
