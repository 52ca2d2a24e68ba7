/** A model with a sensor of every type that the lanes compute, on frames that are turned and off the centres of their bodies. */

/** Types with one object of a frame: XML attributes of the object, and what else there is. */
const OBJECTS = [
  ['xbody', 'trunk'],
  ['body', 'fore'],
  ['geom', 'fore'],
  ['site', 'tip'],
  ['camera', 'eye'],
  ['xbody', 'post'],
] as const;
const REFERENCES = [undefined, ['site', 'back'], ['body', 'pod']] as const;

const frameSensors = (): string => {
  const lines: string[] = [];
  for (const [type, name] of OBJECTS) {
    const object = `objtype="${type}" objname="${name}"`;
    for (const reference of REFERENCES) {
      const seen = reference ? ` reftype="${reference[0]}" refname="${reference[1]}"` : '';
      const suffix = `${type}_${name}_${reference?.join('_') ?? 'world'}`;
      for (const kind of [
        'framepos',
        'framequat',
        'framexaxis',
        'frameyaxis',
        'framezaxis',
        'framelinvel',
        'frameangvel',
      ]) {
        lines.push(`<${kind} name="${kind}_${suffix}" ${object}${seen}/>`);
      }
    }
    for (const kind of ['framelinacc', 'frameangacc']) {
      lines.push(`<${kind} name="${kind}_${type}_${name}" ${object}/>`);
    }
  }
  return lines.join('\n');
};

const SITES = ['tip', 'back', 'shoulder', 'podtop'];
const siteSensors = (): string =>
  SITES.flatMap((site) =>
    ['accelerometer', 'velocimeter', 'gyro', 'force', 'torque', 'magnetometer'].map(
      (kind) => `<${kind} name="${kind}_${site}" site="${site}"/>`,
    ),
  ).join('\n');

const SCALARS = ['hip', 'knee', 'rail'];
const jointSensors = (): string =>
  SCALARS.flatMap((joint) =>
    ['jointpos', 'jointvel', 'jointactuatorfrc', 'jointlimitpos', 'jointlimitvel', 'jointlimitfrc'].map(
      (kind) => `<${kind} name="${kind}_${joint}" joint="${joint}"/>`,
    ),
  ).join('\n');

const actuatorSensors = (): string =>
  ['hip', 'knee', 'rail', 'knee2', 'servo', 'pull', 'winch', 'slow']
    .flatMap((actuator) =>
      ['actuatorpos', 'actuatorvel', 'actuatorfrc'].map(
        (kind) => `<${kind} name="${kind}_${actuator}" actuator="${actuator}"/>`,
      ),
    )
    .join('\n');

const ALL_FIELDS = 'found force torque dist pos normal tangent';
const CONTACTS = [
  'geom1="floor" geom2="paw"',
  'geom1="paw"',
  'geom2="paw"',
  'body1="fore"',
  'body1="fore" body2="world"',
  'subtree1="trunk"',
  'subtree2="trunk" body1="pod"',
  'subtree1="trunk" subtree2="trunk"',
  'site="zone"',
  'site="zone" subtree2="trunk"',
  '',
];
const contactSensors = (): string =>
  CONTACTS.flatMap((between, i) =>
    [
      ['none', 3],
      ['mindist', 2],
      ['maxforce', 2],
      ['netforce', 1],
    ].map(
      ([reduce, num]) =>
        `<contact name="contact_${i}_${reduce}" ${between} reduce="${reduce}" num="${num}" data="${ALL_FIELDS}"/>`,
    ),
  ).join('\n');

