/** Models with one kind of smooth force each. */

const wrap = (body: string, rest = '', option = ''): string => `<mujoco>
<compiler angle="radian"/><option timestep="0.005" ${option}/>
<default><geom density="900" contype="0" conaffinity="0"/></default>
<worldbody>${body}</worldbody>${rest}</mujoco>`;

/** An arm of a slide and three hinges, with a hand. `attributes`: of its joints. */
export const arm = (
  rest: string,
  attributes: Partial<Record<'rail' | 'shoulder' | 'elbow' | 'wrist', string>> = {},
  option = '',
  parts = '',
): string =>
  wrap(
    `<site name="fixed" pos="0.2 0.1 1.1" quat="0.9 0.1 0.3 0.2"/>${parts}
<body name="cart" pos="0 0 1"><joint name="rail" type="slide" axis="1 0.2 0" armature="0.1" ${attributes.rail ?? ''}/>
  <geom size="0.08"/><site name="on_cart" pos="0.1 0 0.05"/>
  <body name="upper" pos="0.05 0 -0.02"><joint name="shoulder" axis="0 1 0" ${attributes.shoulder ?? ''}/>
    <geom name="upper" type="capsule" size="0.03" fromto="0 0 0 0.02 0 -0.3"/><site name="on_upper" pos="0.05 0.02 -0.15"/>
    <geom name="bar" type="cylinder" size="0.04 0.1" pos="0.01 0 -0.3" quat="0.7 0.7 0.1 0"/>
    <site name="beside" pos="0.09 0.01 -0.3"/>
    <body name="lower" pos="0.02 0 -0.3"><joint name="elbow" axis="0.2 1 0" pos="0 0.01 0" ${attributes.elbow ?? ''}/>
      <geom name="lower" type="capsule" size="0.025" fromto="0 0 0 0 0.02 -0.25"/><site name="on_lower" pos="0.03 0 -0.1"/>
      <body name="hand" pos="0 0.02 -0.25"><joint name="wrist" axis="0 0.3 1" ${attributes.wrist ?? ''}/>
        <geom name="hand" type="ellipsoid" size="0.04 0.02 0.06" pos="0 0 -0.05"/>
        <geom name="knob" size="0.035" pos="0.05 0 -0.05"/><site name="in_knob" pos="0.055 0.004 -0.045"/>
        <site name="tip" pos="0.01 0 -0.1" quat="0.8 0.3 0.1 0.5"/>
      </body></body></body></body>`,
    rest,
    option,
  );

/** A free body with another on a ball joint. */
export const joints = (rest: string, free = '', ball = '', option = ''): string =>
  wrap(
    `<body name="base" pos="0 0 1"><joint name="free" type="free" ${free}/>
  <geom type="capsule" size="0.06" fromto="-0.1 0 0 0.1 0.05 0"/>
  <body name="swing" pos="0.1 0 0"><joint name="ball" type="ball" ${ball}/>
    <geom type="capsule" size="0.04" fromto="0 0 0 0 0.1 -0.3"/><site name="end" pos="0 0.1 -0.3" quat="0.7 0.1 0.3 0.2"/></body></body>
  <body name="other" pos="0.5 0 1"><joint name="hinge" axis="0 1 0"/><geom size="0.1" pos="0.1 0 0"/><site name="mark" pos="0.1 0 0"/></body>`,
    rest,
    option,
  );

export const actuators = (text: string): string => `<actuator>${text}</actuator>`;
