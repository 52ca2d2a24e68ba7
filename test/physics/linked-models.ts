/** Models whose bodies are held by equality constraints and limits of ball joints. */

const wrap = (body: string, rest: string, option = 'timestep="0.004"'): string => `<mujoco>
<compiler angle="degree"/><option ${option}/><size memory="4M"/>
<default><geom condim="3" density="900" contype="0" conaffinity="0"/><motor ctrllimited="true" ctrlrange="-1 1"/></default>
<worldbody>${body}</worldbody>${rest}</mujoco>`;

const bar = (name: string, pos: string, to: string, joint: string, inside = ''): string =>
  `<body name="${name}" pos="${pos}"><joint name="${name}" ${joint} damping="0.05"/>
  <geom type="capsule" size="0.03" fromto="0 0 0 ${to}"/><site name="${name}" pos="${to}" euler="10 20 30"/>${inside}</body>`;

const hinge = 'type="hinge" axis="0 1 0"';

/** Four bars in a loop that one connect closes: what they hang on moves all of them, and a slide carries the whole. */
export const fourBars = wrap(
  `<body name="cart" pos="0 0 1"><joint name="rail" type="slide" axis="1 0 0" damping="0.5"/><geom type="box" size="0.1 0.1 0.05"/>
${bar('crank', '0 0.05 0', '0 0 0.2', hinge, bar('rod', '0 0 0.2', '0.5 0 0', hinge))}
${bar('rocker', '0.5 0 0', '0 0.05 0.25', hinge)}</body>`,
  `<equality><connect body1="rod" body2="rocker" anchor="0.5 0 0.05"/></equality>
<actuator><motor joint="crank" gear="3"/><motor joint="rail" gear="20"/></actuator>`,
);

/** Two free bodies and an arm: connect and weld between bodies and between sites, to the world, with softness of their own. */
export const welded = wrap(
  `<site name="hook" pos="0.1 0 1.2" euler="30 0 10"/>
<body name="a" pos="0 0 1"><freejoint/><geom type="capsule" size="0.05" fromto="0 0 0 0.3 0.1 0"/><site name="a" pos="0.3 0.1 0" euler="0 15 0"/></body>
<body name="b" pos="0.3 0.2 0.9"><freejoint/><geom type="box" size="0.08 0.05 0.1"/><site name="b" pos="-0.05 0 0.1"/></body>
${bar('upper', '-0.3 0 1', '0 0 -0.3', 'type="ball"', bar('lower', '0 0 -0.3', '0.2 0 -0.2', 'axis="1 1 0"'))}`,
  `<equality><weld body1="a" body2="b" torquescale="0.6" solref="0.03 1.2" solimp="0.8 0.97 0.02 0.4 3"/>
<connect site1="lower" site2="a" solref="-900 -40"/><weld site1="hook" site2="b" solref="0.1 1" torquescale="2"/>
<connect body1="upper" anchor="0.05 0 -0.2" active="false"/></equality>
<actuator><motor joint="lower" gear="2"/></actuator>`,
);

/** Fingers that move with one another, by polynomials, and one that is held. */
export const coupled = wrap(
  `<body name="wrist" pos="0 0 1"><joint name="wrist" type="hinge" axis="1 0 0" damping="0.2"/><geom type="capsule" size="0.04" fromto="0 0 0 0.2 0 0"/>
${[1, 2, 3].map((i) => bar(`f${i}`, `0.2 ${0.05 * i} 0`, '0.1 0 -0.02', hinge, bar(`g${i}`, '0.1 0 -0.02', '0.08 0 -0.02', `${hinge} ref="10"`))).join('')}
${bar('slider', '0 -0.2 0', '0.1 0 0', 'type="slide" axis="1 0 0"')}</body>`,
  `<equality><joint joint1="g1" joint2="f1" polycoef="0.1 0.8 0 0 0"/><joint joint1="g2" joint2="f2" polycoef="0 0.5 -0.4 0.3 0.2"/>
<joint joint1="f3" polycoef="0.2 0 0 0 0" solref="0.05 1"/><joint joint1="slider" joint2="wrist" polycoef="0 0.2 0.1 0 0" solimp="0.7 0.95 0.05 0.5 1"/>
<joint joint1="g3" joint2="f1" polycoef="0 1 0 0 0" active="false"/></equality>
<actuator><motor joint="f1" gear="1"/><motor joint="g2" gear="0.5"/><motor joint="wrist" gear="4"/><motor joint="f3" gear="2"/></actuator>`,
);

/** Ball joints with a range and a margin, and hinges whose range is narrower than two margins. */
export const limitedBalls = wrap(
  `${bar('upper', '0 0 1.5', '0 0 -0.3', 'type="ball" range="0 40" margin="0.05"', bar('lower', '0 0 -0.3', '0.1 0 -0.3', 'type="ball" range="0 70"', bar('tip', '0.1 0 -0.3', '0 0 -0.1', 'type="hinge" axis="0 1 0" range="-4 5" margin="0.2"')))}
${bar('rail', '0.5 0 1', '0.2 0 0', 'type="slide" axis="0 0 1" range="-0.02 0.03" margin="0.04" solreflimit="-400 -20"')}`,
  '<actuator><motor joint="tip" gear="1"/><motor joint="rail" gear="10"/></actuator>',
);