export const SENSED = `<mujoco><compiler angle="radian"/><size memory="4M"/>
<option timestep="0.004" magnetic="0.3 -0.5 0.2"/>
<default><geom density="800" condim="3"/><motor ctrllimited="true" ctrlrange="-1 1"/></default>
<worldbody>
<geom name="floor" type="plane" size="0 0 1" quat="0.999 0.02 -0.03 0"/>
<site name="zone" type="cylinder" size="0.6 0.4" pos="0.2 0 0" euler="0.1 0.2 0.3"/>
<geom type="box" size="0.3 0.2 0.1" pos="-0.5 0 1.2" euler="0.3 0 0" contype="0" conaffinity="0"/>
<geom type="cylinder" size="0.2 0.1" pos="0.3 0.3 1.2" euler="0.5 0 0" contype="0" conaffinity="0"/>
<geom type="ellipsoid" size="0.3 0.2 0.1" pos="0.3 -0.3 1" contype="0" conaffinity="0"/>
<geom type="sphere" size="3" rgba="1 0 0 0" contype="0" conaffinity="0"/>
<body name="post" pos="1 1 0" euler="0 0 0.4"><geom type="sphere" size="0.1" pos="0 0 0.1"/></body>
<body name="trunk" pos="0 0 0.4"><freejoint name="root"/>
  <geom name="trunk" type="capsule" size="0.08" fromto="-0.2 0 0 0.2 0 0"/>
  <site name="back" pos="-0.1 0.02 0.08" euler="0.2 -0.4 0.6"/><site name="up" pos="0 0 0.1"/><site name="down" pos="0.1 0 -0.1" euler="3 0.2 0"/><camera name="lens" pos="0 0.1 0.2" resolution="640 480" focal="0.02 0.03" sensorsize="0.04 0.03"/>
  <camera name="eye" resolution="320 200" pos="0.2 0 0.1" euler="0.1 0.9 -0.3"/>
  <body name="upper" pos="0.2 0.1 0" euler="0.1 0 0.2">
    <joint name="hip" axis="0 1 0.2" range="-0.5 0.6" armature="0.02" damping="0.2"/>
    <geom type="capsule" size="0.03" fromto="0 0 0 0.05 0 -0.2"/><site name="shoulder" pos="0 0.01 0.02" euler="1 0 0.2"/>
    <body name="fore" pos="0.05 0 -0.22"><joint name="knee" axis="0 1 0" pos="0 0 0.01" range="-1 0.1" stiffness="3" springref="-0.3"/>
      <geom name="fore" type="capsule" size="0.025" fromto="0.01 0 0 0.08 0.02 -0.18"/>
      <geom name="paw" type="sphere" size="0.04" pos="0.08 0.02 -0.19" friction="0.7"/>
      <site name="tip" type="box" size="0.06 0.05 0.04" pos="0.08 0.02 -0.2" euler="-0.3 0.5 0.1"/></body></body>
  <body name="cart" pos="-0.2 0 0.1"><joint name="rail" type="slide" axis="1 0 0.3" range="-0.1 0.1" damping="1"/>
    <geom type="sphere" size="0.06"/>
    <body name="bob" pos="0 0 0.1" euler="0.3 2 0"><joint name="ball" type="ball" damping="0.02" stiffness="0.5"/>
      <geom type="capsule" size="0.02" fromto="0 0 0.03 0.02 0 0.2"/><site name="bob" pos="0 0 0.15"/></body></body></body>
<body name="pod" pos="0.05 0.02 0.62"><freejoint/>
  <geom name="pod" type="capsule" size="0.07" fromto="-0.1 0 0 0.1 0 0.02"/><site name="podtop" pos="0 0 0.06" euler="0 0.3 0"/></body>
</worldbody>
<tendon><fixed name="pair" stiffness="4" springlength="0.1 0.2" damping="0.1"><joint joint="hip" coef="0.5"/><joint joint="knee" coef="-0.3"/></fixed>
<spatial name="cord" stiffness="6"><site site="back"/><site site="bob"/></spatial></tendon>
<actuator><motor name="hip" joint="hip" gear="20"/><motor name="knee" joint="knee" gear="8"/><motor name="knee2" joint="knee" gear="-3"/>
  <motor name="rail" joint="rail" gear="-15"/>
  <position name="servo" joint="hip" kp="5" kv="0.3" ctrlrange="-1 1" forcerange="-2 2"/><motor name="pull" tendon="pair" gear="4"/>
  <general name="winch" tendon="cord" gainprm="3" biastype="affine" biasprm="0.1 -2 -0.2" ctrlrange="-1 1" gear="1.5"/>
  <general name="slow" joint="rail" dyntype="filter" dynprm="0.1" gainprm="4" ctrlrange="-1 1"/></actuator>
<sensor>
${frameSensors()}
${siteSensors()}
${jointSensors()}
${actuatorSensors()}
<tendonpos name="tendonpos_pair" tendon="pair"/><tendonvel name="tendonvel_pair" tendon="pair"/><tendonactuatorfrc name="tendonfrc_pair" tendon="pair"/>
<tendonpos name="tendonpos_cord" tendon="cord"/><tendonvel name="tendonvel_cord" tendon="cord"/><tendonactuatorfrc name="tendonfrc_cord" tendon="cord"/>
<ballquat name="ballquat" joint="ball"/><ballangvel name="ballangvel" joint="ball"/>
<subtreecom name="com_trunk" body="trunk"/><subtreelinvel name="vel_trunk" body="trunk"/><subtreeangmom name="mom_trunk" body="trunk"/>
<subtreecom name="com_upper" body="upper"/><subtreelinvel name="vel_upper" body="upper"/><subtreeangmom name="mom_upper" body="upper"/>
<subtreecom name="com_world" body="world"/><subtreelinvel name="vel_world" body="world"/><subtreeangmom name="mom_world" body="world"/>
<camprojection name="projection" site="tip" camera="eye"/><camprojection name="projection_lens" site="podtop" camera="lens"/>
<rangefinder name="range_tip" site="tip"/><rangefinder name="range_back" site="back"/><rangefinder name="range_shoulder" site="shoulder"/>
<rangefinder name="range_up" site="up"/><rangefinder name="range_down" site="down"/><rangefinder name="range_cut" site="down" cutoff="0.2"/>
<insidesite name="inside_pod" site="zone" objtype="body" objname="pod"/>
<insidesite name="inside_tip" site="zone" objtype="site" objname="tip"/>
<e_potential name="potential"/><e_kinetic name="kinetic"/>
<touch name="touch_tip" site="tip"/>
<velocimeter name="cut" site="tip" cutoff="0.05"/><touch name="touch_cut" site="tip" cutoff="3"/>
<accelerometer name="cut_acceleration" site="tip" cutoff="4"/>
${contactSensors()}
</sensor></mujoco>`;
